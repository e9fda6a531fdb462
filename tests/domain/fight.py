"""A case that is fought over, without a store: what people do, the doorbells they leave, what dispatch makes of them.

The rules are the real ones. What is written anew here is only the glue of the use cases: which act rings, and that
messages come late, twice and out of turn. `stands` is an account of its own of what was not undone.
"""

from typing import Any

import msgspec
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.joint import CoHandler
from shared.domain.cases.model import Case, CaseState, HandoverKind
from shared.domain.cases.replay import replay
from shared.domain.deadlines.calendar import local_date
from shared.domain.routing.coordinator import coordinator_of, is_contested
from shared.domain.routing.decide import route
from shared.domain.routing.facts import route_facts
from shared.domain.routing.model import Action, RuleLine
from shared.domain.routing.next_place import Next, NextPlace, last_no, may_be_placed, next_place
from shared.kernel.errors import Refusal
from tests.build import CaseBuilder, an_id, the_platform
from tests.domain.boards import ENDING_A_PART
from tests.world import ITEMS, SITES, TREE

NO: dict[str, Any] = {"reason": "not_competent", "words": "不归本单位管"}
TERMINATE = c.Terminate(reason="NO_COOP", words="逾期未补正", paper="终止单")
HANDS_OFF = (c.SignFor(), c.Return(**NO), c.Refuse(**NO), c.WithdrawOffer(), c.Claim(), c.Resume(), c.Undo())
EVERYBODY = ("tier:village", "tier:town", "hall", "dept:社会事务局", "dept:企业服务局")
ITEM = replace(ITEMS["MZ001"], handlers=EVERYBODY)
LEADERS = {SITES["centre"]: (SITES["office"], Role.COMMISSION.value)}
RINGING: dict[type, str] = {e.Submitted: "submitted", e.HandoverRefused: "refused", e.HandoverReturned: "returned"}


def _line(priority: int, action: Action, target: str, **more: Any) -> RuleLine:
    return RuleLine(
        id=f"line-{priority}", tenant_id="1502", version=1, priority=priority, action=action, target=target, **more
    )


POLICY = (
    _line(100, Action.TRANSFER, "region_of_competence"),
    _line(200, Action.FORWARD_UP, "parent"),
    _line(300, Action.ASSIGN, "item_department"),
)
"""A case that belongs elsewhere goes there; else up, and then to the department."""


class Bell(msgspec.Struct, frozen=True, kw_only=True):
    """A message that waits to be heard: which event rang, and what for."""

    seq: int
    cause: str


class Fight(CaseBuilder):
    """One case, and the doorbells that ring for it."""

    def __init__(self) -> None:
        super().__init__()
        self.stands: tuple[e.Happened, ...] = ()
        self.bells: tuple[Bell, ...] = ()
        self.last: tuple[c.Command, Actor] | None = None
        self.unanswered = False

    @property
    def item(self) -> Any:
        """Something every kind of site may handle, so that everybody can be fought over."""
        return ITEM

    def act(self, command: c.Command, actor: Actor) -> bool:
        """Whether it was allowed. One that is refused leaves nothing behind, not even a doorbell."""
        before, length = self.case, len(self.history)
        try:
            self.do(command, actor)
        except Refusal:
            assert self.case is before
            assert len(self.history) == length
            return False
        self.last = (command, actor)
        self._left_behind(before, command)
        return True

    def undo(self, actor: Actor) -> bool:
        """Whether it was taken back, also where a doorbell was heard meanwhile that led to nothing."""
        return self.act(c.Undo(), actor)

    def crash(self) -> None:
        """Every process dies: what is stored is all there is."""
        stored = msgspec.json.encode(self.history)
        self.history = msgspec.json.decode(stored, type=tuple[e.Happened, ...])
        self._case = replay(self.history)

    def hear(self, bell: Bell, again: bool) -> None:
        """Dispatch hears a doorbell, which may ring once more. Nothing it does may be refused."""
        if not again:
            self.bells = tuple(other for other in self.bells if other != bell)
        case = self.case
        if case.state is CaseState.PAUSED and not case.awaits_place:
            self._platform(c.DeferPlacing(cause=bell.cause))
        elif may_be_placed(case):
            self._placed(bell.cause)

    def expire(self) -> None:
        """The limit for signing is over, and in the same breath somebody has it before them."""
        offered = self.case.offered
        assert offered
        self.now = max(self.now, offered.due_at)
        self._platform(c.Expire(handover_id=offered.id))
        if offered.kind is HandoverKind.SETTLE:
            self._up(offered.to_site, (offered.to_site,))
        else:
            self._before_coordinator(offered.to_site, "pool.expired")

    def late(self, part: CoHandler) -> bool:
        """Whether the limit of a part, once over, brings the case before the coordinator of both."""
        self.now = max(self.now, part.due_at)
        board = coordinator_of(self.case, part.site, TREE).id
        return self.act(c.OverdueCoHandler(cohandler_id=part.id, board=board), the_platform())

    def disputed(self, part: CoHandler) -> bool:
        """Whether the lead could put an opinion before the centre common to both, and to the board it lies on."""
        board = coordinator_of(self.case, part.site, TREE).id
        if self.case.pool_site:
            board = TREE.common_coordinator(board, self.case.pool_site).id
        return self.act(c.DisputeCoHandler(cohandler_id=part.id, board=board, words="请裁定"), self.holder())

    def awaits(self) -> NextPlace:
        """What a doorbell would find now."""
        return next_place(self.case, "refused", self.history, TREE, self.limits)

    # -- the glue of the use cases

    def _record(self, events: tuple[e.Event, ...], actor: Actor) -> None:
        before = len(self.history)
        super()._record(events, actor)
        new = self.history[before:]
        undone = next((h.event for h in new if isinstance(h.event, e.Undone)), None)
        if undone:
            self.stands = tuple(h for h in self.stands if h.seq < undone.since)
            self.bells = tuple(bell for bell in self.bells if bell.seq < undone.since)
        else:
            self.stands = (*self.stands, *new)

    def _left_behind(self, before: Case, command: c.Command) -> None:
        latest = self.history[-1]
        if type(latest.event) in RINGING:
            self._ring(RINGING[type(latest.event)])
        elif isinstance(command, c.Resume) and before.awaits_place:
            self._ring(before.awaits_place)
        elif last_no(self.case) and (isinstance(command, c.Undo) or self._left_the_board(before, command)):
            self._ring(last_no(self.case))
        said = isinstance(command, c.Refuse | c.Return | c.Undo) or self.unanswered
        before_somebody = bool(self.case.offered or self.case.arbiter) or isinstance(command, c.Settle | c.Reassign)
        self.unanswered = said and bool(last_no(self.case)) and not before_somebody

    def _left_the_board(self, before: Case, command: c.Command) -> bool:
        return before.watched and not self.case.pool_site and isinstance(command, ENDING_A_PART)

    def _ring(self, cause: str) -> None:
        self.bells = (*self.bells, Bell(seq=len(self.history), cause=cause))

    def _platform(self, command: c.Command) -> None:
        self.do(command, the_platform())
        self.last = (command, the_platform())

    def _placed(self, rung: str) -> None:
        if last_no(self.case) and not self.case.problem and is_contested(self.case, self.limits):
            self._platform(c.MarkProblem())
        found = next_place(self.case, rung, self.history, TREE, self.limits)
        if found.next is Next.LEADER:
            self._up(found.other, found.between)
        elif found.next is Next.COORDINATOR:
            self._before_coordinator(found.other, f"pool.{found.cause}")
        elif found.next is Next.POLICY:
            self._by_policy()
        self.unanswered = False

    def _up(self, other: str, between: tuple[str, ...]) -> None:
        tenant = coordinator_of(self.case, other, TREE).tenant_id
        site, role = LEADERS.get(tenant, (TREE.centre(tenant).id, Role.COORDINATOR.value))
        self._platform(c.RaiseDispute(site=site, role=role, why="pool.deadlock", between=between))

    def _before_coordinator(self, other: str, why: str) -> None:
        self._platform(c.Pool(site=coordinator_of(self.case, other, TREE).id, why=why))

    def _by_policy(self) -> None:
        facts = route_facts(self.case, ITEM, TREE, local_date(self.now))
        decision = route(facts, ITEM, TREE, lambda _: POLICY)
        if decision.to and decision.action is Action.HOLD:
            self._platform(c.Pool(site=decision.to, why=decision.why))
        elif decision.to:
            self._platform(
                c.Offer(
                    handover_id=an_id(f"routed {len(self.history)}"),
                    to_site=decision.to,
                    handover=HandoverKind.ROUTE,
                    why=decision.why,
                )
            )
