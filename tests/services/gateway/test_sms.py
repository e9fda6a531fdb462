"""短信 at the desk: what is stuck is in sight, and each act is done once, by who may, with a reason."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, insert, text

from services.notify.deps import Deps
from services.notify.entry.actors import handlers
from shared.contracts import messages as m
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.store import raw_sms
from shared.store.engine import Store
from shared.store.inbox import AlreadyHeard
from shared.store.tables.notify import sms
from tests import scenes
from tests.services.gateway.people import Caller

ROW = {
    "tenant_id": "150271", "purpose": "rating", "round": 1, "supplier": "http", "text_version": "1",
    "created_at": real_now(),
}  # fmt: skip
WHY = {"reason": "已与申请人核实"}


def a_message(owner: Engine, case_id: str, state: str, code: str = "", tenant: str = scenes.ZONE) -> str:
    """A row of the journal about a case."""
    sms_id = str(new_id())
    known = {**ROW, "tenant_id": tenant, "case_id": case_id, "state": state, "code": code}
    with owner.begin() as conn:
        conn.execute(insert(sms).values(**known, id=sms_id, reference=sms_id))
    return sms_id


def row(owner: Engine, sms_id: str) -> Any:
    with owner.connect() as conn:
        return conn.execute(text("select * from sms where id = :id"), {"id": sms_id}).mappings().one()


def doorbells(owner: Engine, kind: str) -> int:
    with owner.connect() as conn:
        return int(conn.execute(text("select count(*) from outbox where kind = :kind"), {"kind": kind}).scalar_one())


@pytest.fixture
def stuck(someone: Callable[[str], Caller], owner: Engine) -> str:
    return a_message(owner, someone("xzw").registered(), "stuck", "given_up")


def test_what_is_not_over_is_listed_with_why_and_what_may_be_done(someone: Callable[[str], Caller], stuck: str) -> None:
    desk = someone("gxq")
    (found,) = desk.get("/api/sms?state=open").json()["rows"]
    assert (found["id"], found["state"], found["code"], found["acts"]) == (
        stuck,
        "stuck",
        "given_up",
        ["replay", "close"],
    )
    assert desk.get("/api/sms?state=delivered").json()["rows"] == []
    assert desk.get("/api/sms?state=open&code=no_template").json()["rows"] == []
    assert desk.get(f"/api/sms/{stuck}").json()["asks"]  # whatever its supplier can bind an answer to
    page = desk.get("/sms").text
    assert "供应商一直不收" in page
    assert stuck in page
    assert "13804726021" not in page + desk.get(f"/sms/{stuck}").text


def test_a_stuck_message_goes_again_once(someone: Callable[[str], Caller], owner: Engine, stuck: str) -> None:
    desk = someone("gxq")
    assert desk.act(f"/api/sms/{stuck}/replay", WHY).status_code == 200
    again = desk.act(f"/api/sms/{stuck}/replay", WHY)
    assert (again.status_code, again.json()["code"]) == (409, "sms.not_stuck")
    assert (row(owner, stuck)["state"], row(owner, stuck)["code"]) == ("waiting", "replayed")
    assert doorbells(owner, m.ResolveSms.kind) == 1
    (step,) = desk.get(f"/api/sms/{stuck}").json()["steps"]
    assert (step["what"], step["by"], step["reason"]) == ("person", "张卫东", "replay: 已与申请人核实")


def test_a_stuck_message_is_closed_and_goes_no_more(
    someone: Callable[[str], Caller], owner: Engine, stuck: str
) -> None:
    desk = someone("gxq")
    assert desk.act(f"/api/sms/{stuck}/close", WHY).status_code == 200
    assert (row(owner, stuck)["state"], row(owner, stuck)["code"]) == ("failed", "by_hand")
    assert desk.act(f"/api/sms/{stuck}/replay", WHY).status_code == 409
    assert doorbells(owner, m.ResolveSms.kind) == 0


@pytest.mark.parametrize(("act", "state"), [("sent", "accepted"), ("not-sent", "failed")])
def test_doubt_is_settled_by_what_somebody_found_out_and_never_by_sending_again(
    someone: Callable[[str], Caller], owner: Engine, act: str, state: str
) -> None:
    doubtful = a_message(owner, someone("xzw").registered(), "unknown", "timeout")
    desk = someone("gxq")
    assert desk.act(f"/api/sms/{doubtful}/replay", WHY).json()["code"] == "sms.not_stuck"
    assert desk.act(f"/api/sms/{doubtful}/{act}", {"reason": " "}).json()["code"] == "sms.reason"
    assert desk.act(f"/api/sms/{doubtful}/{act}", WHY).status_code == 200
    assert row(owner, doubtful)["state"] == state
    assert desk.act(f"/api/sms/{doubtful}/{act}", WHY).json()["code"] == "sms.not_in_doubt"


def test_who_only_works_with_cases_and_who_works_elsewhere_does_nothing(
    someone: Callable[[str], Caller], owner: Engine, stuck: str
) -> None:
    assert someone("xzw").get("/api/sms").status_code == 403
    assert someone("ducha").act(f"/api/sms/{stuck}/replay", WHY).status_code == 403
    foreign = someone("kdl")
    assert foreign.get(f"/api/sms/{stuck}").status_code == 404
    assert foreign.act(f"/api/sms/{stuck}/replay", WHY).status_code == 404
    assert foreign.get("/api/sms").json()["rows"] == []
    assert row(owner, stuck)["state"] == "stuck"


def test_the_form_of_a_page_does_the_same_and_says_so(
    someone: Callable[[str], Caller], owner: Engine, stuck: str
) -> None:
    desk = someone("gxq")
    form = {"csrf": desk.http.headers["X-CSRF-Token"], "reason": "核实后重发"}
    done = desk.http.post(f"/sms/{stuck}/replay", data=form, follow_redirects=True)
    assert "已安排重发" in done.text
    refused = desk.http.post(f"/sms/{stuck}/replay", data=form)
    assert (refused.status_code, "没有卡住" in refused.text) == (409, True)


def test_an_approval_moves_step_by_step_and_lets_go_what_waited_for_it(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    # Given a message that no supplier may send
    waits = a_message(owner, someone("xzw").registered(), "stuck", "no_template")
    other = a_message(owner, someone("xzw").registered(), "stuck", "given_up")
    desk = someone("gxq")
    line = {"purpose": "rating", "version": 1, "supplier": "http"}
    # When its text is handed in, refused, handed in anew and approved
    assert desk.act("/api/sms/texts", {**line, "state": "submitted"}).status_code == 200
    assert desk.act("/api/sms/texts", {**line, "state": "draft"}).json()["code"] == "template.move"
    assert desk.act("/api/sms/texts", {**line, "state": "refused"}).json()["code"] == "template.reason"
    assert desk.act("/api/sms/texts", {**line, "state": "refused", "reason": "不得含调查"}).status_code == 200
    assert desk.act("/api/sms/texts", {**line, "state": "submitted"}).status_code == 200
    assert row(owner, waits)["state"] == "stuck"
    assert desk.act("/api/sms/texts", {**line, "state": "approved", "code": "SMS_1"}).status_code == 200
    # Then it goes, and what is stuck for another reason does not
    assert (row(owner, waits)["state"], row(owner, other)["state"]) == ("waiting", "stuck")
    (shown,) = [one for one in desk.get("/api/sms/texts").json()["texts"] if one["purpose"] == "rating"]
    stands = {one["supplier"]: (one["state"], one["code"]) for one in shown["standing"]}
    assert (stands["http"], stands["tencent"]) == (("approved", "SMS_1"), ("", ""))
    assert shown["segments"] == 3
    assert "SMS_1" in desk.get("/sms-texts").text
    assert desk.act("/api/sms/texts", {**line, "purpose": "nothing", "state": "draft"}).status_code == 404


def test_an_approval_of_the_city_lets_go_what_waits_in_districts_that_inherit_its_text(
    someone: Callable[[str], Caller], owner: Engine, store: Store
) -> None:
    # Given a message of a district that writes in the city's text, and one of a district with a text of its own
    case_id = str(scenes.registered(store, scenes.clerk(scenes.FOREIGN_STREET)))
    inherits = a_message(owner, case_id, "stuck", "no_template", scenes.FOREIGN)
    other = a_message(owner, someone("xzw").registered(), "stuck", "no_template")
    with owner.begin() as conn:
        conn.execute(text("delete from sms_templates"))
    # When the city's text is approved, and notify hears of it, twice
    line = {"purpose": "rating", "version": 1, "supplier": "http", "state": "approved", "code": "SMS_1"}
    assert someone("bts").act("/api/sms/texts", line).status_code == 200
    with owner.connect() as conn:
        asked = text("select id, body from outbox where kind = :kind")
        (bell,) = conn.execute(asked, {"kind": m.ReleaseSms.kind}).all()
    deps = Deps(hear=store.hearing, work=store.work, suppliers={}, base_url="")
    handlers(deps)[m.ReleaseSms](m.decode(bell.body), bell.id)
    with pytest.raises(AlreadyHeard):
        handlers(deps)[m.ReleaseSms](m.decode(bell.body), bell.id)
    # Then the one goes, once, and the other one waits for its own approval
    assert (row(owner, inherits)["state"], row(owner, other)["state"]) == ("waiting", "stuck")
    assert doorbells(owner, m.ResolveSms.kind) == 1
    # And of a text that nobody inherits, notify hears nothing
    assert someone("gxq").act("/api/sms/texts", line).status_code == 200
    assert row(owner, other)["state"] == "waiting"
    assert doorbells(owner, m.ReleaseSms.kind) == 0


def test_a_supplier_is_taken_out_and_put_in_by_the_city_alone(someone: Callable[[str], Caller]) -> None:
    city, zone = someone("bts"), someone("gxq")
    refused = zone.act("/api/sms/suppliers/http/out", WHY)
    assert (refused.status_code, refused.json()["code"]) == (403, "supplier.not_yours")
    assert city.act("/api/sms/suppliers/nobody/out", WHY).status_code == 404
    assert city.act("/api/sms/suppliers/http/out", WHY).status_code == 200
    shown, other = _suppliers(city)["http"], _suppliers(city)["aliyun"]
    assert not other["closed_off"]
    assert (shown["closed_off"], shown["weight_now"], shown["out_reason"]) == (True, 0, WHY["reason"])
    assert "人工停用" in zone.get("/sms-suppliers").text
    assert city.act("/api/sms/suppliers/http/in", WHY).status_code == 200
    assert _suppliers(city)["http"]["weight_now"] == 1


def _suppliers(desk: Caller) -> dict[str, Any]:
    return {one["id"]: one for one in desk.get("/api/sms/suppliers").json()["suppliers"]}


def test_a_phone_opts_out_and_in_by_hand_and_is_listed_without_its_number(someone: Callable[[str], Caller]) -> None:
    desk = someone("gxq")
    asked = {"phone": "13804726021", "wants_none": True, **WHY}
    assert desk.act("/api/sms/opt-outs", {**asked, "phone": "138"}).json()["code"] == "phone.length"
    assert desk.act("/api/sms/opt-outs", asked).status_code == 200
    assert desk.act("/api/sms/opt-outs", asked).json()["code"] == "opt_out.stands"
    told = desk.get("/api/sms/opt-outs").text
    assert WHY["reason"] in told
    assert "13804726021" not in told
    assert desk.act("/api/sms/opt-outs", {**asked, "wants_none": False}).status_code == 200
    assert desk.act("/api/sms/opt-outs", {**asked, "wants_none": False}).json()["code"] == "opt_out.none"


def test_what_nobody_could_place_is_read_once_more_or_put_aside_by_the_city(
    someone: Callable[[str], Caller], owner: Engine, store: Store
) -> None:
    kept: list[UUID] = []
    for number in range(2):
        with store.work(scenes.clerk(scenes.CITY)) as work:
            one = raw_sms.keep(work.conn, work.keys, "receipts", "http", f'{{"out_id": "{number}"}}')
            assert one is not None
            raw_sms.settle(work.conn, "receipts", one, "quarantined")
            kept.append(one)
    city, zone = someone("bts"), someone("gxq")
    assert zone.get("/api/sms/unread").json()["unread"] == []
    assert len(city.get("/api/sms/unread").json()["unread"]) == 2
    assert zone.act(f"/api/sms/unread/receipts/{kept[0]}/again", WHY).status_code == 403
    assert city.act(f"/api/sms/unread/receipts/{kept[0]}/again", WHY).status_code == 200
    assert doorbells(owner, m.TakeReceipt.kind) == 1
    assert city.act(f"/api/sms/unread/receipts/{kept[1]}/discard", WHY).status_code == 200
    assert city.act(f"/api/sms/unread/receipts/{kept[1]}/discard", WHY).status_code == 404
    assert city.get("/api/sms/unread").json()["unread"] == []


def test_a_reply_is_looked_at_and_said_to_be_about_a_message_by_the_city_with_a_reason_that_is_kept(
    someone: Callable[[str], Caller], owner: Engine, store: Store
) -> None:
    # Given a reply nobody could place, and a message of a district
    a_message(owner, someone("xzw").registered(), "accepted", "")
    with owner.begin() as conn:
        reference = str(conn.execute(text("select reference from sms")).scalar_one())
        conn.execute(
            text(
                "insert into reply_routes"
                " (extension, phone_token, reference, tenant_id, case_id, sms_id, round, opened_at)"
                " select '', 'x', reference, tenant_id, case_id, id, 1, now() from sms"
            )
        )
    with store.work(scenes.clerk(scenes.CITY)) as work:
        kept = raw_sms.keep(work.conn, work.keys, "replies", "http", '{"phone": "13804726021", "content": "4"}')
        assert kept is not None
        raw_sms.settle(work.conn, "replies", kept, "quarantined")
    city, zone, door = someone("bts"), someone("gxq"), f"/api/sms/unread/replies/{kept}"
    # When the district tries, or a reference is nobody's, or the reason lacks
    assert zone.act(f"{door}/look", WHY).status_code == 403
    assert zone.act(f"{door}/assign", {**WHY, "reference": reference}).status_code == 403
    assert city.act(f"{door}/look", {"reason": " "}).status_code == 422
    for nobody in ("", "unheard-of"):
        assert city.act(f"{door}/assign", {**WHY, "reference": nobody}).json()["code"] == "raw.reference"
    # Then the city alone reads it, masked, and says which message it answers
    assert city.act(f"{door}/look", WHY).json()["body"] == '{"phone": "138****6021", "content": "4"}'
    assert "归到这条短信" in city.get("/sms").text
    assert city.act(f"{door}/assign", {**WHY, "reference": reference}).status_code == 200
    assert doorbells(owner, m.TakeReply.kind) == 1
    assert city.act(f"{door}/look", WHY).status_code == 404
    with owner.connect() as conn:
        noted = conn.execute(text("select act, reason from audit where act like 'raw_sms.%' order by at")).all()
    assert [tuple(row) for row in noted][-1] == ("raw_sms.assign", WHY["reason"])


def test_a_form_nobody_could_read_is_shown_in_clear_and_its_phone_masked(
    someone: Callable[[str], Caller], store: Store
) -> None:
    with store.work(scenes.clerk(scenes.CITY)) as work:
        form = "mobile=%31%33804726021&content=%E4%B8%8D%E6%BB%A1%E6%84%8F+4"
        kept = raw_sms.keep(work.conn, work.keys, "replies", "city", form)
        assert kept is not None
        raw_sms.settle(work.conn, "replies", kept, "quarantined")
    told = someone("bts").act(f"/api/sms/unread/replies/{kept}/look", WHY).json()["body"]
    assert told == "mobile=138****6021&content=不满意 4"


def test_limits_and_budget_are_shown_with_their_alarm(someone: Callable[[str], Caller], owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(text("insert into sms_spending values ('150271', current_date, 'rating', 100, 200)"))
        conn.execute(text("update parameters set value = '12' where key = 'sms.month_budget'"))
        conn.execute(text("update reference_version set version = version + 1"))
    desk = someone("gxq")
    month = desk.get("/api/sms/limits").json()["month"]
    assert (month["segments"], month["spent"], month["budget"], month["alarm"]) == (200, 10, 12, "near")
    assert "预算已用八成" in desk.get("/sms-texts").text
