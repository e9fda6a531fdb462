"""A fight over one case: sites, coordinators, leaders, timers and doorbells at once, on the real database.

Whoever loses a race is told so and nothing has happened; at every look the case has one holder, and at the end every
minute is accounted for and the check finds nothing.
"""

import threading
from random import Random
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from deploy.commands.check import check
from shared.contracts import messages as m
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, HandoverKind
from shared.domain.cases.permit import allowed
from shared.domain.cases.replay import replay
from shared.domain.cooperation.responsibility import by_site, split
from shared.domain.deadlines.minutes import minutes_between
from shared.kernel import failpoints
from shared.kernel.errors import Refusal
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store.engine import Store
from shared.store.tables.cases import case_holders, cases
from shared.store.uow import Work
from tests import scenes
from tests.scenes import CITY, DEPARTMENT, FOREIGN, FOREIGN_STREET, TOWN, VILLAGE, ZONE
from tests.services.dispatch.test_dispatch import hear

OFFICE = "150271-guanweihui"
FIGHTERS = (
    scenes.clerk(VILLAGE),
    scenes.clerk(TOWN, Role.AGENT),
    scenes.clerk(DEPARTMENT, Role.REVIEWER, Role.LEADER),
    scenes.clerk(FOREIGN, Role.CLERK, Role.COORDINATOR),
    scenes.clerk(FOREIGN_STREET),
    scenes.clerk(ZONE, Role.COORDINATOR),
    scenes.clerk(CITY, Role.COORDINATOR),
    scenes.clerk(OFFICE, Role.COMMISSION),
)
TARGETS = (TOWN, DEPARTMENT, FOREIGN, FOREIGN_STREET)
ABOUT_CASES = ("I1", "I2", "I3", "I4", "I8")
NO: dict[str, Any] = {"reason": "not_competent", "words": "不归本单位管"}


def blow(dice: Random, by: Actor, work: Work, case: Case) -> tuple[c.Command, str]:
    """Something this fighter may try now, and the site it names."""
    to = dice.choice(TARGETS)
    new: dict[str, Any] = {"handover_id": new_id(), "to_site": to, "why": "hand"}
    blows: dict[str, c.Command] = {
        "case.offer": c.Offer(handover=HandoverKind.FORWARD, **new),
        "case.reassign": c.Reassign(handover=HandoverKind.REASSIGN, reason="disputed", words="请接办", **new),
        "case.settle": c.Settle(handover=HandoverKind.SETTLE, words="属该单位职责", **new),
        "case.sign_for": c.SignFor(),
        "case.refuse": c.Refuse(**NO),
        "case.return": c.Return(**NO),
        "case.withdraw_offer": c.WithdrawOffer(),
        "case.pool": c.Pool(site=ZONE, why="pool.asked"),
        "case.undo": c.Undo(),
    }
    able = [kind for kind in allowed(case, work.facts(case)) if kind in blows]
    command = blows[dice.choice(able)] if able else c.SignFor()
    return command, to if isinstance(command, c.Offer) else ""


def strike(store: Store, dice: Random, case_id: UUID) -> None:
    """One act by somebody, with the doorbell it leaves; whoever may not, or comes too late, is refused."""
    by = dice.choice(FIGHTERS)
    with store.work(by) as work:
        case = work.cases.get(case_id)
        command, to = blow(dice, by, work, case)
        history = work.cases.history(case_id)
        case = work.save(case, decide(case, command, work.facts(case, to_site=to, history=history, standing=None)))
        cause = {"case.refuse": "refused", "case.return": "returned"}.get(command.kind, "")
        if cause:
            work.send(m.RouteCase(tenant_id=ZONE, case_id=case_id, version=case.version, cause=cause), case)


def knock(store: Store, dice: Random, case_id: UUID) -> None:
    """What dispatch hears: a doorbell, or a limit that is over."""
    case = scenes.seen(store, scenes.clerk(VILLAGE), case_id)
    if case.offered and dice.random() < 0.3:
        hear(store, m.ExpireHandover(tenant_id=ZONE, case_id=case_id, handover_id=case.offered.id))
    else:
        cause = dice.choice(("refused", "returned"))
        hear(store, m.RouteCase(tenant_id=ZONE, case_id=case_id, version=case.version, cause=cause))


def has_one_holder(store: Store, case_id: UUID) -> None:
    """At any moment, in one look: the case and its holders as one statement sees them."""
    h, t = case_holders.c, cases.c
    wanted = select(t.holder_site, h.site_id).join_from(cases, case_holders, t.id == h.case_id)
    with store.work(scenes.clerk(VILLAGE)) as work:
        found = work.conn.execute(wanted.where(t.id == case_id, h.until.is_(None))).one()
    assert found.site_id == found.holder_site


def fight(store: Store, case_id: UUID, seed: int, rounds: int, told: list[BaseException]) -> None:
    """One thread's part. A lost race and a lost answer are all that may go wrong."""
    dice = Random(seed)
    for _ in range(rounds):
        try:
            (knock if dice.random() < 0.3 else strike)(store, dice, case_id)
            has_one_holder(store, case_id)
        except Refusal:
            continue
        except Exception as wrong:  # (everything else is what the test is looking for)
            told.append(wrong)
            return


def fought(store: Store, settings: Settings, seed: int, threads: int, rounds: int) -> None:
    """A case after the fight, and what is true of it."""
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by, region=FOREIGN)
    told: list[BaseException] = []
    parts = [
        threading.Thread(target=fight, args=(store, case_id, seed * 100 + n, rounds, told)) for n in range(threads)
    ]
    for part in parts:
        part.start()
    for part in parts:
        part.join()
    assert told == []
    with store.work(by) as work:
        case, history = work.cases.get(case_id), work.cases.history(case_id)
        whole = split(history, work.now, work.reference.calendar_at(ZONE))
        start = next(h.at for h in history if h.event.__struct_config__.tag == "submitted")
        assert replay(history) == case
        assert whole.whole == minutes_between(start, work.now, work.reference.calendar_at(ZONE))
        assert whole.whole == sum(share.minutes for share in by_site(whole))
    hear(store, m.RouteCase(tenant_id=ZONE, case_id=case_id, version=0, cause="refused"))
    assert {
        one.says for one in check(settings) if one.violations and one.invariant in ("I1", "I2", "I3", "I4", "I8")
    } == set()


@pytest.mark.parametrize("seed", [1, 2])
def test_a_fight_leaves_one_holder_one_history_and_every_minute_in_somebodys_hands(
    store: Store, settings: Settings, seed: int
) -> None:
    fought(store, settings, seed, threads=4, rounds=12)


@pytest.mark.long
@pytest.mark.parametrize("seed", range(10, 30))
def test_long_fights_do_as_well(store: Store, settings: Settings, seed: int) -> None:
    fought(store, settings, seed, threads=8, rounds=60)


@pytest.mark.parametrize("hit", [1, 3])
def test_an_act_whose_answer_is_lost_has_happened_once_or_not_at_all(
    store: Store, settings: Settings, hit: int
) -> None:
    failpoints.arm(f"heard.commit:reported:{hit}")
    try:
        with pytest.raises(Exception) as lost:
            fight_alone(store, seed=hit)
        assert not isinstance(lost.value, AssertionError)
    finally:
        failpoints.arm("")
    fought(store, settings, hit, threads=2, rounds=6)


def fight_alone(store: Store, seed: int) -> None:
    """Dispatch hears of refusals until an answer of the database is lost."""
    by, dice = scenes.clerk(VILLAGE), Random(seed)
    for _ in range(8):
        case_id = scenes.registered(store, by, region=FOREIGN)
        hear(store, m.RouteCase(tenant_id=ZONE, case_id=case_id, version=0))
        scenes.act(store, scenes.clerk(FOREIGN), case_id, c.Refuse(**NO))
        knock(store, dice, case_id)
