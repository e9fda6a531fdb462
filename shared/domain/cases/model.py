"""The case (办件): states, hand-over in flight, mandate and clocks; a frozen value without personal data."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec

from shared.domain.cases.extension import Extension
from shared.domain.cases.joint import CoHandler, Filing, PauseProposal
from shared.domain.cases.measures import Taken
from shared.domain.deadlines.workdays import Stop


class CaseState(StrEnum):
    """Where a case stands. Each comment says how one gets in and out."""

    DRAFT = "draft"  # in: open; out: submit, or withdraw
    RECEIVED = "received"  # in: submit; out: accept (or deemed accepted after the limit), decline, withdraw
    ACCEPTED = "accepted"  # in: accept; out: start, complete (immediate items), pause, terminate, withdraw
    HANDLING = "handling"  # in: start; out: complete, pause, terminate, withdraw
    PAUSED = "paused"  # in: pause; out: resume (to where it was), terminate, withdraw
    COMPLETED = "completed"  # in: complete; out: archive once feedback is settled
    DECLINED = "declined"  # in: decline, with legal basis and paper; out: archive
    TERMINATED = "terminated"  # in: terminate, with the termination paper; out: archive
    WITHDRAWN = "withdrawn"  # in: withdraw, the applicant's wish; out: archive
    ARCHIVED = "archived"  # in: archive; nothing leads out


OPEN_STATES = frozenset({CaseState.DRAFT, CaseState.RECEIVED, CaseState.ACCEPTED, CaseState.HANDLING, CaseState.PAUSED})
CLOSED_STATES = frozenset(CaseState) - OPEN_STATES
PAUSABLE = frozenset({CaseState.ACCEPTED, CaseState.HANDLING})
"""The states in which the clocks run and may be stopped."""


class HandoverState(StrEnum):
    """Where a hand-over (移交) stands; all but `offered` are final."""

    OFFERED = "offered"  # the sender still holds the case; the receiver's clock runs
    SIGNED = "signed"  # 签收: the receiver holds the case
    REFUSED = "refused"  # 拒收 with a reason: the sender goes on holding it
    RETURNED = "returned"  # 退回 after signing: the sender holds it again
    EXPIRED = "expired"  # nobody signed in time: the coordinator's pool has it in view
    WITHDRAWN = "withdrawn"  # 撤回 by the sender, or replaced by a coordinator


class HandoverKind(StrEnum):
    """Why a hand-over was offered (order_type 派单 转办 上报提级 跨区域移交 改派)."""

    ROUTE = "route"  # by the routing policy
    FORWARD = "forward"  # by the holder
    REASSIGN = "reassign"  # by a coordinator
    SETTLE = "settle"  # 裁定 by the leader of a dispute: the receiver may not say no


class How(StrEnum):
    """How somebody came to accompany a case."""

    NAMED = "named"  # 指定, by a leader or a coordinator
    CLAIMED = "claimed"  # 认领, by themselves
    SUBSTITUTE = "substitute"  # 代管, while another is away
    BACK = "back"  # 返岗: the absence is over
    LEAVER = "leaver"  # 离任交接: another no longer accompanies cases


class Handover(msgspec.Struct, frozen=True, kw_only=True):
    """One offer of a case from the site that holds it to another. `due_at` counts `minutes` of open office time."""

    id: UUID
    from_site: str
    to_site: str
    kind: HandoverKind
    state: HandoverState
    offered_at: datetime
    due_at: datetime
    minutes: int = 0
    reminded_at: datetime | None = None


class Mandate(msgspec.Struct, frozen=True, kw_only=True):
    """授权委托书: what the applicant allows us to do in their name, and until when. Dates are inclusive."""

    id: UUID
    valid_from: date
    valid_to: date
    scope: str
    paper: str


class Dates(msgspec.Struct, frozen=True, kw_only=True):
    """Every limit of a case that is open: acceptance, promise, law, warning, papers that may follow, signing."""

    acceptance_due: datetime | None = None
    promised_due: datetime | None = None
    statutory_due: datetime | None = None
    warn_at: datetime | None = None
    deferred_until: datetime | None = None
    signing_due: datetime | None = None


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """A case as of its `version`, which is the number of its last event. All instants are UTC.

    `signed_for` are the hand-overs that brought it from its origin to its holder; a return takes the last one back.
    `instead_of` is the absent one whose place the `agent` has.
    A `problem` (问题工单) stays one. `arbiter` is the site that has to decide a dispute, there only `arbiter_role`
    where one is named; `kept` says that it was decided for the holder. `awaits_place` is why it is to be placed
    once the stop is over in which that could not be done.
    `regions` are division codes by kind of place, as told at registration; `amount` is fen.
    `notified_due` is the promised date as the applicant was told it, kept once the computed one has moved away from it.
    `taken` are the measures taken because it was late or stuck, `unanswered` how many supervisions wait for an answer.
    """

    id: UUID
    tenant_id: str
    version: int
    state: CaseState
    item_code: str
    item_version: int
    applicant: UUID
    applicant_kind: str
    origin_site: str
    holder_site: str
    opened_at: datetime
    channel: str = "1"
    competence_region: str = ""
    regions: dict[str, str] = {}
    amount: int | None = None
    number: str = ""
    handling_site: str = ""
    pool_site: str = ""
    agent: UUID | None = None
    instead_of: UUID | None = None
    handover: Handover | None = None
    signed_for: tuple[Handover, ...] = ()
    participants: tuple[str, ...] = ()
    refused_by: tuple[str, ...] = ()
    moves: int = 0
    returns: int = 0
    returned_at: datetime | None = None
    mandate: Mandate | None = None
    received_at: datetime | None = None
    acceptance_due: datetime | None = None
    accepted_at: datetime | None = None
    promised_days: int = 0
    statutory_days: int | None = None
    promised_due: datetime | None = None
    statutory_due: datetime | None = None
    warn_at: datetime | None = None
    provisional: bool = False
    deferred: tuple[str, ...] = ()
    deferred_until: datetime | None = None
    stops: tuple[Stop, ...] = ()
    cohandlers: tuple[CoHandler, ...] = ()
    pause_proposal: PauseProposal | None = None
    filings: tuple[Filing, ...] = ()
    resume_to: CaseState | None = None
    completed_at: datetime | None = None
    closed_at: datetime | None = None
    round: int = 0
    problem: bool = False
    kept: bool = False
    awaits_place: str = ""
    arbiter: str = ""
    arbiter_role: str = ""
    acceptance_days: int = 0
    notified_due: datetime | None = None
    extension: Extension | None = None
    extensions: int = 0
    extended_days: int = 0

    @property
    def bound(self) -> bool:
        """Whether a decision in a dispute says that its holder is to handle it, who so may not send it back."""
        return self.kept or (bool(self.signed_for) and self.signed_for[-1].kind is HandoverKind.SETTLE)

    taken: tuple[Taken, ...] = ()
    unanswered: int = 0

    @property
    def told_due(self) -> datetime | None:
        """The date the applicant is shown: as it was told, or the computed one where that is later; never earlier."""
        return max((due for due in (self.notified_due, self.promised_due) if due), default=None)

    @property
    def offered(self) -> Handover | None:
        """The hand-over that waits for a signature, if any."""
        return self.handover if self.handover and self.handover.state is HandoverState.OFFERED else None

    @property
    def watched(self) -> bool:
        """Whether it lies before a coordinator for nothing but parts of co-handlers, while its holder works on."""
        on_board = bool(self.pool_site) and not self.arbiter
        return on_board and any(part.board == self.pool_site for part in self.cohandlers)

    @property
    def open_cohandlers(self) -> tuple[CoHandler, ...]:
        """The co-handlers whose answer is awaited, in the order in which they were asked."""
        return tuple(part for part in self.cohandlers if part.is_open)

    def open_part(self, site: str) -> CoHandler | None:
        """What the site was asked to co-handle and has not answered, if anything."""
        return next((part for part in self.open_cohandlers if part.site == site), None)

    @property
    def open_filings(self) -> tuple[Filing, ...]:
        """What is with bodies outside and has not come back."""
        return tuple(filing for filing in self.filings if filing.ended_at is None)

    @property
    def trail(self) -> tuple[str, ...]:
        """The sites that held it after its origin, the holder last."""
        return tuple(handover.to_site for handover in self.signed_for)
