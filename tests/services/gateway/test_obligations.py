"""约定事项 over HTTP and through its timers: asked, reminded, told to a centre when overdue, ended with the case."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from services.dispatch.entry.actors import handlers
from shared.contracts import messages as m
from shared.domain.cases import commands as c
from shared.kernel.ids import new_id
from shared.store import offset
from shared.store.engine import Store
from tests import scenes
from tests.scenes import DEPARTMENT, FOREIGN, TOWN, VILLAGE, ZONE
from tests.services.gateway.people import Caller

QUESTION = {"other": TOWN, "kind": "answer", "words": "何时能办好"}


@pytest.fixture
def held(someone: Callable[[str], Caller], store: Store) -> str:
    """A case of the village that the town has signed for."""
    case_id = someone("xzw").registered()
    scenes.offered(store, scenes.clerk(VILLAGE), UUID(case_id), TOWN)
    scenes.act(store, scenes.clerk(TOWN), UUID(case_id), c.SignFor())
    return case_id


def act(person: Caller, case_id: str, what: str, body: dict[str, Any], key: str | None = None) -> Any:
    return person.act(f"/api/cases/{case_id}/thread/{what}", body, key)


def asked(person: Caller, case_id: str, **changes: Any) -> str:
    answer = act(person, case_id, "ask", QUESTION | changes)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["made"])


def owed(person: Caller, part: str = "owed") -> list[str]:
    return [row["obligation"]["id"] for row in person.get("/api/obligations").json()[part]]


def states(person: Caller, case_id: str) -> list[str]:
    return [one["state"] for one in person.get(f"/api/cases/{case_id}/thread").json()["obligations"]]


def said(person: Caller, case_id: str) -> list[str]:
    return [turn["says"] for turn in person.get(f"/api/cases/{case_id}/thread").json()["turns"] if turn["says"]]


def hear(store: Store, message: m.Message) -> None:
    deps = scenes.dispatching(store)
    handlers(deps)[type(message)](message, new_id())


def about(case_id: str, obligation_id: str) -> dict[str, Any]:
    return {"tenant_id": ZONE, "case_id": UUID(case_id), "obligation_id": UUID(obligation_id)}


def test_asked_of_one_site_by_another_and_answered(held: str, someone: Callable[[str], Caller]) -> None:
    village, town = someone("xzw"), someone("wsq")
    one = asked(village, held)
    assert (owed(town), owed(town, "awaited"), owed(village), owed(village, "awaited")) == ([one], [], [], [one])
    (row,) = [row for row in town.get("/api/desk").json()["rows"] if row["case_id"] == held]
    assert (row["owed"], row["unread"]) == (1, 1)
    (turn,) = village.get(f"/api/cases/{held}/thread").json()["turns"]
    assert re.fullmatch(r"小召湾村请万水泉镇在 \d{4}-\d\d-\d\d \d\d:\d\d 前答复", turn["text"])
    answer = {"obligation_id": one, "words": "明天办好"}
    assert act(village, held, "fulfil", answer).json()["code"] == "obligation.part"
    assert act(town, held, "release", {"obligation_id": one}).json()["code"] == "obligation.part"
    assert act(town, held, "fulfil", answer | {"words": " "}).json()["code"] == "thread.words"
    assert act(town, held, "fulfil", answer).status_code == 200
    assert act(town, held, "fulfil", answer).json()["code"] == "obligation.settled"
    assert (states(village, held), owed(town)) == (["fulfilled"], [])
    last = village.get(f"/api/cases/{held}/thread").json()["turns"][-1]
    assert (last["words"], last["about"]) == ("明天办好", one)


def test_the_same_question_sent_twice_is_asked_once(held: str, someone: Callable[[str], Caller]) -> None:
    village = someone("xzw")
    first, again = (act(village, held, "ask", QUESTION, key="a-question-once") for _ in range(2))
    assert first.json() == again.json()
    assert states(village, held) == ["open"]


def test_who_waits_lets_go_of_it(held: str, someone: Callable[[str], Caller]) -> None:
    village = someone("xzw")
    one = asked(village, held)
    assert act(village, held, "release", {"obligation_id": one}).status_code == 200
    assert (states(village, held), said(village, held)) == (["withdrawn"], ["asked_answer", "debt_withdrawn"])


def test_a_promise_is_owed_by_the_site_that_made_it(held: str, someone: Callable[[str], Caller]) -> None:
    village, town = someone("xzw"), someone("wsq")
    promise = {"other": TOWN, "kind": "paper", "words": "户口簿首页随后补"}
    assert act(village, held, "promise", promise).status_code == 200
    assert len(owed(village)) == len(owed(town, "awaited")) == 1


def test_strangers_and_other_tenants_learn_nothing_of_it(held: str, someone: Callable[[str], Caller]) -> None:
    village, foreign = someone("xzw"), someone("kdl")
    one = asked(village, held)
    assert foreign.get("/api/obligations").json() == {"owed": [], "awaited": [], "escalated": []}
    assert act(foreign, held, "fulfil", {"obligation_id": one, "words": "办好了"}).status_code == 404
    other = someone("xzw").registered()
    assert act(village, other, "release", {"obligation_id": one}).json()["code"] == "obligation.none"


def test_a_reminder_comes_once_and_the_end_tells_the_centre(
    held: str, someone: Callable[[str], Caller], store: Store, owner: Engine
) -> None:
    village, centre = someone("xzw"), someone("gxq")
    one = asked(village, held)
    kinds = text("select kind from timers where key like :one order by due_at")
    with owner.connect() as conn:
        timers = conn.execute(kinds, {"one": f"{one}:%"}).scalars().all()
    assert timers == ["dispatch.remind_obligation", "dispatch.demand_reply"]
    for _ in range(2):
        hear(store, m.RemindObligation(**about(held, one)))
    assert said(village, held) == ["asked_answer", "debt_near"]
    assert owed(centre, "escalated") == []
    for _ in range(2):
        hear(store, m.DemandReply(**about(held, one)))
    assert said(village, held) == ["asked_answer", "debt_near", "debt_overdue"]
    assert (owed(centre, "escalated"), states(village, held)) == ([one], ["open"])
    assert act(someone("wsq"), held, "fulfil", {"obligation_id": one, "words": "办好了"}).status_code == 200
    assert owed(centre, "escalated") == []


def test_a_settled_one_is_neither_reminded_of_nor_overdue(
    held: str, someone: Callable[[str], Caller], store: Store
) -> None:
    village = someone("xzw")
    one = asked(village, held)
    act(village, held, "release", {"obligation_id": one})
    hear(store, m.RemindObligation(**about(held, one)))
    hear(store, m.DemandReply(**about(held, one)))
    assert said(village, held) == ["asked_answer", "debt_withdrawn"]


def test_across_tenants_the_city_is_told(someone: Callable[[str], Caller], store: Store) -> None:
    village, foreign, city = someone("xzw"), someone("kdl"), someone("bts")
    case_id = village.registered()
    scenes.offered(store, scenes.clerk(VILLAGE), UUID(case_id), FOREIGN)
    one = asked(foreign, case_id, other=VILLAGE, kind="paper", words="请补户口簿首页")
    assert owed(village) == [one]
    hear(store, m.DemandReply(**about(case_id, one)))
    assert owed(city, "escalated") == [one]
    assert village.get(f"/api/cases/{case_id}/thread").json()["obligations"][0]["escalated_to"] == "1502"


def test_the_next_holder_owes_what_the_one_before_owed(
    held: str, someone: Callable[[str], Caller], store: Store
) -> None:
    village, town, bureau = someone("xzw"), someone("wsq"), someone("shsw")
    one = asked(village, held)
    scenes.offered(store, scenes.clerk(TOWN), UUID(held), DEPARTMENT)
    assert owed(town) == [one]
    scenes.act(store, scenes.clerk(DEPARTMENT), UUID(held), c.SignFor())
    assert (owed(town), owed(bureau)) == ([], [one])
    assert act(town, held, "fulfil", {"obligation_id": one, "words": "办好了"}).json()["code"] == "obligation.part"
    assert act(bureau, held, "fulfil", {"obligation_id": one, "words": "办好了"}).status_code == 200


def test_it_ends_with_the_case_and_an_undo_brings_it_back_with_its_limit(
    held: str, someone: Callable[[str], Caller], owner: Engine
) -> None:
    village, town = someone("xzw"), someone("wsq")
    one = asked(village, held, kind="paper")
    before = village.get(f"/api/cases/{held}/thread").json()["obligations"]
    town.act(f"/api/cases/{held}/start")
    assert town.act(f"/api/cases/{held}/complete", {"result": "已发放"}).status_code == 200
    assert (states(village, held), owed(town)) == (["moot"], [])
    assert act(village, held, "ask", QUESTION).json()["code"] == "obligation.closed"
    assert town.act(f"/api/cases/{held}/undo").status_code == 200
    assert village.get(f"/api/cases/{held}/thread").json()["obligations"] == before
    assert said(village, held) == ["asked_paper", "debts_moot", "debts_again"]
    count = text("select count(*) from timers where kind = 'dispatch.demand_reply' and key like :one")
    with owner.connect() as conn:
        assert conn.execute(count, {"one": f"{one}:%"}).scalar_one() == 2


def test_what_was_asked_while_the_case_was_being_closed_is_nothing_owed_on_a_closed_file(
    held: str, someone: Callable[[str], Caller], store: Store, owner: Engine
) -> None:
    village, town, centre = someone("xzw"), someone("wsq"), someone("gxq")
    one = asked(village, held)
    town.act(f"/api/cases/{held}/start")
    assert town.act(f"/api/cases/{held}/complete", {"result": "已发放"}).status_code == 200
    # Given it was written just after the closing had looked for what is owed
    with owner.begin() as conn:
        late = text("update obligations set state = 'open', settled_at = null, moot_seq = null where id = :one")
        conn.execute(late, {"one": one})
    before = said(village, held)
    hear(store, m.RemindObligation(**about(held, one)))
    assert (states(village, held), said(village, held)) == (["open"], before)
    hear(store, m.DemandReply(**about(held, one)))
    assert (states(village, held), owed(centre, "escalated")) == (["moot"], [])
    assert said(village, held) == [*before, "debts_moot"]
    # Then it is owed again when the closing is taken back, as if the closing had ended it
    assert town.act(f"/api/cases/{held}/undo").status_code == 200
    assert states(village, held) == ["open"]


def test_two_sides_that_became_one_owe_nothing(held: str, someone: Callable[[str], Caller], store: Store) -> None:
    village = someone("xzw")
    one = asked(village, held)
    back = c.Return(reason="lacking_papers", words="缺少户口簿")
    scenes.act(store, scenes.clerk(TOWN), UUID(held), back)
    hear(store, m.RemindObligation(**about(held, one)))
    hear(store, m.DemandReply(**about(held, one)))
    assert (states(village, held), said(village, held)) == (["moot"], ["asked_answer", "debts_moot"])


def test_a_limit_that_is_over_shows_its_lamp(held: str, someone: Callable[[str], Caller], owner: Engine) -> None:
    village = someone("xzw")
    asked(village, held)
    assert village.get(f"/api/cases/{held}/thread").json()["obligations"][0]["lamp"] in ("green", "blue")
    with owner.begin() as conn:
        offset.advance(conn, timedelta(days=12))
    (one,) = someone("xzw").get(f"/api/cases/{held}/thread").json()["obligations"]
    assert (one["lamp"], one["minutes"]) == ("yellow", 0)
