"""The transition table: which command is allowed in which state, for whom, and where it leads. Data, not branches.

Every (state, command, role) is decided here: a pair of state and command without a line is illegal, a role or part that
is not named is refused.
"""

import msgspec

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.facts import Part
from shared.domain.cases.model import CaseState as S

_WINDOW = frozenset({Role.CLERK, Role.AGENT, Role.OPERATOR, Role.PARTNER})
_HANDLERS = frozenset({Role.CLERK, Role.AGENT, Role.REVIEWER, Role.LEADER})
_PERSONS = _HANDLERS | {Role.COORDINATOR}
_DECIDING = frozenset({Role.LEADER, Role.COMMISSION, Role.COORDINATOR})
_TOGETHER = _HANDLERS | {Role.PARTNER}
_LEADING = frozenset({Role.LEADER, Role.COORDINATOR})
_URGING = _PERSONS | {Role.SUPERVISOR, Role.COMMISSION, Role.OPERATOR}
_SYSTEM = frozenset({Role.SYSTEM})
_WORKING = (S.ACCEPTED, S.HANDLING)
_MOVING = (S.RECEIVED, S.ACCEPTED, S.HANDLING)
_RUNNING = (S.RECEIVED, S.ACCEPTED, S.HANDLING, S.PAUSED)
_IN_HAND = (*_RUNNING, S.COMPLETED)
_CLOSED = (S.COMPLETED, S.DECLINED, S.TERMINATED, S.WITHDRAWN)


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """One line: `command` is allowed in `states` to `roles` that stand to the case as one of `parts`.

    `to` is the state it leads to; None leaves the state as it is (or restores an earlier one: resume, undo). `offered`
    says whether a hand-over must (True) or must not (False) wait for a signature; None does not care.
    """

    command: str
    states: tuple[S, ...]
    roles: frozenset[Role]
    parts: frozenset[Part]
    to: S | None = None
    offered: bool | None = None


def _line(
    command: type[c.Command],
    states: tuple[S, ...],
    roles: frozenset[Role],
    *parts: Part,
    to: S | None = None,
    offered: bool | None = None,
) -> Move:
    return Move(command=command.kind, states=states, roles=roles, parts=frozenset(parts), to=to, offered=offered)


_AT_HOME = (Part.ORIGIN, Part.HOLDER)
_CONCERNED = (Part.ORIGIN, Part.HOLDER, Part.COORDINATOR, Part.NONE)

TRANSITIONS: tuple[Move, ...] = (
    _line(c.Submit, (S.DRAFT,), _WINDOW, Part.ORIGIN, to=S.RECEIVED),
    _line(c.Accept, (S.RECEIVED,), _HANDLERS | {Role.PARTNER}, Part.HOLDER, to=S.ACCEPTED),
    _line(c.DeemAccepted, (S.RECEIVED,), _SYSTEM, Part.PLATFORM, to=S.ACCEPTED),
    _line(c.Decline, (S.RECEIVED,), _HANDLERS, Part.HOLDER, to=S.DECLINED, offered=False),
    _line(c.RecordMandate, (S.DRAFT, *_RUNNING), _WINDOW | _HANDLERS, *_AT_HOME),
    _line(c.RevokeMandate, (S.DRAFT, *_RUNNING), _WINDOW | _HANDLERS, *_AT_HOME),
    _line(c.Offer, _MOVING, _HANDLERS | _SYSTEM, Part.HOLDER, Part.PLATFORM, offered=False),
    _line(c.Reassign, _MOVING, frozenset({Role.COORDINATOR}), Part.COORDINATOR),
    _line(c.DeferPlacing, (S.PAUSED,), _SYSTEM, Part.PLATFORM),
    _line(c.MarkProblem, _MOVING, _SYSTEM, Part.PLATFORM, offered=False),
    _line(c.RaiseDispute, _MOVING, _SYSTEM, Part.PLATFORM, offered=False),
    _line(c.Settle, _MOVING, _DECIDING, Part.ARBITER, offered=False),
    _line(c.SignFor, _MOVING, _PERSONS, Part.RECEIVER, offered=True),
    _line(c.Refuse, _MOVING, _PERSONS, Part.RECEIVER, offered=True),
    _line(c.Return, _MOVING, _PERSONS, Part.HOLDER, offered=False),
    _line(c.WithdrawOffer, _MOVING, _PERSONS, Part.HOLDER, offered=True),
    _line(c.Expire, _MOVING, _SYSTEM, Part.PLATFORM, offered=True),
    _line(c.Pool, _MOVING, _PERSONS | _SYSTEM, Part.HOLDER, Part.PLATFORM, offered=False),
    _line(c.TakeMeasure, (*_IN_HAND, S.ARCHIVED), _SYSTEM, Part.PLATFORM),
    _line(c.Urge, _MOVING, _URGING, *_CONCERNED),
    _line(
        c.AnswerSupervision,
        (*_IN_HAND, S.ARCHIVED),
        _PERSONS,
        *(Part.HOLDER, Part.SUPERVISED, Part.COORDINATOR),
    ),
    _line(c.NameAgent, _RUNNING, frozenset({Role.LEADER, Role.COORDINATOR}), Part.HOLDER, Part.COORDINATOR),
    _line(c.Claim, _RUNNING, _HANDLERS, Part.HOLDER),
    _line(
        c.HandOn,
        _RUNNING,
        frozenset({Role.LEADER, Role.COORDINATOR, Role.SYSTEM}),
        *(Part.HOLDER, Part.COORDINATOR, Part.PLATFORM),
    ),
    _line(c.Start, (S.ACCEPTED,), _HANDLERS, Part.HOLDER, to=S.HANDLING, offered=False),
    _line(c.AskCoHandler, _MOVING, _PERSONS | _SYSTEM, Part.HOLDER, Part.COORDINATOR, Part.PLATFORM),
    _line(c.SignCoHandler, _RUNNING, _PERSONS, Part.COHANDLER),
    _line(c.AnswerCoHandler, _RUNNING, _PERSONS, Part.COHANDLER),
    _line(c.ReleaseCoHandler, _RUNNING, _PERSONS, Part.HOLDER, Part.COORDINATOR),
    _line(c.RemindCoHandler, _MOVING, _SYSTEM, Part.PLATFORM),
    _line(c.OverdueCoHandler, _MOVING, _SYSTEM, Part.PLATFORM, offered=False),
    _line(c.UnsignedCoHandler, _MOVING, _SYSTEM, Part.PLATFORM),
    _line(c.DisputeCoHandler, _MOVING, _PERSONS, Part.HOLDER, offered=False),
    _line(c.SettleCoHandler, _RUNNING, _PERSONS, Part.HOLDER, Part.COORDINATOR),
    _line(c.Pause, _WORKING, _HANDLERS, Part.HOLDER, to=S.PAUSED, offered=False),
    _line(c.FileExternal, _WORKING, _HANDLERS, Part.HOLDER, Part.COHANDLER),
    _line(c.RecordReply, (*_WORKING, S.PAUSED), _HANDLERS, Part.HOLDER, Part.FILER),
    _line(c.ProposePause, _WORKING, _TOGETHER, *_AT_HOME, offered=False),
    _line(c.AcceptPause, _WORKING, _TOGETHER, *_AT_HOME, to=S.PAUSED, offered=False),
    _line(c.DeclinePause, _WORKING, _TOGETHER, *_AT_HOME),
    _line(c.WithdrawPause, _WORKING, _TOGETHER, *_AT_HOME),
    _line(c.LapsePause, _WORKING, _SYSTEM, Part.PLATFORM),
    _line(c.Resume, (S.PAUSED,), _HANDLERS, Part.HOLDER),
    _line(c.Recompute, _RUNNING, _SYSTEM, Part.PLATFORM),
    _line(c.AskExtension, _WORKING, _HANDLERS, Part.HOLDER),
    _line(c.GrantExtension, (*_WORKING, S.PAUSED), _LEADING, Part.DECIDER, Part.COORDINATOR),
    _line(c.RefuseExtension, (*_WORKING, S.PAUSED), _LEADING, Part.DECIDER, Part.COORDINATOR),
    _line(c.Complete, _WORKING, _HANDLERS, Part.HOLDER, to=S.COMPLETED, offered=False),
    _line(c.Terminate, (S.ACCEPTED, S.HANDLING, S.PAUSED), _HANDLERS, Part.HOLDER, to=S.TERMINATED, offered=False),
    _line(c.Withdraw, (S.DRAFT, *_RUNNING), _WINDOW | _HANDLERS, *_AT_HOME, to=S.WITHDRAWN),
    _line(c.Archive, _CLOSED, _SYSTEM, Part.PLATFORM, to=S.ARCHIVED),
    _line(c.Undo, (*_MOVING, S.PAUSED, S.COMPLETED, S.TERMINATED), _PERSONS | _DECIDING, *Part),
)
"""`case.open` is not here: it makes the case."""


def find(state: S, command: str) -> Move | None:
    """The line that speaks of this command in this state, or None: then the move is illegal."""
    return next((m for m in TRANSITIONS if m.command == command and state in m.states), None)
