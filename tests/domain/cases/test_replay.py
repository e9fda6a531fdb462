"""Random command sequences: whatever people, the platform and time do, the case keeps its promises at every step."""

from random import Random

import msgspec
import pytest
from hypothesis import event, given, note, settings
from hypothesis import strategies as st

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.desk import bucket, next_due, seeing_sites
from shared.domain.cases.joint import Opinion
from shared.domain.cases.model import CLOSED_STATES, OPEN_STATES, PAUSABLE, Case, CaseState, HandoverState
from shared.domain.cases.permit import allowed
from shared.domain.cases.replay import replay
from shared.domain.cases.table import TRANSITIONS
from shared.kernel.errors import Refusal
from tests.build import (
    CaseBuilder,
    a_case,
    a_decision,
    a_dispute,
    a_reassignment,
    an_actor,
    an_id,
    an_offer,
    sample_commands,
    the_platform,
)
from tests.world import SITES, TREE

PEOPLE = (
    an_actor("village"),
    an_actor("town", Role.AGENT),
    an_actor("department", Role.REVIEWER, Role.LEADER),
    an_actor("enterprise", Role.REVIEWER),
    an_actor("third hall"),
    an_actor("other centre", Role.CLERK, Role.COORDINATOR),
    an_actor("centre", Role.COORDINATOR),
    an_actor("city", Role.COORDINATOR),
    an_actor("office", Role.COMMISSION),
    the_platform(),
)
TARGETS = ("town", "department", "third town", "third hall", "other centre")
ENDINGS = ("case.withdraw", "case.decline", "case.terminate", "case.complete")
MINUTES = (0, 0, 1, 5, 60, 400, 3_000)


@given(seed=st.integers(0, 2**32), item=st.sampled_from(["MZ001", "SB001"]))
@settings(max_examples=200)
def test_every_step_keeps_every_promise(seed: int, item: str) -> None:
    play(Random(seed), item, steps=40)


@pytest.mark.long
@given(seed=st.integers(0, 2**32))
@settings(max_examples=1_000)
def test_long_lives_keep_every_promise(seed: int) -> None:
    play(Random(seed), "MZ001", steps=100)


def play(dice: Random, item: str, steps: int) -> None:
    """Somebody does something at every step, sensible or not; afterwards nothing has happened, or all is well."""
    builder = a_case().at("village").for_item(item).opened()
    for n in range(steps):
        builder.later(minutes=dice.choice(MINUTES))
        before = builder.case
        actor, command = choose(builder, dice, n)
        note(f"{builder.now:%d.%m. %H:%M} {before.state}: {actor.site_id} {sorted(actor.roles)} {command}")
        try:
            builder.do(command, actor, feedback_settled=dice.random() < 0.5)
        except Refusal:
            assert builder.case is before
            continue
        event(command.kind)
        hold(builder, before, command)


def choose(builder: CaseBuilder, dice: Random, n: int) -> tuple[Actor, c.Command]:
    """Somebody and a command: four times in five one the table allows them, and seldom one that ends the case."""
    commands = dict(sample_commands(n)) | {
        "case.offer": an_offer(dice.choice(TARGETS), n=n),
        "case.reassign": a_reassignment(dice.choice(TARGETS), n=n),
        "case.settle": a_decision(dice.choice(TARGETS), n=n),
        "case.raise_dispute": a_dispute(dice.choice(("office", "centre", "city"))),
    }
    if builder.case.pause_proposal:
        commands["case.lapse_pause"] = c.LapsePause(proposal_id=builder.case.pause_proposal.id)
    commands |= about_parts(builder.case, dice, n)
    if builder.case.offered and dice.random() < 0.9:
        commands["case.expire"] = c.Expire(handover_id=builder.case.offered.id)
    if dice.random() < 0.2:
        return dice.choice(PEOPLE), dice.choice(list(commands.values()))
    able = [(person, kind) for person in PEOPLE for kind in allowed(builder.case, builder.facts(person))]
    if not able:
        return dice.choice(PEOPLE), c.Undo()
    person, kind = dice.choices(able, [1 if kind in ENDINGS else 8 for _, kind in able])[0]
    return person, commands[kind]


def about_parts(case: Case, dice: Random, n: int) -> dict[str, c.Command]:
    """Commands that mean a co-handler the case has, where it has one."""
    site = SITES[dice.choice(("enterprise", "third hall", "town"))]
    opinion, days = dice.choice(list(Opinion)), dice.choice((0, 1, 10))
    found: dict[str, c.Command] = {
        "case.ask_cohandler": c.AskCoHandler(cohandler_id=an_id(f"part {n}"), to_site=site, words="请核", days=days),
        "case.answer_cohandler": c.AnswerCoHandler(opinion=opinion, words="已核"),
    }
    if case.cohandlers:
        part = dice.choice(case.cohandlers).id
        board = SITES[dice.choice(("centre", "city"))]
        found["case.release_cohandler"] = c.ReleaseCoHandler(cohandler_id=part, words="不需要")
        found["case.settle_cohandler"] = c.SettleCoHandler(cohandler_id=part, words="已商定")
        found["case.remind_cohandler"] = c.RemindCoHandler(cohandler_id=part)
        found["case.overdue_cohandler"] = c.OverdueCoHandler(cohandler_id=part, board=board)
        found["case.unsigned_cohandler"] = c.UnsignedCoHandler(cohandler_id=part)
        found["case.dispute_cohandler"] = c.DisputeCoHandler(cohandler_id=part, board=board, words="请裁定")
    return found


def hold(builder: CaseBuilder, before: Case, command: c.Command) -> None:
    """What is true of every case after every act."""
    case, history = builder.case, builder.history
    the_history_tells_the_case(case, history)
    it_has_one_holder(case, history)
    it_went_where_the_table_says(before, case, command)
    dates_never_move_earlier(before, case, command)
    a_proposal_is_between_origin_and_holder(case)
    parts_end_with_the_case(before, case, command)
    desks_can_be_drawn(case)


def the_history_tells_the_case(case: Case, history: tuple[e.Happened, ...]) -> None:
    assert replay(history) == case
    assert case.version == len(history)
    assert [h.seq for h in history] == list(range(1, len(history) + 1))
    stored = msgspec.json.decode(msgspec.json.encode(history), type=tuple[e.Happened, ...])
    assert stored == history
    assert msgspec.json.decode(msgspec.json.encode(case), type=Case) == case


def it_has_one_holder(case: Case, history: tuple[e.Happened, ...]) -> None:
    holder, offers = told_apart(history)
    assert case.holder_site == holder
    assert holder in TREE
    assert len(offers) <= 1
    assert [case.offered.id] == offers if case.offered else offers == []
    assert case.trail[-1:] in ((), (case.holder_site,))
    assert bool(case.trail) or case.holder_site == case.origin_site
    assert all(h.state is HandoverState.SIGNED for h in case.signed_for)
    assert {case.holder_site, case.origin_site} <= set(case.participants)
    if case.state in CLOSED_STATES:
        assert (case.offered, case.pool_site) == (None, "")
    assert case.arbiter in ("", case.pool_site)


def told_apart(history: tuple[e.Happened, ...]) -> tuple[str, list[object]]:
    """Holder and open offers, told from the events in another way than `evolve` does."""
    undone = {n for h in history if isinstance(h.event, e.Undone) for n in range(h.event.since, h.seq + 1)}
    holder, offers = "", []
    for h in (h for h in history if h.seq not in undone):
        match h.event:
            case e.Opened(origin_site=site):
                holder = site
            case e.HandoverOffered(handover_id=id_, to_site=site):
                offers.append((id_, site))
            case e.HandoverSigned():
                holder = offers.pop()[1]
            case e.HandoverReturned(to_site=site):
                holder = site
            case e.HandoverRefused() | e.HandoverWithdrawn() | e.HandoverExpired():
                offers.pop()
    return holder, [id_ for id_, _ in offers]


def it_went_where_the_table_says(before: Case, case: Case, command: c.Command) -> None:
    line = next(m for m in TRANSITIONS if m.command == command.kind and before.state in m.states)
    if command.kind == "case.resume":
        assert case.state is before.resume_to
    elif command.kind != "case.undo":
        assert case.state is (line.to or before.state)
    assert (case.accepted_at is not None) <= (
        case.state not in (CaseState.DRAFT, CaseState.RECEIVED, CaseState.DECLINED)
    )
    assert bool(case.number) is (case.accepted_at is not None)
    assert (case.state is CaseState.PAUSED) <= (bool(case.stops) and case.stops[-1].until is None)


def dates_never_move_earlier(before: Case, case: Case, command: c.Command) -> None:
    for name in ("promised_due", "statutory_due", "acceptance_due"):
        was, is_ = getattr(before, name), getattr(case, name)
        assert was is None or (is_ is not None and is_ >= was), (name, command.kind)


def a_proposal_is_between_origin_and_holder(case: Case) -> None:
    proposal = case.pause_proposal
    if proposal:
        assert {proposal.by_site, proposal.to_site} == {case.origin_site, case.holder_site}
        assert case.state in PAUSABLE


def parts_end_with_the_case(before: Case, case: Case, command: c.Command) -> None:
    open_sites = [part.site for part in case.open_cohandlers]
    assert len(open_sites) == len(set(open_sites))
    if case.state in CLOSED_STATES:
        assert open_sites == []
    if case.state is CaseState.COMPLETED:
        assert not any(part.unsettled for part in case.cohandlers)
    if command.kind != "case.undo":
        was = {part.id: part.due_at for part in before.cohandlers}
        assert all(part.due_at >= was[part.id] for part in case.cohandlers if part.id in was)


def desks_can_be_drawn(case: Case) -> None:
    for site in seeing_sites(case, TREE):
        assert bucket(case, site)
        assert case.state in OPEN_STATES or next_due(case, site) is None or next_due(case, site) == case.promised_due


@pytest.mark.parametrize("history", [(), a_case().submitted().history[1:]])
def test_a_history_without_its_beginning_is_no_case(history: tuple[e.Happened, ...]) -> None:
    with pytest.raises(ValueError, match="begins with"):
        replay(history)
