"""Events: what happened to a case, in the past tense, without personal data; kinds stay, fields are only added."""

from datetime import date, datetime
from typing import TypeAlias
from uuid import UUID

import msgspec

from shared.domain.access.roles import Role
from shared.domain.cases.extension_events import ExtensionAsked as ExtensionAsked
from shared.domain.cases.extension_events import ExtensionGranted as ExtensionGranted
from shared.domain.cases.extension_events import ExtensionRefused as ExtensionRefused
from shared.domain.cases.handover_events import DisputeKept as DisputeKept
from shared.domain.cases.handover_events import DisputeRaised as DisputeRaised
from shared.domain.cases.handover_events import HandoverExpired as HandoverExpired
from shared.domain.cases.handover_events import HandoverOffered as HandoverOffered
from shared.domain.cases.handover_events import HandoverRefused as HandoverRefused
from shared.domain.cases.handover_events import HandoverReminded as HandoverReminded
from shared.domain.cases.handover_events import HandoverReturned as HandoverReturned
from shared.domain.cases.handover_events import HandoverSigned as HandoverSigned
from shared.domain.cases.handover_events import HandoverWithdrawn as HandoverWithdrawn
from shared.domain.cases.handover_events import PlacingDeferred as PlacingDeferred
from shared.domain.cases.handover_events import Pooled as Pooled
from shared.domain.cases.handover_events import ProblemMarked as ProblemMarked
from shared.domain.cases.handover_events import Skipped as Skipped
from shared.domain.cases.joint import GivenOpinion
from shared.domain.cases.joint_events import CoHandlerAnswered as CoHandlerAnswered
from shared.domain.cases.joint_events import CoHandlerAsked as CoHandlerAsked
from shared.domain.cases.joint_events import CoHandlerClosed as CoHandlerClosed
from shared.domain.cases.joint_events import CoHandlerDisputed as CoHandlerDisputed
from shared.domain.cases.joint_events import CoHandlerLimitMoved as CoHandlerLimitMoved
from shared.domain.cases.joint_events import CoHandlerOverdue as CoHandlerOverdue
from shared.domain.cases.joint_events import CoHandlerReleased as CoHandlerReleased
from shared.domain.cases.joint_events import CoHandlerReminded as CoHandlerReminded
from shared.domain.cases.joint_events import CoHandlerSettled as CoHandlerSettled
from shared.domain.cases.joint_events import CoHandlerSigned as CoHandlerSigned
from shared.domain.cases.joint_events import CoHandlerUnsigned as CoHandlerUnsigned
from shared.domain.cases.joint_events import ExternalClosed as ExternalClosed
from shared.domain.cases.joint_events import ExternalFiled as ExternalFiled
from shared.domain.cases.joint_events import ExternalLimitMoved as ExternalLimitMoved
from shared.domain.cases.joint_events import ExternalReplied as ExternalReplied
from shared.domain.cases.joint_events import PauseAccepted as PauseAccepted
from shared.domain.cases.joint_events import PauseDeclined as PauseDeclined
from shared.domain.cases.joint_events import PauseProposalLapsed as PauseProposalLapsed
from shared.domain.cases.joint_events import PauseProposalWithdrawn as PauseProposalWithdrawn
from shared.domain.cases.joint_events import PauseProposed as PauseProposed
from shared.domain.cases.measure_events import Escalated as Escalated
from shared.domain.cases.measure_events import Reminded as Reminded
from shared.domain.cases.measure_events import Supervised as Supervised
from shared.domain.cases.measure_events import SupervisionAnswered as SupervisionAnswered
from shared.domain.cases.model import Case, CaseState, Dates, How


class Opened(msgspec.Struct, frozen=True, kw_only=True, tag="opened"):
    """A draft exists. `commitment` is a keyed digest of the applicant's data as given.

    `regions` are division codes by kind of place (household, residence, registered_seat, project_site), as far as told;
    `amount` is what the matter is about, in fen.
    """

    case_id: UUID
    tenant_id: str
    item_code: str
    item_version: int
    applicant: UUID
    applicant_kind: str
    commitment: str
    origin_site: str
    channel: str
    competence_region: str
    words: str = ""
    regions: dict[str, str] = {}
    amount: int | None = None


class Submitted(msgspec.Struct, frozen=True, kw_only=True, tag="submitted"):
    """Handed in; unless decided by `acceptance_due` it is accepted by law."""

    acceptance_due: datetime
    acceptance_days: int = 0


class Accepted(msgspec.Struct, frozen=True, kw_only=True, tag="accepted"):
    """Accepted; `number` is filled in by the store when it commits. Both dates end at closing time."""

    promised_days: int
    statutory_days: int | None
    promised_due: datetime
    statutory_due: datetime | None
    warn_at: datetime
    calendar_version: int
    provisional: bool
    number: str = ""
    deemed: bool = False
    papers: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()
    deferred_until: datetime | None = None


class Declined(msgspec.Struct, frozen=True, kw_only=True, tag="declined"):
    """Not accepted, with reasons the applicant can act on."""

    legal_basis: str
    paper: str
    where_to_go: str


class MandateRecorded(msgspec.Struct, frozen=True, kw_only=True, tag="mandate_recorded"):
    """The signed mandate is on file."""

    mandate_id: UUID
    valid_from: date
    valid_to: date
    scope: str
    paper: str


class MandateRevoked(msgspec.Struct, frozen=True, kw_only=True, tag="mandate_revoked"):
    """The applicant took the mandate back."""

    mandate_id: UUID
    words: str


class AgentNamed(msgspec.Struct, frozen=True, kw_only=True, tag="agent_named"):
    """A member of staff accompanies the case from now on.

    `instead_of` is the absent one whose place they have.
    """

    staff_id: UUID
    how: How = How.NAMED
    instead_of: UUID | None = None
    words: str = ""


class Started(msgspec.Struct, frozen=True, kw_only=True, tag="started"):
    """The handling site is at work on it."""


class Paused(msgspec.Struct, frozen=True, kw_only=True, tag="paused"):
    """The promised and statutory clocks stand still; for a statutory `exclusion` with its written notice."""

    cause: str
    words: str
    exclusion: str = ""
    evidence: str = ""
    notice_day: date | None = None
    expected_days: int = 0


class Resumed(msgspec.Struct, frozen=True, kw_only=True, tag="resumed"):
    """The clocks run again, with new dates that leave out the stopped days."""

    promised_due: datetime
    statutory_due: datetime | None
    warn_at: datetime
    provisional: bool
    words: str = ""


class DeadlinesRecomputed(msgspec.Struct, frozen=True, kw_only=True, tag="deadlines_recomputed"):
    """The calendar has a new version, by which these limits fall otherwise. What the applicant was told stays."""

    calendar_version: int
    was: Dates
    due: Dates
    provisional: bool


class Completed(msgspec.Struct, frozen=True, kw_only=True, tag="completed"):
    """Done, for the `round`-th time; `opinions` are what the co-handlers said to it (会办意见)."""

    result: str
    round: int
    words: str = ""
    opinions: tuple[GivenOpinion, ...] = ()


class Terminated(msgspec.Struct, frozen=True, kw_only=True, tag="terminated"):
    """Ended before its time, on paper."""

    reason: str
    words: str
    paper: str


class Withdrawn(msgspec.Struct, frozen=True, kw_only=True, tag="withdrawn"):
    """The applicant took it back."""

    words: str = ""


class Archived(msgspec.Struct, frozen=True, kw_only=True, tag="archived"):
    """Closed for good; feedback was settled."""


class Undone(msgspec.Struct, frozen=True, kw_only=True, tag="undone"):
    """The events from `since` on are taken back; `restored` is the case before them. Counts in no figure."""

    since: int
    state: CaseState
    restored: Case


Event: TypeAlias = (
    Opened
    | Submitted
    | Accepted
    | Declined
    | MandateRecorded
    | MandateRevoked
    | HandoverOffered
    | HandoverSigned
    | HandoverRefused
    | HandoverReturned
    | HandoverWithdrawn
    | HandoverReminded
    | HandoverExpired
    | Pooled
    | PlacingDeferred
    | ProblemMarked
    | DisputeRaised
    | DisputeKept
    | Reminded
    | Escalated
    | Supervised
    | SupervisionAnswered
    | AgentNamed
    | Started
    | Paused
    | Resumed
    | DeadlinesRecomputed
    | ExtensionAsked
    | ExtensionGranted
    | ExtensionRefused
    | Completed
    | Terminated
    | Withdrawn
    | Archived
    | Undone
    | CoHandlerAsked
    | CoHandlerSigned
    | CoHandlerAnswered
    | CoHandlerReleased
    | CoHandlerReminded
    | CoHandlerOverdue
    | CoHandlerLimitMoved
    | CoHandlerDisputed
    | CoHandlerSettled
    | CoHandlerClosed
    | PauseProposed
    | PauseAccepted
    | PauseDeclined
    | PauseProposalWithdrawn
    | PauseProposalLapsed
    | ExternalFiled
    | ExternalReplied
    | ExternalClosed
    | ExternalLimitMoved
    | CoHandlerUnsigned
)


class Happened(msgspec.Struct, frozen=True, kw_only=True):
    """An event with its envelope: place in the case's history, instant, and who acted from where.

    `batch` is the `seq` of the first event of the same act, so that one act can be taken back as a whole.
    """

    seq: int
    batch: int
    at: datetime
    event: Event
    by_site: str
    by_role: Role
    by_staff: UUID | None = None


def kind_of(event: Event) -> str:
    """The stable kind of an event."""
    return str(event.__struct_config__.tag)
