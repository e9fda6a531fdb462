"""协同沟通 over HTTP: said to all sites or noted for one; strangers, and other sites' readers, see nothing of it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from shared.domain.access.actor import Actor, platform
from shared.domain.cases.model import Case
from shared.domain.cooperation.turns import Turn
from shared.kernel.ids import new_id
from shared.store import threads
from shared.store.engine import Store
from tests import scenes
from tests.scenes import FOREIGN, TOWN, VILLAGE, ZONE
from tests.services.gateway.people import Caller


@pytest.fixture
def shared(someone: Callable[[str], Caller], store: Store) -> str:
    """A case of the village that was offered to 昆都仑, another tenant."""
    case_id = someone("xzw").registered()
    scenes.offered(store, scenes.clerk(VILLAGE), UUID(case_id), FOREIGN)
    return case_id


def say(person: Caller, case_id: str, words: str, internal: bool = False, key: str | None = None) -> Any:
    return person.act(f"/api/cases/{case_id}/thread", {"words": words, "internal": internal}, key)


def heard(person: Caller, case_id: str) -> list[str]:
    return [turn["text"] for turn in person.get(f"/api/cases/{case_id}/thread").json()["turns"]]


def test_both_tenants_read_what_was_said_and_a_third_finds_no_such_case(
    shared: str, someone: Callable[[str], Caller]
) -> None:
    village, foreign, third = someone("xzw"), someone("kdl"), someone("qsq")
    assert say(village, shared, "原件已寄出").status_code == 200
    assert say(foreign, shared, "收到，核对中").status_code == 200
    assert heard(village, shared) == heard(foreign, shared) == ["原件已寄出", "收到，核对中"]
    missing = "01a20601-1ec8-7ef4-89aa-ac60fc1afc69"
    for case_id in (shared, missing):
        assert third.get(f"/api/cases/{case_id}/thread").status_code == 404
        assert say(third, case_id, "我也说一句").status_code == 404


def test_a_note_is_read_at_its_own_site_and_nowhere_else(shared: str, someone: Callable[[str], Caller]) -> None:
    village, foreign, centre = someone("xzw"), someone("kdl"), someone("gxq")
    say(village, shared, "家属说下周来", internal=True)
    say(foreign, shared, "先别答复", internal=True)
    say(centre, shared, "中心盯一下", internal=True)
    assert heard(village, shared) == ["家属说下周来"]
    assert heard(foreign, shared) == ["先别答复"]
    assert heard(centre, shared) == ["中心盯一下"]


def test_the_database_alone_keeps_a_note_from_other_sites(shared: str, store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    with store.work(by) as work:
        case = work.cases.get(UUID(shared))
        threads.write(work, case, _note(case, by, work.now))
    counts = {}
    readers = (by, scenes.clerk(TOWN), scenes.clerk(ZONE), scenes.clerk(FOREIGN), platform(ZONE))
    for reader in readers:
        with store.work(reader) as work:
            tables = ("turns", "threads")
            told = [work.conn.execute(text(f"select count(*) from {t}")).scalar_one() for t in tables]
            counts[reader.id] = told
    assert list(counts.values()) == [[1, 1], [0, 0], [0, 0], [0, 0], [0, 0]]


def _note(case: Case, by: Actor, now: datetime) -> Turn:
    return Turn(
        id=new_id(), case_id=case.id, tenant_id=case.tenant_id, at=now, site=by.site_id, audience=by.site_id, words="记"
    )


def test_the_same_request_twice_says_it_once(shared: str, someone: Callable[[str], Caller]) -> None:
    village = someone("xzw")
    first, again = (say(village, shared, "原件已寄出", key="one-and-the-same") for _ in range(2))
    assert first.json() == again.json()
    assert first.json()["made"]
    assert first.headers["etag"] == again.headers["etag"]
    assert heard(village, shared) == ["原件已寄出"]
    assert say(village, shared, "别的话", key="one-and-the-same").json()["code"] == "idempotency.other_request"


def test_two_people_speaking_at_once_are_both_heard_in_one_order(
    shared: str, someone: Callable[[str], Caller], owner: Engine
) -> None:
    village, foreign = someone("xzw"), someone("kdl")
    with ThreadPoolExecutor(2) as pool:
        each = [pool.submit(_five, who, shared, name) for who, name in ((village, "村"), (foreign, "区"))]
        assert {status for done in each for status in done.result()} == {200}
    assert heard(village, shared) == heard(foreign, shared)
    with owner.connect() as conn:
        numbers = conn.execute(text("select seq from turns order by seq")).scalars().all()
    assert numbers == list(range(1, 11))


def _five(who: Caller, case_id: str, name: str) -> list[int]:
    return [say(who, case_id, f"{name} {n}").status_code for n in range(5)]


def test_what_others_wrote_is_unread_until_it_is_marked(shared: str, someone: Callable[[str], Caller]) -> None:
    village, foreign = someone("xzw"), someone("kdl")
    say(village, shared, "原件已寄出")
    say(village, shared, "请查收")
    say(village, shared, "自己记一笔", internal=True)
    assert (_unread(village, shared), _unread(foreign, shared)) == (0, 2)
    assert _on_desk(foreign, shared) == 2
    thread = f"/api/cases/{shared}/thread"
    assert [turn["seen"] for turn in village.get(thread).json()["turns"]] == [False, False, False]
    first, second, note = (turn["id"] for turn in village.get(thread).json()["turns"])
    assert foreign.act(f"{thread}/read", {"upto": first}).status_code == 200
    assert (_unread(foreign, shared), _on_desk(foreign, shared)) == (1, 1)
    for upto in (second, first, note):
        assert foreign.act(f"{thread}/read", {"upto": upto}).status_code == 200
    assert (_unread(foreign, shared), _on_desk(foreign, shared)) == (0, 0)
    assert [turn["seen"] for turn in village.get(thread).json()["turns"]] == [True, True, False]
    say(village, shared, "又一句")
    assert _unread(foreign, shared) == 1


def _unread(person: Caller, case_id: str) -> int:
    return int(person.get(f"/api/cases/{case_id}/thread").json()["unread"])


def _on_desk(person: Caller, case_id: str) -> int:
    rows = person.get("/api/desk", params={"tab": "sign"}).json()["rows"]
    return next(int(row["unread"]) for row in rows if row["case_id"] == case_id)


def test_speaking_changes_no_version_and_needs_none(shared: str, someone: Callable[[str], Caller]) -> None:
    village = someone("xzw")
    before = village.get(f"/api/cases/{shared}").json()["version"]
    assert say(village, shared, "原件已寄出").json()["version"] == before
    stale = village.act(f"/api/cases/{shared}/thread", {"words": "旧页面"}, headers={"If-Match": '"1"'})
    assert (stale.status_code, stale.json()["code"]) == (409, "case.stale")


def test_a_number_of_a_person_is_refused_with_its_field(shared: str, someone: Callable[[str], Caller]) -> None:
    village = someone("xzw")
    no = say(village, shared, "请打 13804726021")
    assert no.status_code == 422
    assert no.json()["fields"][0] == {"field": "words", "code": "words.personal", "detail": no.json()["detail"]}
    assert heard(village, shared) == []


def test_the_platform_speaks_in_the_unit_of_work_of_somebody_s_act(
    shared: str, someone: Callable[[str], Caller], store: Store
) -> None:
    with store.work(scenes.clerk(FOREIGN)) as work:
        threads.say(work, work.cases.get(UUID(shared)), "greeting", by_site=FOREIGN, due=work.now)
    (turn,) = someone("xzw").get(f"/api/cases/{shared}/thread").json()["turns"]
    assert (turn["says"], turn["words"], turn["fresh"]) == ("greeting", "", True)


def test_words_across_tenants_are_on_record(shared: str, someone: Callable[[str], Caller], owner: Engine) -> None:
    say(someone("kdl"), shared, "收到")
    with owner.connect() as conn:
        rows = conn.execute(text("select reason from audit where act = 'case.crossing' and tenant_id = '150203'"))
        assert rows.scalars().all() == ["thread.post"]
