"""A key used twice acts once; a version that moved on is told with what happened."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import Engine, text

from tests.services.gateway.people import Caller, a_registration, an_applicant

SAME = ("etag", "location", "content-type")


def test_the_same_request_again_gives_the_same_answer_and_opens_nothing(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    # Given
    person = someone("xzw")
    first = person.register("key-00000001")
    # When another act has moved the case on meanwhile
    assert person.act(f"{first.headers['location']}/start").status_code == 200
    again = person.register("key-00000001")
    # Then
    assert (again.status_code, again.content) == (first.status_code, first.content)
    assert [again.headers[name] for name in SAME] == [first.headers[name] for name in SAME]
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from cases")).scalar_one() == 1


def test_the_same_json_spelled_otherwise_is_the_same_request(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    first = person.register("key-00000002")
    other = dict(reversed(a_registration().items()))
    assert person.act("/api/cases/register", other, "key-00000002").content == first.content


def test_an_act_again_gives_its_first_receipt(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    case = person.registered()
    first = person.act(f"/api/cases/{case}/start", key="key-00000003")
    again = person.act(f"/api/cases/{case}/start", key="key-00000003")
    assert (first.status_code, first.content, first.headers["etag"]) == (200, again.content, again.headers["etag"])
    assert person.act(f"/api/cases/{case}/start", key="key-00000004").status_code == 409


def test_a_key_means_one_request_of_one_person(someone: Callable[[str], Caller]) -> None:
    person, other = someone("xzw"), someone("wsq")
    person.register("key-00000005")
    changed = person.register("key-00000005", applicant=an_applicant(name="钱二"))
    assert (changed.status_code, changed.json()["code"]) == (422, "idempotency.other_request")
    moved = person.act("/api/cases", a_registration(), "key-00000005")
    assert moved.status_code in (400, 422)
    assert other.register("key-00000005").status_code == 201


def test_a_refusal_leaves_the_key_free(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    assert person.register("key-00000006", papers=[]).status_code == 422
    assert person.register("key-00000006").status_code == 201


def test_without_a_key_or_with_an_odd_one_nothing_is_done(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    missing = person.http.post("/api/cases/register", json=a_registration())
    assert (missing.status_code, missing.json()["code"]) == (400, "idempotency.missing")
    for odd in ("short", "x" * 201, "with a blank in it"):
        answer = person.register(odd)
        assert (answer.status_code, answer.json()["code"]) == (400, "idempotency.key")


def test_the_same_key_from_eight_clicks_at_once_acts_once(someone: Callable[[str], Caller], owner: Engine) -> None:
    person = someone("xzw")
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: person.register("key-00000007"), range(8)))
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from cases")).scalar_one() == 1


def test_an_act_on_an_old_version_is_refused_with_what_happened_since(someone: Callable[[str], Caller]) -> None:
    # Given two people who looked at the same version
    person = someone("xzw")
    case = person.registered()
    seen = person.get(f"/api/cases/{case}").headers["etag"]
    assert person.act(f"/api/cases/{case}/start", headers={"If-Match": seen}).status_code == 200
    # When
    late = person.act(f"/api/cases/{case}/pause", {"cause": "agreed", "words": "约好了"}, headers={"If-Match": seen})
    # Then
    assert (late.status_code, late.json()["code"]) == (409, "case.stale")
    (change,) = late.json()["changes"]
    assert (change["kind"], change["by_site"]) == ("started", "150271102203")
    fresh = person.get(f"/api/cases/{case}").headers["etag"]
    again = person.act(f"/api/cases/{case}/pause", {"cause": "agreed", "words": "约好了"}, headers={"If-Match": fresh})
    assert again.status_code == 200


def test_a_version_that_is_none_is_refused(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    case = person.registered()
    for odd in ("abc", '"-1"', '"1", "2"'):
        answer = person.act(f"/api/cases/{case}/start", headers={"If-Match": odd})
        assert (answer.status_code, answer.json()["code"]) == (400, "version.malformed")
    assert person.act(f"/api/cases/{case}/start", headers={"If-Match": "*"}).status_code == 200


def test_no_personal_data_is_kept_with_a_key(someone: Callable[[str], Caller], owner: Engine) -> None:
    someone("xzw").register("key-00000008")
    with owner.connect() as conn:
        kept = str(conn.execute(text("select body, location, etag from idempotency")).all())
    assert "赵" not in kept
    assert "6021" not in kept
