"""电话回访 over HTTP: whom to call next, a number for one caller and one call, and what follows from what was said."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from services.dispatch.entry.actors import handlers
from services.gateway.main import deps_of
from services.gateway.usecases.rate_by_link import rate_by_link
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.outcomes import Call
from shared.domain.feedback.visits import VisitReason
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import machine_calls, ratings, visits
from shared.store.engine import Store
from tests import ringing, scenes
from tests.services.gateway.people import Caller
from tests.world import local

ZONE = "150271"
PHONE = "13804726021"


def at(owner: Engine, day: date, hour: str) -> None:
    """Business time goes on from there: calls are made at some hours only."""
    moment = local(f"{day} {hour}")
    with owner.begin() as conn:
        conn.execute(text("delete from clock_offset"))
        conn.execute(text("insert into clock_offset (by) values (:by)"), {"by": moment - real_now()})


@pytest.fixture(autouse=True)
def day(owner: Engine, store: Store) -> date:
    """The next working day, at an hour at which people may be called."""
    with store.work(platform(ZONE)) as work:
        calendar = work.reference.calendar_at(ZONE)
    found = next(iter(calendar.working_days_after(local_date(real_now()))))
    at(owner, found, "09:30")
    return found


def completed(someone: Callable[[str], Caller]) -> str:
    clerk = someone("xzw")
    case = clerk.registered()
    clerk.act(f"/api/cases/{case}/start")
    assert clerk.act(f"/api/cases/{case}/complete", {"result": "已发放"}).status_code == 200
    return case


@pytest.fixture
def drawn(someone: Callable[[str], Caller], store: Store) -> str:
    """A completed case that a sample brought in."""
    case = completed(someone)
    with store.work(platform(ZONE)) as work:
        visits.put_new(work.conn, visits.new(ZONE, UUID(case), 1, VisitReason.SAMPLE, scenes.VILLAGE, work.now))
    return case


@pytest.fixture
def rated_badly(someone: Callable[[str], Caller], settings: Settings, store: Store) -> str:
    """A completed case that was rated badly."""
    case = completed(someone)
    rate_badly(case, settings, store)
    return case


def rate_badly(case: str, settings: Settings, store: Store) -> None:
    """Its applicant rates by the link; what that calls for happens."""
    with store.work(platform(ZONE)) as work:
        link = ratings.Link(tenant_id=ZONE, case_id=UUID(case), round=1, expires_at=work.now + timedelta(days=30))
        secret = ratings.make_link(work.conn, work.keys.token_key, link, work.now)
    rate_by_link(deps_of(settings, store), secret, Grade.BAD, ("slow",), address="192.0.2.1")
    heard = scenes.dispatching(store)
    handlers(heard)[m.OpenRectification](m.OpenRectification(tenant_id=ZONE, case_id=UUID(case), round=1), new_id())


def on_line(caller: Caller) -> str:
    """The address of the next visit, dialled."""
    visit = caller.act("/api/visits/next").json()["visit"]["id"]
    assert caller.act(f"/api/visits/{visit}/dial").json() == {"phone": PHONE}
    return f"/api/visits/{visit}"


def test_the_number_is_hidden_until_it_is_dialled_and_every_look_is_on_record(
    drawn: str, someone: Callable[[str], Caller], owner: Engine
) -> None:
    caller = someone("huifang")
    seen = caller.act("/api/visits/next").json()
    here = f"/api/visits/{seen['visit']['id']}"
    assert seen["visit"]["case_id"] == drawn
    assert PHONE not in caller.get("/api/visits").text + caller.get(here).text + caller.get(here[4:]).text
    assert caller.act(f"{here}/record", {"outcome": "answered"}).json()["code"] == "visit.not_dialled"
    for _ in range(2):
        assert caller.act(f"{here}/dial").json() == {"phone": PHONE}
    with owner.connect() as conn:
        looks = conn.execute(text("select object, reason from audit where act = 'visit.dial'")).all()
    assert looks == [(drawn, "sample")] * 2
    assert len(caller.get(here).json()["calls"]) == 1, "a second look is no second call"


def test_nobody_is_called_by_a_person_while_a_machine_rings(
    drawn: str, someone: Callable[[str], Caller], store: Store, owner: Engine
) -> None:
    # Given a caller who has a visit, and a machine that calls about it, longer than it should
    caller = someone("huifang")
    here = f"/api/visits/{caller.act('/api/visits/next').json()['visit']['id']}"
    machine_rings(store, drawn)
    with owner.begin() as conn:
        conn.execute(text("update clock_offset set by = by + interval '1 hour'"))
    # Then it is neither dialled nor taken, comes to nobody next, is not due, and the desk offers no such thing
    assert caller.act(f"{here}/dial").json()["code"] == "visit.machine"
    assert caller.act(f"{here}/take").json()["code"] == "visit.machine"
    assert caller.act("/api/visits/next").json()["code"] == "visit.none"
    assert [one["due"] for one in caller.get("/api/visits").json()["rows"]] == [False]
    page = caller.get(here[4:]).text
    assert "自动语音正在打" in page
    assert "/dial" not in page
    assert "/take" not in page
    # And when it is done, it is theirs
    with owner.begin() as conn:
        conn.execute(text("update calls set ended_at = dialled_at, code = 'lost'"))
    assert on_line(caller) == here


def machine_rings(store: Store, case: str) -> None:
    """A machine has the applicant of that case on the line from now on."""
    with store.work(platform(ZONE)) as work:
        found = work.conn.execute(text("select id from visits where case_id = :case"), {"case": case}).scalar_one()
        visit = visits.take(work.conn, found)
        call = Call(id=new_id(), visit_id=visit.id, seq=1, dialled_at=work.now, by_site=ZONE)
        machine_calls.put_new(work.conn, visit, machine_calls.MachineCall(call=call, supplier="fake", reference="r1"))


def test_a_visit_is_one_caller_s_at_a_time(drawn: str, someone: Callable[[str], Caller]) -> None:
    caller, other = someone("huifang"), someone("rexian")
    visit = caller.act("/api/visits/next").json()["visit"]["id"]
    assert caller.act("/api/visits/next").json()["visit"]["id"] == visit, "asked again, the same"
    assert other.act("/api/visits/next").json()["code"] == "visit.none"
    assert other.act(f"/api/visits/{visit}/take").json()["code"] == "visit.locked"
    assert other.act(f"/api/visits/{visit}/dial").json()["code"] == "visit.not_yours"
    assert caller.act(f"/api/visits/{visit}/release").status_code == 200
    assert other.act("/api/visits/next").json()["visit"]["id"] == visit


def test_a_good_grade_by_phone_rates_the_round(drawn: str, someone: Callable[[str], Caller]) -> None:
    caller = someone("huifang")
    here = on_line(caller)
    said = {"outcome": "answered", "grade": "good", "answers": ["done.yes", "money.no"], "words": "都办好了"}
    after = caller.act(f"{here}/record", said).json()
    assert after["visit"]["state"] == "answered"
    assert after["calls"][0]["words"] == "都办好了"
    assert caller.get(f"/api/cases/{drawn}").json()["rating"] == {
        "grade": "good",
        "channel": "phone",
        "rated_at": after["visit"]["closed_at"],
        "changes": 0,
    }
    seen = caller.get("/api/visits").json()
    assert (seen["rows"], seen["figures"]["total"], seen["figures"]["done"]) == ([], 1, 1)
    assert caller.act("/api/visits/next").json()["code"] == "visit.none"


def test_a_bad_rating_is_called_about_first_and_that_call_is_the_order_s_first(
    drawn: str, rated_badly: str, someone: Callable[[str], Caller]
) -> None:
    caller = someone("huifang")
    here = on_line(caller)
    assert caller.get(here).json()["visit"]["case_id"] == rated_badly
    order = f"/api/cases/{rated_badly}"
    assert caller.get(order).json()["rectification"]["state"] == "open"
    assert caller.act(f"{here}/record", {"outcome": "answered", "grade": "good"}).status_code == 200
    seen = caller.get(order).json()
    assert seen["rectification"]["state"] == "contacted"
    assert seen["rating"]["grade"] == "bad", "what is said on the phone does not erase it"


@pytest.mark.parametrize(
    "said", [{"outcome": "refused"}, {"outcome": "wrong_number"}, {"outcome": "answered", "grade": "good"}]
)
def test_a_bad_rating_after_the_call_is_called_about_and_the_visit_counts_once(
    said: dict[str, str], drawn: str, someone: Callable[[str], Caller], settings: Settings, store: Store
) -> None:
    # Given a drawn visit that is over, and its applicant rates badly after that
    caller = someone("huifang")
    assert caller.act(f"{on_line(caller)}/record", said).status_code == 200
    assert caller.act("/api/visits/next").json()["code"] == "visit.none"
    rate_badly(drawn, settings, store)
    # Then they are called again, as a bad rating, with both calls on record
    figures = caller.get("/api/visits").json()["figures"]
    assert (figures["total"], figures["done"]) == (1, 0)
    here = on_line(caller)
    assert caller.act(f"{here}/record", {"outcome": "answered", "grade": "bad"}).status_code == 200
    seen = caller.get(here).json()
    assert (seen["visit"]["case_id"], seen["visit"]["reason"], seen["visit"]["state"]) == (
        drawn,
        "bad_rating",
        "answered",
    )
    assert [one["call"]["outcome"] for one in seen["calls"]] == [said["outcome"], "answered"]
    figures = caller.get("/api/visits").json()["figures"]
    assert (figures["total"], figures["done"], figures["graded"], figures["satisfied"]) == (1, 1, 1, 0)


def test_a_bad_grade_that_was_heard_on_the_phone_needs_no_second_call(
    drawn: str, someone: Callable[[str], Caller], store: Store
) -> None:
    caller = someone("huifang")
    assert caller.act(f"{on_line(caller)}/record", {"outcome": "answered", "grade": "bad"}).status_code == 200
    order = m.OpenRectification(tenant_id=ZONE, case_id=UUID(drawn), round=1)
    handlers(scenes.dispatching(store))[m.OpenRectification](order, new_id())
    assert len(someone("gxq").get("/api/rectifications").json()["orders"]) == 1
    assert caller.act("/api/visits/next").json()["code"] == "visit.none"


def test_a_problem_opens_an_order_and_needs_words(drawn: str, someone: Callable[[str], Caller]) -> None:
    caller, centre = someone("huifang"), someone("gxq")
    here = on_line(caller)
    assert caller.act(f"{here}/record", {"outcome": "answered", "problem": True}).json()["code"] == "visit.problem"
    said = {"outcome": "answered", "problem": True, "words": "钱没有到账"}
    assert caller.act(f"{here}/record", said).status_code == 200
    assert [one["case_id"] for one in centre.get("/api/rectifications").json()["orders"]] == [drawn]
    acts = centre.get(f"/api/cases/{drawn}/rectification").json()["acts"]
    assert [(line["act"]["kind"], line["act"]["code"], line["act"]["words"]) for line in acts] == [
        ("opened", "problem", "钱没有到账")
    ]
    page = centre.http.get(f"/cases/{drawn}/rectification").text
    assert ("回访发现问题，开单" in page, "grade.problem" in page) == (True, False)


def test_the_site_that_answers_for_a_problem_is_told_and_no_other(
    drawn: str, someone: Callable[[str], Caller], store: Store, owner: Engine
) -> None:
    caller, said = someone("huifang"), {"outcome": "answered", "problem": True, "words": "钱没有到账"}
    assert caller.act(f"{on_line(caller)}/record", said).status_code == 200
    ringing.heard(store, owner)
    told = [one for one in someone("xzw").get("/api/bell").json()["notices"] if one["kind"] == "problem_found"]
    assert [(one["case_id"], one["due_at"] is not None) for one in told] == [(drawn, True)]
    assert "problem_found" not in {one["kind"] for one in someone("wsq").get("/api/bell").json()["notices"]}


def test_a_problem_found_after_the_order_was_closed_opens_another_and_none_while_one_is_open(
    drawn: str, rated_badly: str, someone: Callable[[str], Caller]
) -> None:
    # Given an order that was closed before the applicant was called back
    caller, centre, order = someone("huifang"), someone("gxq"), f"/api/cases/{rated_badly}/rectification"
    assert centre.act(f"{order}/contact").status_code == 200
    mended = {"finding": "fixed", "words": "已上门补办", "evidence": "回执"}
    assert centre.act(f"{order}/close", mended).status_code == 200
    # When the call finds that it was not mended
    said = {"outcome": "answered", "problem": True, "words": "还是没有到账"}
    assert caller.act(f"{on_line(caller)}/record", said).status_code == 200
    # Then there is another order beside the closed one, contacted, with its words, and it can be closed in its turn
    standing = centre.get("/api/rectifications").json()["orders"]
    assert [(one["case_id"], one["about"], one["state"]) for one in standing] == [(rated_badly, "call", "contacted")]
    shown = f"{order}?order={standing[0]['id']}"
    assert [one["act"]["words"] for one in centre.get(shown).json()["acts"]] == ["还是没有到账"]
    assert centre.act(f"{order}/close", mended).status_code == 200
    assert centre.get("/api/rectifications").json()["orders"] == []
    # And where one is open, the words stay with the call
    said = {"outcome": "answered", "grade": "bad", "problem": True, "words": "钱没有到账"}
    assert caller.act(f"{on_line(caller)}/record", said).status_code == 200
    assert [one["about"] for one in centre.get("/api/rectifications").json()["orders"]] == ["case"]


def test_three_tries_in_different_bands_over_two_days_end_as_unreachable(
    drawn: str, someone: Callable[[str], Caller], owner: Engine
) -> None:
    caller, states = someone("huifang"), []
    for _ in range(3):
        here = on_line(caller)
        after = caller.act(f"{here}/record", {"outcome": "no_answer"}).json()
        states.append(after["visit"]["state"])
        assert caller.act("/api/visits/next").json()["code"] == "visit.none", "not at once again"
        with owner.begin() as conn:
            again = datetime.fromisoformat(after["visit"]["next_at"])
            conn.execute(text("update clock_offset set by = :by"), {"by": again - datetime.now(UTC)})
    assert states == ["waiting", "waiting", "unreachable"]
    figures = caller.get("/api/visits").json()["figures"]
    assert (figures["done"], figures["unreachable"], figures["graded"]) == (1, 1, 0)


def test_nobody_is_called_at_noon_or_by_the_site_that_handled_it(
    drawn: str, someone: Callable[[str], Caller], owner: Engine, day: date
) -> None:
    caller = someone("huifang")
    at(owner, day, "12:30")
    assert caller.act("/api/visits/next").json()["code"] == "visit.quiet"
    assert someone("xzw").act("/api/visits/next").status_code == 403
    assert someone("kdl").get(f"/api/visits/{visit_of(owner, drawn)}").status_code == 404


def visit_of(owner: Engine, case: str) -> str:
    with owner.connect() as conn:
        return str(conn.execute(text("select id from visits where case_id = :case"), {"case": case}).scalar_one())


def test_the_desk_works_by_plain_forms(drawn: str, someone: Callable[[str], Caller], owner: Engine) -> None:
    caller = someone("huifang")
    here = f"/visits/{visit_of(owner, drawn)}"
    token = {"csrf": caller.http.headers["X-CSRF-Token"]}
    assert "下一通" in caller.get("/visits").text
    assert caller.http.post("/visits/next", data=token).headers["location"] == here
    dialled = caller.http.post(f"{here}/dial", data=token)
    assert PHONE in dialled.text
    refused = caller.http.post(f"{here}/record", data=token | {"words": "没有选结果"})
    assert refused.status_code == 422
    assert "没有选结果" in refused.text
    done = caller.http.post(f"{here}/record", data=token | {"outcome": "answered", "ask_done": "done.yes"})
    assert done.headers["location"] == "/visits"
    assert "办成了" in caller.get(here).text
