"""Bad input at the API: refused with a code and a place, and nothing is left behind. Each refusal has its success."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.services.gateway.people import Caller, a_registration, an_applicant

GOOD_IDENTITY = "150203194003071526"
GOOD_CREDIT_CODE = "91150204MA0N1D2K0E"


def check_digit(first: str, alphabet: str, weights: list[int], modulus: int) -> str:
    """The last place of a number by its rule, so that examples are valid without being anybody's."""
    total = sum(alphabet.index(place) * weight for place, weight in zip(first, weights, strict=True))
    return alphabet[(modulus - total % modulus) % modulus]


def an_identity() -> str:
    """A valid identity number of nobody."""
    first = GOOD_IDENTITY[:17]
    total = sum(int(d) * w for d, w in zip(first, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), strict=True))
    return first + "10X98765432"[total % 11]


def a_credit_code() -> str:
    """A valid unified social credit code of nobody."""
    first = GOOD_CREDIT_CODE[:17]
    return first + check_digit(first, "0123456789ABCDEFGHJKLMNPQRTUWXY", [pow(3, i, 31) for i in range(17)], 31)


def one_off(number: str) -> str:
    """The number with a wrong check digit."""
    return number[:-1] + ("0" if number[-1] != "0" else "1")


def faults(answer: Any) -> dict[str, str]:
    """The fields of a refusal with their codes."""
    return {field["field"]: field["code"] for field in answer.json()["fields"]}


IMPOSSIBLE: tuple[tuple[dict[str, str], str, str], ...] = (
    ({"phone": "1380472602"}, "applicant.phone", "phone.length"),
    ({"phone": "12804726021"}, "applicant.phone", "phone.impossible"),
    ({"phone": "1380472602a"}, "applicant.phone", "phone.not_digits"),
    ({"phone": ""}, "applicant.phone", "phone.not_digits"),
    ({"identity": one_off(an_identity())}, "applicant.identity", "identity.check"),
    ({"identity": "15020319400231152X"}, "applicant.identity", "identity.birthday"),
    ({"identity": "1502031940"}, "applicant.identity", "identity.length"),
    ({"name": "  "}, "applicant.name", "name.missing"),
    ({"name": "赵\x00大海"}, "applicant.name", "name.shape"),
    ({"name": "赵大海13804726021"}, "applicant.name", "name.number"),
    ({"contact": "张\n三"}, "applicant.contact", "name.shape"),
)


def test_an_impossible_applicant_is_refused_with_the_field(
    someone: Callable[[str], Caller], subtests: pytest.Subtests
) -> None:
    person = someone("xzw")
    for changes, field, code in IMPOSSIBLE:
        with subtests.test(changes=changes):
            answer = person.register(applicant=an_applicant(**changes))
            assert (answer.status_code, faults(answer)) == (422, {field: code})
            assert answer.json()["fields"][0]["detail"]


def test_every_fault_is_told_at_once_and_nothing_is_opened(someone: Callable[[str], Caller], owner: Engine) -> None:
    wrong = an_applicant(phone="1", identity="2", name="")
    answer = someone("xzw").register(applicant=wrong, competence_region="110101")
    assert faults(answer) == {
        "applicant.name": "name.missing",
        "applicant.phone": "phone.length",
        "applicant.identity": "identity.length",
        "competence_region": "region.unknown",
    }
    with owner.connect() as conn:
        for table in ("cases", "case_events", "outbox", "timers", "idempotency", "case_counters", "person_versions"):
            assert conn.execute(text(f"select count(*) from {table}")).scalar_one() == 0, table


POSSIBLE = (
    an_applicant(identity=an_identity()),
    an_applicant(phone="138 0472 6021"),
    an_applicant(phone="１３８０４７２６０２１", identity=an_identity().lower()),
    an_applicant(name="阿拉坦乌拉·其其格"),
)


def test_a_possible_applicant_is_taken_however_the_digits_are_written(
    someone: Callable[[str], Caller], subtests: pytest.Subtests
) -> None:
    person = someone("xzw")
    for applicant in POSSIBLE:
        with subtests.test(applicant=applicant):
            assert person.register(applicant=applicant).status_code == 201


@pytest.mark.parametrize(("wrong", "status"), [(False, 201), (True, 422)])
def test_an_enterprise_is_known_by_its_credit_code(someone: Callable[[str], Caller], wrong: bool, status: int) -> None:
    code = one_off(a_credit_code()) if wrong else a_credit_code()
    company = an_applicant(kind="enterprise", name="包头磁谷新材料有限公司", identity=code, contact="郝经理")
    person = someone("xtyq")
    papers = [m["name"] for m in person.get("/api/items/P101").json()["materials"]]
    answer = person.register(applicant=company, item_code="P101", papers=papers)
    assert answer.status_code == status, answer.text
    if wrong:
        assert faults(answer) == {"applicant.identity": "credit_code.check"}


WRONG: tuple[tuple[dict[str, Any], str], ...] = (
    ({"item_code": "XX999"}, "item.unknown"),
    ({"applicant": an_applicant(kind="enterprise", name="某公司")}, "item.applicant_kind"),
    ({"papers": []}, "accept.papers"),
    ({"words": "请打 13804726021"}, "words.personal"),
)


def test_what_is_well_formed_and_wrong_is_told_by_its_code(
    someone: Callable[[str], Caller], subtests: pytest.Subtests
) -> None:
    person = someone("xzw")
    for changes, code in WRONG:
        with subtests.test(code=code):
            answer = person.register(**changes)
            assert (answer.status_code, answer.json()["code"]) == (422, code)


@pytest.mark.parametrize(("column", "value"), [("open", False), ("tenant_id", "150203")])
def test_a_closed_or_a_foreign_item_is_refused(
    someone: Callable[[str], Caller], owner: Engine, column: str, value: object
) -> None:
    with owner.begin() as conn:
        conn.execute(
            text(
                "update item_versions set document = jsonb_set(document::jsonb, cast(:path as text[]),"
                " to_jsonb(cast(:value as text)))::text where code = 'MZ001'"
                if column == "tenant_id"
                else "update item_versions set document = jsonb_set(document::jsonb, cast(:path as text[]),"
                " to_jsonb(cast(:value as boolean)))::text where code = 'MZ001'"
            ),
            {"path": f"{{{column}}}", "value": value},
        )
        conn.execute(text("update reference_version set version = version + 1"))
    answer = someone("xzw").register()
    code = "item.closed" if column == "open" else "item.foreign"
    assert (answer.status_code, faults(answer)) == (422, {"item_code": code})


SHAPES: tuple[tuple[object, str, str], ...] = (
    (a_registration(colour="red"), "colour", "input.unknown"),
    (a_registration(applicant=an_applicant(id=1)), "applicant.id", "input.unknown"),
    ({"applicant": an_applicant()}, "item_code", "input.missing"),
    (a_registration(channel=3), "channel", "input.type"),
    (a_registration(channel="99"), "channel", "input.value"),
    (a_registration(papers="身份证"), "papers", "input.type"),
    (a_registration(papers=[None]), "papers[0]", "input.type"),
    (a_registration(words="x" * 1001), "words", "input.value"),
    (a_registration(words="a\x00b"), "words", "input.value"),
    (a_registration(applicant=None), "applicant", "input.type"),
    ([], "", "input.type"),
    ("text", "", "input.type"),
)


def test_a_body_of_another_shape_is_refused_with_its_place(
    someone: Callable[[str], Caller], subtests: pytest.Subtests
) -> None:
    person = someone("xzw")
    for body, place, code in SHAPES:
        with subtests.test(place=place, code=code):
            answer = person.act("/api/cases/register", body)
            assert (answer.status_code, answer.json()["code"], faults(answer)) == (400, "input.shape", {place: code})


NO_JSON = (b"", b"{", b'{"words": "\xff\xfe"}', b"\x00", b'{"words": "\\ud800"}', b"[" * 50_000, b"NaN")


def test_what_is_no_json_is_refused(someone: Callable[[str], Caller], subtests: pytest.Subtests) -> None:
    person = someone("xzw")
    headers = {"Content-Type": "application/json", "Idempotency-Key": "key-12345678"}
    for raw in NO_JSON:
        with subtests.test(raw=raw[:20]):
            answer = person.http.post("/api/cases/register", content=raw, headers=headers)
            assert answer.status_code == 400
            assert answer.json()["code"] in ("input.malformed", "input.shape")


@pytest.mark.parametrize("streamed", [False, True])
def test_ten_megabytes_are_not_read(someone: Callable[[str], Caller], streamed: bool) -> None:
    raw = b'{"words": "' + b"x" * 10_000_000 + b'"}'
    headers = {"Content-Type": "application/json", "Idempotency-Key": "key-12345678"}
    content = iter([raw]) if streamed else raw
    answer = someone("xzw").http.post("/api/cases/register", content=content, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (413, "input.too_large")


def test_only_json_is_taken(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    headers = {"Idempotency-Key": "key-12345678", "Content-Type": "text/plain"}
    answer = person.http.post("/api/cases/register", content=b"{}", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (415, "input.media_type")


def test_a_date_outside_the_calendar_is_refused_and_promises_nothing(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    person = someone("xzw")
    with owner.begin() as conn:
        conn.execute(text("insert into clock_offset (single, by) values (true, interval '3 years')"))
    answer = person.register()
    assert (answer.status_code, answer.json()["code"]) == (422, "calendar.year_missing")
    preview = person.get("/api/route-preview", params={"item_code": "MZ001"})
    assert (preview.status_code, preview.json()["code"]) == (422, "calendar.year_missing")


PARAMETERS: tuple[tuple[str, dict[str, str]], ...] = (
    ("/api/desk", {"tab": "all"}),
    ("/api/desk", {"lamp": "pink"}),
    ("/api/sites", {"under": "../etc"}),
    ("/api/route-preview", {}),
    ("/api/route-preview", {"item_code": "MZ001", "applicant_kind": "robot"}),
    ("/api/catalogue/items", {"words": "x" * 41}),
)


def test_a_whole_number_may_be_written_with_a_point_and_no_other_may(someone: Callable[[str], Caller]) -> None:
    person = someone("xzw")
    path = "/api/cases/00000000-0000-7000-8000-000000000000/ask-cohandler"
    body = {"to_site": "150271102", "words": "请核"}
    assert person.act(path, body | {"days": 5.0}).json()["code"] == "case.unknown"
    broken = person.act(path, body | {"days": 5.5})
    assert (broken.status_code, faults(broken)) == (400, {"days": "input.type"})


def test_a_parameter_of_another_shape_is_refused(someone: Callable[[str], Caller], subtests: pytest.Subtests) -> None:
    person = someone("xzw")
    for path, params in PARAMETERS:
        with subtests.test(path=path, params=params):
            answer = person.get(path, params=params)
            assert answer.status_code == 400, answer.text
            assert answer.headers["content-type"] == "application/problem+json"


def test_a_page_of_a_desk_that_nobody_gave_out_begins_at_the_top(someone: Callable[[str], Caller]) -> None:
    assert someone("xzw").get("/api/desk", params={"after": "5~not-a-date~x"}).status_code == 200


def test_a_place_in_a_list_that_nobody_gave_out_begins_at_the_top(someone: Callable[[str], Caller]) -> None:
    # Given a case on the desk
    person, nobody = someone("xzw"), "00000000-0000-0000-0000-000000000000"
    case_id = person.registered()
    # When a page is asked for by a place that is none
    for after in (
        f"{'9' * 20}~2026-01-01~{nobody}",
        f"0~2026-01-01~{nobody}",
        f"-{'9' * 11}~2026-01-01T00:00Z~{nobody}",
    ):
        answer = person.get("/api/desk", params={"after": after})
        # Then the first page comes; a place behind everything is one, and has nothing after it
        assert (answer.status_code, [row["case_id"] for row in answer.json()["rows"]]) == (200, [case_id]), after
    last = person.get("/api/desk", params={"after": f"99~2026-01-01T00:00Z~{nobody}"})
    assert (last.status_code, last.json()["rows"]) == (200, [])
