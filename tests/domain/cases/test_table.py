"""The table decides every (state, command, role): allowed, or refused with a kind and a code; nothing else happens."""

from datetime import date
from itertools import product

import pytest
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.facts import Facts, Part
from shared.domain.cases.lifecycle import RULES, decide
from shared.domain.cases.model import CLOSED_STATES, OPEN_STATES, Case, CaseState
from shared.domain.cases.permit import allowed
from shared.domain.cases.table import TRANSITIONS, Move, find
from shared.kernel.errors import Kind, Refusal
from tests.build import CaseBuilder, a_case, a_dispute, a_proposal, an_actor, an_id, sample_commands, the_platform
from tests.world import CALENDAR

S = CaseState

GRID = """
                     draft received accepted handling paused completed declined terminated withdrawn archived
case.submit            x      -        -        -       -        -         -         -         -        -
case.accept            -      x        -        -       -        -         -         -         -        -
case.deem_accepted     -      x        -        -       -        -         -         -         -        -
case.decline           -      x        -        -       -        -         -         -         -        -
case.record_mandate    x      x        x        x       x        -         -         -         -        -
case.revoke_mandate    x      x        x        x       x        -         -         -         -        -
case.offer             -      x        x        x       -        -         -         -         -        -
case.reassign          -      x        x        x       -        -         -         -         -        -
case.defer_placing     -      -        -        -       x        -         -         -         -        -
case.mark_problem      -      x        x        x       -        -         -         -         -        -
case.raise_dispute     -      x        x        x       -        -         -         -         -        -
case.settle            -      x        x        x       -        -         -         -         -        -
case.sign_for          -      x        x        x       -        -         -         -         -        -
case.refuse            -      x        x        x       -        -         -         -         -        -
case.return            -      x        x        x       -        -         -         -         -        -
case.withdraw_offer    -      x        x        x       -        -         -         -         -        -
case.expire            -      x        x        x       -        -         -         -         -        -
case.pool              -      x        x        x       -        -         -         -         -        -
case.take_measure      -      x        x        x       x        x         -         -         -        x
case.urge              -      x        x        x       -        -         -         -         -        -
case.answer_supervision -     x        x        x       x        x         -         -         -        x
case.name_agent        -      x        x        x       x        -         -         -         -        -
case.claim             -      x        x        x       x        -         -         -         -        -
case.hand_on           -      x        x        x       x        -         -         -         -        -
case.start             -      -        x        -       -        -         -         -         -        -
case.ask_cohandler     -      x        x        x       -        -         -         -         -        -
case.sign_cohandler    -      x        x        x       x        -         -         -         -        -
case.answer_cohandler  -      x        x        x       x        -         -         -         -        -
case.release_cohandler -      x        x        x       x        -         -         -         -        -
case.remind_cohandler  -      x        x        x       -        -         -         -         -        -
case.overdue_cohandler -      x        x        x       -        -         -         -         -        -
case.unsigned_cohandler -     x        x        x       -        -         -         -         -        -
case.dispute_cohandler -      x        x        x       -        -         -         -         -        -
case.settle_cohandler  -      x        x        x       x        -         -         -         -        -
case.pause             -      -        x        x       -        -         -         -         -        -
case.file_external     -      -        x        x       -        -         -         -         -        -
case.record_reply      -      -        x        x       x        -         -         -         -        -
case.propose_pause     -      -        x        x       -        -         -         -         -        -
case.accept_pause      -      -        x        x       -        -         -         -         -        -
case.decline_pause     -      -        x        x       -        -         -         -         -        -
case.withdraw_pause    -      -        x        x       -        -         -         -         -        -
case.lapse_pause       -      -        x        x       -        -         -         -         -        -
case.resume            -      -        -        -       x        -         -         -         -        -
case.recompute         -      x        x        x       x        -         -         -         -        -
case.ask_extension     -      -        x        x       -        -         -         -         -        -
case.grant_extension   -      -        x        x       x        -         -         -         -        -
case.refuse_extension  -      -        x        x       x        -         -         -         -        -
case.complete          -      -        x        x       -        -         -         -         -        -
case.terminate         -      -        x        x       x        -         -         -         -        -
case.withdraw          x      x        x        x       x        -         -         -         -        -
case.archive           -      -        -        -       -        x         x         x         x        -
case.undo              -      x        x        x       x        x         -         x         -        -
"""
"""Written down apart from the code: whoever changes the table says so here, too."""

ROLES = {
    "case.submit": "clerk agent operator partner",
    "case.accept": "clerk agent reviewer leader partner",
    "case.deem_accepted": "system",
    "case.decline": "clerk agent reviewer leader",
    "case.record_mandate": "clerk agent reviewer leader operator partner",
    "case.revoke_mandate": "clerk agent reviewer leader operator partner",
    "case.offer": "clerk agent reviewer leader system",
    "case.reassign": "coordinator",
    "case.defer_placing": "system",
    "case.mark_problem": "system",
    "case.raise_dispute": "system",
    "case.settle": "leader commission coordinator",
    "case.sign_for": "clerk agent reviewer leader coordinator",
    "case.refuse": "clerk agent reviewer leader coordinator",
    "case.return": "clerk agent reviewer leader coordinator",
    "case.withdraw_offer": "clerk agent reviewer leader coordinator",
    "case.expire": "system",
    "case.pool": "clerk agent reviewer leader coordinator system",
    "case.take_measure": "system",
    "case.urge": "clerk agent reviewer leader coordinator supervisor commission operator",
    "case.answer_supervision": "clerk agent reviewer leader coordinator",
    "case.name_agent": "leader coordinator",
    "case.claim": "clerk agent reviewer leader",
    "case.hand_on": "leader coordinator system",
    "case.start": "clerk agent reviewer leader",
    "case.ask_cohandler": "clerk agent reviewer leader coordinator system",
    "case.sign_cohandler": "clerk agent reviewer leader coordinator",
    "case.answer_cohandler": "clerk agent reviewer leader coordinator",
    "case.release_cohandler": "clerk agent reviewer leader coordinator",
    "case.remind_cohandler": "system",
    "case.overdue_cohandler": "system",
    "case.unsigned_cohandler": "system",
    "case.dispute_cohandler": "clerk agent reviewer leader coordinator",
    "case.settle_cohandler": "clerk agent reviewer leader coordinator",
    "case.pause": "clerk agent reviewer leader",
    "case.file_external": "clerk agent reviewer leader",
    "case.record_reply": "clerk agent reviewer leader",
    "case.propose_pause": "clerk agent reviewer leader partner",
    "case.accept_pause": "clerk agent reviewer leader partner",
    "case.decline_pause": "clerk agent reviewer leader partner",
    "case.withdraw_pause": "clerk agent reviewer leader partner",
    "case.lapse_pause": "system",
    "case.resume": "clerk agent reviewer leader",
    "case.recompute": "system",
    "case.ask_extension": "clerk agent reviewer leader",
    "case.grant_extension": "leader coordinator",
    "case.refuse_extension": "leader coordinator",
    "case.complete": "clerk agent reviewer leader",
    "case.terminate": "clerk agent reviewer leader",
    "case.withdraw": "clerk agent reviewer leader operator partner",
    "case.archive": "system",
    "case.undo": "clerk agent reviewer leader coordinator commission",
}


def in_state(state: CaseState) -> CaseBuilder:
    """A case that came to the state by ordinary acts."""
    case = a_case().at("town").for_item("MZ001").submitted()
    ways = {
        S.DRAFT: lambda: a_case().at("town").opened(),
        S.RECEIVED: lambda: case,
        S.ACCEPTED: lambda: case.accepted(),
        S.HANDLING: lambda: case.accepted().started(),
        S.PAUSED: lambda: case.accepted().started().paused(),
        S.COMPLETED: lambda: case.accepted().started().completed(),
        S.DECLINED: lambda: case.declined(),
        S.TERMINATED: lambda: case.accepted().terminated(),
        S.WITHDRAWN: lambda: case.withdrawn(),
        S.ARCHIVED: lambda: case.withdrawn().archived(),
    }
    return ways[state]()


MOVING = (S.RECEIVED, S.ACCEPTED, S.HANDLING)
SITUATIONS = [(state, False) for state in S] + [(state, True) for state in MOVING]


def test_the_table_says_what_was_written_down() -> None:
    head, *lines = GRID.strip().splitlines()
    states = [S(name) for name in head.split()]
    assert states == list(S)
    for line in lines:
        command, *marks = line.split()
        assert [find(state, command) is not None for state in states] == [mark == "x" for mark in marks], command
    assert {line.split()[0] for line in lines} == {move.command for move in TRANSITIONS}


def test_the_table_names_the_roles_that_were_written_down() -> None:
    assert {move.command: move.roles for move in TRANSITIONS} == {
        command: frozenset(map(Role, roles.split())) for command, roles in ROLES.items()
    }


def test_no_state_and_command_has_two_lines_and_every_command_has_a_rule() -> None:
    pairs = [(state, move.command) for move in TRANSITIONS for state in move.states]
    assert len(pairs) == len(set(pairs))
    assert {move.command for move in TRANSITIONS} == set(RULES) == {k.kind for k in c.ALL} - {"case.open"}
    assert set(sample_commands()) == set(RULES)


def test_states_are_open_or_closed_and_nothing_leads_out_of_the_archive() -> None:
    assert set(S) == OPEN_STATES | CLOSED_STATES
    still = [found for move in TRANSITIONS if (found := find(S.ARCHIVED, move.command))]
    assert {move.command for move in still} == {"case.take_measure", "case.answer_supervision"}
    assert all(move.to is None for move in still)


def test_every_state_is_reached() -> None:
    assert {move.to for move in TRANSITIONS} | {S.DRAFT, S.PAUSED} >= set(S)
    assert all(in_state(state).case.state is state for state in S)


@pytest.mark.parametrize(("state", "offered"), SITUATIONS)
def test_every_command_by_every_role_and_part_is_decided(state: CaseState, offered: bool) -> None:
    # Given a case in the state, with or without an offer that waits for a signature
    builder = in_state(state)
    if offered:
        builder.offered("department")
    facts = builder.facts(an_actor("town"), feedback_settled=True, target_able=True, calendar=CHANGED)
    # When every command is given by every role, standing to the case in every way
    for command, role, part in product(sample_commands(9).values(), Role, Part):
        told = replace(facts, actor=replace(facts.actor, roles=frozenset({role})), parts=frozenset({part}))
        expected = refusal_by_table(find(state, command.kind), role, part, offered)
        said = answer(builder.case, command, told)
        # Then the table alone says no, or the command's own rule speaks: events or a Refusal, never anything else
        if expected:
            assert said == expected, (command.kind, role, part)
        else:
            assert said is None or said[0] in (Kind.CONFLICT, Kind.ILLEGAL_MOVE, Kind.INVALID), (command.kind, said)


def answer(case: Case, command: c.Command, facts: Facts) -> tuple[Kind, str] | None:
    """The refusal in short, or None where events came out."""
    try:
        assert decide(case, command, facts)
    except Refusal as refused:
        return refused.kind, refused.code
    return None


def refusal_by_table(line: Move | None, role: Role, part: Part, offered: bool) -> tuple[Kind, str] | None:
    """What the table alone refuses: illegal here, not this role, not from there, or an offer in the way."""
    if line is None:
        return Kind.ILLEGAL_MOVE, "case.move"
    if role not in line.roles:
        return Kind.FORBIDDEN, "case.role"
    if part not in line.parts:
        return Kind.FORBIDDEN, "case.part"
    if line.offered is True and not offered:
        return Kind.CONFLICT, "handover.none_open"
    if line.offered is False and offered:
        return Kind.CONFLICT, "handover.open"
    return None


@pytest.mark.parametrize(("state", "offered"), SITUATIONS)
def test_the_buttons_offered_are_those_the_table_allows(state: CaseState, offered: bool) -> None:
    builder = in_state(state)
    if offered:
        builder.offered("department")
    facts = builder.facts(an_actor("town"))
    for role, part in product(Role, Part):
        told = replace(facts, actor=replace(facts.actor, roles=frozenset({role})), parts=frozenset({part}))
        expected = {k for k in RULES if refusal_by_table(find(state, k), role, part, offered) is None}
        assert set(allowed(builder.case, told)) == expected


def test_a_refusal_by_the_table_names_state_and_command() -> None:
    builder = a_case().submitted().withdrawn()
    with pytest.raises(Refusal) as refused:
        builder.started()
    assert refused.value.params == {"state": "withdrawn", "command": "case.start"}


CHANGED = replace(CALENDAR, exceptions={**CALENDAR.exceptions, date(2026, 11, 17): False}, version=2)
"""The calendar with a day off more, so that every open limit moves."""

ELSEWHERE_TESTED = {("case.undo", state) for state in S} | {("case.complete", S.ACCEPTED)}
"""Undo has tests of its own; only an immediate item is completed without a start."""


@pytest.mark.parametrize("move", TRANSITIONS, ids=lambda move: move.command)
def test_a_line_that_leads_somewhere_leads_there(move: Move) -> None:
    for state in move.states:
        if (move.command, state) in ELSEWHERE_TESTED:
            continue
        # Given a case in a state of the line, made ready for the command
        builder = ready_for(move.command, in_state(state))
        # When somebody gives it whom the line names
        builder.do(fitting(move.command, builder), somebody(move, builder), feedback_settled=True)
        # Then the case is where the line leads, or where it was before
        kept = S.HANDLING if move.command == "case.resume" else state
        assert builder.case.state is (move.to or kept)


def ready_for(command: str, builder: CaseBuilder) -> CaseBuilder:
    """The case with what the command presupposes."""
    if command == "case.revoke_mandate":
        return builder.mandated()
    if command == "case.hand_on":
        return builder.do(c.NameAgent(staff_id=an_id("agent")), builder.holder(Role.LEADER))
    if command in ("case.grant_extension", "case.refuse_extension"):
        return _with_a_request(builder)
    if command == "case.recompute":
        builder.calendar = CHANGED
    if command == "case.answer_supervision":
        return builder.do(sample_commands(9)["case.take_measure"], the_platform())
    if command == "case.return":
        return builder.offered("department").signed()
    if command == "case.settle":
        return builder.do(a_dispute(), the_platform())
    if command in ("case.sign_for", "case.refuse", "case.withdraw_offer", "case.expire"):
        builder.offered("department")
    if command == "case.record_reply":
        return _with_a_filing(builder)
    if command.endswith("_pause"):
        return _with_a_proposal(command, builder)
    if command.endswith("_cohandler") and command != "case.ask_cohandler":
        return _with_a_part(command, builder)
    return builder.later(days=20) if command in ("case.deem_accepted", "case.expire") else builder


def _with_a_filing(builder: CaseBuilder) -> CaseBuilder:
    """The case with something outside; where it stands still it did so afterwards."""
    state = builder.case.state
    at_work = in_state(S.HANDLING) if state is S.PAUSED else builder
    at_work.do(sample_commands()["case.file_external"])
    return at_work.paused() if state is S.PAUSED else at_work


def _with_a_proposal(command: str, builder: CaseBuilder) -> CaseBuilder:
    """The case handled elsewhere than it began; its holder, or for a withdrawal its origin, is proposed to pause."""
    builder.offered("department").signed()
    if command != "case.propose_pause":
        by = "department" if command == "case.withdraw_pause" else "town"
        builder.do(a_proposal(), an_actor(by))
    return builder.later(days=5) if command == "case.lapse_pause" else builder


def _with_a_part(command: str, builder: CaseBuilder) -> CaseBuilder:
    """The case as it was a month before, when a co-handler was asked; it stands still again if it did."""
    paused = builder.case.state is S.PAUSED
    builder = in_state(S.HANDLING) if paused else builder
    builder.asked()
    if command in ("case.answer_cohandler", "case.dispute_cohandler", "case.settle_cohandler"):
        builder.joined()
    if command in ("case.dispute_cohandler", "case.settle_cohandler"):
        builder.answered(opinion="disagree")
    return builder.paused() if paused else builder.later(days=20)


def _with_a_request(builder: CaseBuilder) -> CaseBuilder:
    """More time was asked for; a clock that stands still was stopped after that."""
    if builder.case.state is S.PAUSED:
        return builder.resumed().do(c.AskExtension(days=5, words="专家复核")).paused()
    return builder.do(c.AskExtension(days=5, words="专家复核"))


def fitting(command: str, builder: CaseBuilder) -> c.Command:
    """The sample command; an expiry means the offer that is open."""
    offered = builder.case.offered
    if command == "case.expire" and offered:
        return c.Expire(handover_id=offered.id)
    return sample_commands(9)[command]


def somebody(move: Move, builder: CaseBuilder) -> Actor:
    """An actor whom the line names."""
    role = min(move.roles - {Role.SYSTEM}, default=Role.SYSTEM)
    if role is Role.SYSTEM:
        return the_platform()
    if Part.COHANDLER in move.parts and Part.HOLDER not in move.parts:
        return an_actor("enterprise", role)
    if Part.RECEIVER in move.parts:
        return builder.receiver(role)
    return builder.holder(role) if Part.HOLDER in move.parts or Part.ORIGIN in move.parts else an_actor("centre", role)
