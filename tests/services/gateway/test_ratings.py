"""Ratings that come through somebody of ours or at a counter, replies for a person, and who may read what."""

from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, text

from services.dispatch.entry.actors import handlers
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import gaming, ratings, waiting_replies
from shared.store.engine import Store
from shared.store.take_rating import take_rating
from tests import scenes
from tests.services.gateway.people import DESK, PASSWORD, Caller
from tests.services.gateway.test_attachments import files_of, send

CALLER, CENTRE, HANDLER = "huifang", "gxq", "xzw"
Someone = Callable[[str], Caller]


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a home of one's own, for scans."""
    return replace(settings, home=tmp_path)


@pytest.fixture
def case_id(someone: Someone) -> str:
    """A case that the village has completed."""
    person = someone(HANDLER)
    made = person.registered()
    person.act(f"/api/cases/{made}/start")
    assert person.act(f"/api/cases/{made}/complete", {"result": "已发放"}).status_code == 200
    return made


def code(answer: object) -> tuple[int, str]:
    """The status and the code of a refusal."""
    return answer.status_code, answer.json()["code"]  # type: ignore[attr-defined]


def told(**changes: object) -> dict[str, object]:
    """A rating as a caller writes it down."""
    return {"grade": "good", "channel": "phone"} | changes


def stored(owner: Engine) -> list[tuple[str, str, str, bool]]:
    """Grade, channel, occasion, and whether somebody wrote it down."""
    query = "select grade, channel, occasion, recorded_by is not null from ratings order by occasion"
    with owner.connect() as conn:
        return [tuple(row) for row in conn.execute(text(query))]


def test_a_caller_writes_down_what_was_told_by_phone(someone: Someone, case_id: str, owner: Engine) -> None:
    assert someone(CENTRE).act(f"/api/cases/{case_id}/rating", told(words="挺好")).status_code == 200
    assert stored(owner) == [("good", "phone", "", True)]


def test_nobody_writes_down_a_rating_of_their_own_work(someone: Someone, case_id: str, owner: Engine) -> None:
    scan = a_scan(someone, case_id)
    answer = someone(HANDLER).act(f"/api/cases/{case_id}/rating", told(channel="paper", scan=scan))
    assert code(answer) == (403, "rating.own")
    assert stored(owner) == []


@pytest.mark.parametrize("channel", ["sms", "link", "qr", "tablet", "keys"])
def test_what_applicants_do_themselves_nobody_does_for_them(
    someone: Someone, case_id: str, owner: Engine, channel: str
) -> None:
    assert code(someone(CENTRE).act(f"/api/cases/{case_id}/rating", told(channel=channel))) == (403, "rating.channel")
    assert stored(owner) == []


def test_paper_needs_a_scan_of_this_case(someone: Someone, case_id: str, owner: Engine) -> None:
    centre = someone(CENTRE)
    paper = told(channel="paper", grade="bad", reasons=["slow"])
    assert code(centre.act(f"/api/cases/{case_id}/rating", paper)) == (422, "rating.scan")
    other = someone(HANDLER).registered()
    strange = a_scan(someone, other)
    assert code(centre.act(f"/api/cases/{case_id}/rating", paper | {"scan": strange})) == (422, "rating.scan")
    assert centre.act(f"/api/cases/{case_id}/rating", paper | {"scan": a_scan(someone, case_id)}).status_code == 200
    assert stored(owner) == [("bad", "paper", "", True)]


def test_nothing_is_rated_before_it_is_done(someone: Someone) -> None:
    open_case = someone(HANDLER).registered()
    assert code(someone(CENTRE).act(f"/api/cases/{open_case}/rating", told())) == (409, "rating.too_early")


def test_a_visit_is_rated_once_and_the_case_once(someone: Someone, owner: Engine, caller: Callable[[], Caller]) -> None:
    # Given somebody who comes to the counter while the case is under way
    clerk = someone(HANDLER)
    case_id = clerk.registered()
    visit = clerk.act(f"/api/cases/{case_id}/counter-rating", {"channel": "qr"})
    tap(caller(), path_of(visit), "very_good")
    # When they are asked again on the same day
    again = clerk.act(f"/api/cases/{case_id}/counter-rating", {"channel": "tablet"})
    # Then one visit has one rating, and the case, once it is done, has its own
    assert code(again) == (409, "rating.visit_rated")
    clerk.act(f"/api/cases/{case_id}/start")
    clerk.act(f"/api/cases/{case_id}/complete", {"result": "已发放"})
    done = clerk.act(f"/api/cases/{case_id}/counter-rating", {"channel": "tablet"})
    tap(caller(), path_of(done), "fair")
    (own, of_visit) = stored(owner)
    assert own == ("fair", "tablet", "", False)
    assert (of_visit[0], of_visit[1]) == ("very_good", "qr")
    assert of_visit[2].startswith("150271102203/")


def test_a_link_from_the_counter_is_good_for_one_tap_and_shows_no_grade(
    someone: Someone, case_id: str, owner: Engine, caller: Callable[[], Caller]
) -> None:
    link = path_of(someone(HANDLER).act(f"/api/cases/{case_id}/counter-rating", {"channel": "tablet"}))
    after = tap(caller(), link, "good")
    assert "谢谢您" in after
    assert "满意" not in after
    assert caller().get(link).status_code == 404
    assert caller().http.post(link, data={"grade": "very_bad"}).status_code == 404
    assert stored(owner) == [("good", "tablet", "", False)]


def test_looking_at_a_link_from_the_counter_rates_nothing(
    someone: Someone, case_id: str, owner: Engine, caller: Callable[[], Caller]
) -> None:
    link = path_of(someone(HANDLER).act(f"/api/cases/{case_id}/counter-rating", {"channel": "qr"}))
    for _ in range(3):
        assert caller().get(link).status_code == 200
    assert stored(owner) == []


def test_whoever_handled_it_reads_the_grade_and_why_and_never_who_nor_the_words(
    someone: Someone, case_id: str, store: Store
) -> None:
    someone(CENTRE).act(f"/api/cases/{case_id}/rating", told(grade="bad", reasons=["slow"], words="赵大海家里等着用"))
    (own,) = someone(HANDLER).get("/api/evaluations").json()["evaluations"]
    assert (own["grade"], own["reasons"]) == ("bad", ["slow"])
    assert (own["case_id"], own["number"], own["words"]) == (None, "", "")
    # And the case itself, which names its applicant, tells no rating to who handled it, and tells it to others
    assert someone(HANDLER).get(f"/api/cases/{case_id}").json()["rating"] is None
    assert "不满意" not in someone(HANDLER).get(f"/cases/{case_id}").text
    assert someone(CALLER).get(f"/api/cases/{case_id}").json()["rating"]["grade"] == "bad"
    assert "不满意" in someone(CALLER).get(f"/cases/{case_id}").text
    (known,) = someone(CALLER).get("/api/evaluations").json()["evaluations"]
    assert (known["case_id"], known["words"]) == (case_id, "赵大海家里等着用")


def test_figures_leave_out_who_did_not_answer(someone: Someone, case_id: str) -> None:
    person = someone(HANDLER)
    other = person.registered()
    person.act(f"/api/cases/{other}/counter-rating", {"channel": "qr"})
    someone(CENTRE).act(f"/api/cases/{case_id}/rating", told(grade="very_bad"))
    figures = someone(CENTRE).get("/api/evaluations").json()["figures"]
    assert (figures["occasions"], figures["answered"], figures["bad"], figures["open"]) == (2, 1, 1, 1)
    assert (figures["answer_rate"], figures["satisfied_rate"]) == (0.5, 0.0)


def test_a_reply_for_a_person_is_settled_once_by_somebody_else(
    someone: Someone, case_id: str, store: Store, owner: Engine
) -> None:
    # Given a reply that nobody but a person understands
    with store.work(platform("150271")) as work:
        waiting_replies.keep(work, UUID(case_id), 1, "unclear", "挺满意的呀就是远")
    assert someone(HANDLER).get("/api/replies").status_code == 403
    (reply,) = someone(CENTRE).get("/api/replies").json()["replies"]
    assert (reply["why"], reply["words"]) == ("unclear", "挺满意的呀就是远")
    # When the coordinator says what it means
    settle = f"/api/replies/{reply['id']}/settle"
    assert code(someone(CENTRE).act(settle, {"outcome": "rated"})) == (422, "reply.grade")
    assert someone(CENTRE).act(settle, {"outcome": "rated", "grade": "good"}).status_code == 204
    # Then it is a rating, on record, and over
    assert stored(owner) == [("good", "sms", "", True)]
    assert code(someone(CENTRE).act(settle, {"outcome": "nothing"})) == (409, "reply.settled")
    assert someone(CENTRE).get("/api/replies").json()["replies"] == []


def test_nobody_of_ours_makes_a_rating_good_that_the_applicant_gave(
    someone: Someone, case_id: str, store: Store, owner: Engine
) -> None:
    # Given a bad rating whose order is closed, and answers about it that wait for a person: one from before, one after
    with store.work(platform("150271")) as work:
        bad = Rating(case_id=UUID(case_id), round=1, grade=Grade.VERY_BAD, channel=Channel.SMS, rated_at=work.now)
        take_rating(work, work.cases.get(UUID(case_id)), bad)
    centre, rating, order = someone(CENTRE), f"/api/cases/{case_id}/rating", f"/api/cases/{case_id}/rectification"
    assert code(centre.act(rating, told())) == (409, "rating.final")
    opens = m.OpenRectification(tenant_id="150271", case_id=UUID(case_id), round=1)
    handlers(scenes.dispatching(store))[m.OpenRectification](opens, new_id())
    kept(store, case_id, "还可以吧")
    centre.act(f"{order}/contact")
    assert centre.act(f"{order}/close", {"finding": "explained", "words": "已上门说明"}).status_code == 200
    kept(store, case_id, "勉强可以")
    before, after = (f"/api/replies/{one['id']}/settle" for one in centre.get("/api/replies").json()["replies"])
    # When the coordinator settles both
    assert code(centre.act(before, {"outcome": "rated", "grade": "good"})) == (409, "rating.final")
    assert centre.act(after, {"outcome": "rated", "grade": "fair"}).status_code == 204
    # Then the first rating is what it was, and the second stands beside it, once
    seen = centre.get(f"/api/cases/{case_id}").json()
    assert (seen["rating"]["grade"], seen["second_rating"]["grade"]) == ("very_bad", "fair")
    assert code(centre.act(rating, told())) == (409, "rating.final")


def kept(store: Store, case_id: str, words: str) -> None:
    """A reply that only a person understands."""
    with store.work(platform("150271")) as work:
        waiting_replies.keep(work, UUID(case_id), 1, "unclear", words)


def test_rating_by_whatever_way_makes_us_write_to_nobody_else(
    someone: Someone, case_id: str, owner: Engine, caller: Callable[[], Caller], store: Store
) -> None:
    with owner.begin() as conn:
        conn.execute(text("delete from outbox"))
    with store.work(platform("150271")) as work:
        link = ratings.Link(tenant_id="150271", case_id=UUID(case_id), round=1, expires_at=work.now.replace(year=2030))
        secret = ratings.make_link(work.conn, work.keys.token_key, link, work.now)
    strange = {"grade": "bad", "phone": "13900000000", "to": "13900000000", "words": "13900000000"}
    caller().http.post(f"/r/{secret}", data=strange)
    with owner.connect() as conn:
        bodies = list(conn.execute(text("select body from outbox")).scalars())
    assert len(bodies) == 1
    assert "open_rectification" in bodies[0]
    assert "13900000000" not in bodies[0]


def path_of(asked: httpx.Response) -> str:
    """The address of the page, without the host."""
    assert asked.status_code == 200, asked.text
    return str(urlsplit(asked.json()["link"]).path)


@pytest.mark.parametrize("tenant", ["150271", "150203"])
def test_a_phone_of_staff_rates_nothing_by_whatever_way(
    someone: Someone, case_id: str, store: Store, owner: Engine, caller: Callable[[], Caller], tenant: str
) -> None:
    # Given an applicant's number that belongs to somebody of ours, or of another district
    with store.work(platform(tenant)) as work:
        gaming.know_staff_phone(work, new_id(), "13804726021")
    # When it rates through a caller or at the counter
    assert code(someone(CENTRE).act(f"/api/cases/{case_id}/rating", told())) == (403, "rating.staff_phone")
    link = path_of(someone(HANDLER).act(f"/api/cases/{case_id}/counter-rating", {"channel": "qr"}))
    assert caller().http.post(link, data={"grade": "very_good"}).status_code == 404
    # Then nothing counts
    assert stored(owner) == []
    assert not any(b"13804726021" in bytes(row[0]) for row in tokens(owner))


def test_one_phone_for_many_cases_is_flagged_and_listed_for_the_centre(someone: Someone, owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(text("update parameters set value = '2' where key = 'rating.same_phone_most'"))
        conn.execute(text("update reference_version set version = version + 1"))
    clerk = someone(HANDLER)
    for _ in range(3):
        made = clerk.registered()
        clerk.act(f"/api/cases/{made}/start")
        clerk.act(f"/api/cases/{made}/complete", {"result": "已发放"})
        assert someone(CENTRE).act(f"/api/cases/{made}/rating", told()).status_code == 200
    flags = [one["flags"] for one in someone(CENTRE).get("/api/evaluations").json()["evaluations"]]
    assert sorted(flags) == [[], [], ["same_phone"]]
    assert all(not one["flags"] for one in someone(HANDLER).get("/api/evaluations").json()["evaluations"])


def test_a_rating_from_a_browser_of_ours_is_flagged_and_a_device_is_handed_over_first(
    someone: Someone, case_id: str, owner: Engine, caller: Callable[[], Caller]
) -> None:
    clerk = someone(HANDLER)
    link = path_of(clerk.act(f"/api/cases/{case_id}/counter-rating", {"channel": "qr"}))
    assert clerk.http.post(link, data={"grade": "very_good"}).status_code in (200, 302, 303)
    tablet = path_of(clerk.act(f"/api/cases/{case_id}/counter-rating", {"channel": "tablet"}))
    assert clerk.http.post(tablet, data={"grade": "good"}).status_code == 409
    tap(caller(), tablet, "good")
    with owner.connect() as conn:
        found = {row.channel: row.flags for row in conn.execute(text("select channel, flags from ratings"))}
    assert found == {"qr": "desk_device", "tablet": ""}


PHONE = "Mozilla/5.0 (Linux; Android 10; K) Chrome/142.0.0.0 Mobile Safari/537.36"
PC = "Mozilla/5.0 (Windows NT 6.1) Chrome/109.0.0.0"


def flags_after(person: Caller, link: str, owner: Engine, browser: str) -> str:
    """What a good rating from that browser is flagged with."""
    person.http.headers["User-Agent"] = browser
    tap(person, link, "good")
    with owner.connect() as conn:
        return str(conn.execute(text("select flags from ratings")).scalar_one())


def a_link(store: Store, case_id: str) -> str:
    """The page of the link that an SMS carries."""
    with store.work(platform("150271")) as work:
        link = ratings.Link(tenant_id="150271", case_id=UUID(case_id), round=1, expires_at=work.now.replace(year=2030))
        return f"/r/{ratings.make_link(work.conn, work.keys.token_key, link, work.now)}"


def test_a_desk_is_known_by_its_cookie_after_the_log_out_and_under_another_browsers_name(
    someone: Someone, case_id: str, owner: Engine, store: Store
) -> None:
    clerk = someone(HANDLER)
    clerk.http.delete("/api/session")
    assert flags_after(clerk, a_link(store, case_id), owner, PC) == "desk_device"


def test_a_desk_is_known_by_address_and_browser_where_its_cookies_were_cleared(
    someone: Someone, case_id: str, owner: Engine, store: Store, caller: Callable[[], Caller]
) -> None:
    assert flags_after(caller(), a_link(store, case_id), owner, DESK) == "desk_device"


@pytest.mark.parametrize("browser", [PHONE, PC])
def test_an_applicants_own_device_in_the_same_hall_is_not_flagged(
    someone: Someone, case_id: str, owner: Engine, store: Store, caller: Callable[[], Caller], browser: str
) -> None:
    assert flags_after(caller(), a_link(store, case_id), owner, browser) == ""


def test_phones_of_one_kind_behind_one_address_are_not_taken_for_each_other(
    case_id: str, owner: Engine, store: Store, caller: Callable[[], Caller]
) -> None:
    # Given a clerk who logged in with a phone of their own
    clerk = caller()
    clerk.http.headers["User-Agent"] = PHONE
    assert clerk.http.post("/api/session", json={"login": "wsq", "password": PASSWORD}).status_code == 200
    # Then an applicant's phone that calls itself alike is another one, and the clerk's own is known
    assert flags_after(caller(), a_link(store, case_id), owner, PHONE) == ""
    clerk.http.delete("/api/session")
    with owner.begin() as conn:
        conn.execute(text("delete from ratings"))
    assert flags_after(clerk, a_link(store, case_id), owner, PHONE) == "desk_device"


def test_a_desk_is_forgotten_and_nothing_is_kept_of_an_applicants_device(
    case_id: str, owner: Engine, store: Store, caller: Callable[[], Caller]
) -> None:
    with owner.begin() as conn:
        conn.execute(text("update staff_devices set seen_at = seen_at - interval '13 hours'"))
        known = conn.execute(text("select count(*) from staff_devices")).scalar_one()
    assert flags_after(caller(), a_link(store, case_id), owner, DESK) == ""
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from staff_devices")).scalar_one() == known
        traces = conn.execute(text("select trace from staff_devices")).scalars().all()
    assert all(len(trace) == 32 for trace in traces)


def tokens(owner: Engine) -> list[tuple[bytes]]:
    """What is kept of staff's numbers."""
    with owner.connect() as conn:
        return [tuple(row) for row in conn.execute(text("select phone_token from staff_phones"))]


def tap(person: Caller, link: str, grade: str) -> str:
    """Opens the page and taps a grade; gives what is shown afterwards."""
    assert person.get(link).status_code == 200
    return person.http.post(link, data={"step": "grade", "grade": grade}, follow_redirects=True).text


def a_scan(someone: Someone, case_id: str) -> str:
    """A paper form, scanned, in the conversation of the case; its id."""
    person = someone(HANDLER)
    assert send(person, case_id, ("pingjia.pdf", b"%PDF-1.7 paper %%EOF"), words="纸质评价表").status_code == 200
    return str(files_of(person, case_id)[0]["id"])
