"""Commands: what somebody wants to happen to a case. Their kinds are the actions that access rules name."""

from datetime import date
from uuid import UUID

import msgspec

from shared.domain.cases.command import Command as Command
from shared.domain.cases.extension_commands import AskExtension as AskExtension
from shared.domain.cases.extension_commands import GrantExtension as GrantExtension
from shared.domain.cases.extension_commands import RefuseExtension as RefuseExtension
from shared.domain.cases.handover_commands import DeferPlacing as DeferPlacing
from shared.domain.cases.handover_commands import Expire as Expire
from shared.domain.cases.handover_commands import MarkProblem as MarkProblem
from shared.domain.cases.handover_commands import Offer as Offer
from shared.domain.cases.handover_commands import Pool as Pool
from shared.domain.cases.handover_commands import RaiseDispute as RaiseDispute
from shared.domain.cases.handover_commands import Reassign as Reassign
from shared.domain.cases.handover_commands import Refuse as Refuse
from shared.domain.cases.handover_commands import Return as Return
from shared.domain.cases.handover_commands import Settle as Settle
from shared.domain.cases.handover_commands import SignFor as SignFor
from shared.domain.cases.handover_commands import WithdrawOffer as WithdrawOffer
from shared.domain.cases.joint_commands import AcceptPause as AcceptPause
from shared.domain.cases.joint_commands import AnswerCoHandler as AnswerCoHandler
from shared.domain.cases.joint_commands import AskCoHandler as AskCoHandler
from shared.domain.cases.joint_commands import DeclinePause as DeclinePause
from shared.domain.cases.joint_commands import DisputeCoHandler as DisputeCoHandler
from shared.domain.cases.joint_commands import FileExternal as FileExternal
from shared.domain.cases.joint_commands import LapsePause as LapsePause
from shared.domain.cases.joint_commands import OverdueCoHandler as OverdueCoHandler
from shared.domain.cases.joint_commands import ProposePause as ProposePause
from shared.domain.cases.joint_commands import RecordReply as RecordReply
from shared.domain.cases.joint_commands import ReleaseCoHandler as ReleaseCoHandler
from shared.domain.cases.joint_commands import RemindCoHandler as RemindCoHandler
from shared.domain.cases.joint_commands import SettleCoHandler as SettleCoHandler
from shared.domain.cases.joint_commands import SignCoHandler as SignCoHandler
from shared.domain.cases.joint_commands import UnsignedCoHandler as UnsignedCoHandler
from shared.domain.cases.joint_commands import WithdrawPause as WithdrawPause
from shared.domain.cases.measure_commands import AnswerSupervision as AnswerSupervision
from shared.domain.cases.measure_commands import TakeMeasure as TakeMeasure
from shared.domain.cases.measure_commands import Urge as Urge
from shared.domain.cases.model import How


class Open(Command, frozen=True, kw_only=True):
    """Open a draft for an applicant at the actor's site (申请)."""

    kind = "case.open"
    case_id: UUID
    applicant: UUID
    applicant_kind: str
    commitment: str
    channel: str
    competence_region: str
    words: str = ""
    regions: dict[str, str] = msgspec.field(default_factory=dict)
    amount: int | None = None


class Submit(Command, frozen=True, kw_only=True):
    """Hand the draft in (收件); the acceptance limit starts."""

    kind = "case.submit"


class Accept(Command, frozen=True, kw_only=True):
    """Accept (受理): the number is taken and the promised and statutory time start.

    `papers` are the names handed in; `deferred` those that may follow (容缺受理).
    """

    kind = "case.accept"
    papers: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()


class DeemAccepted(Command, frozen=True, kw_only=True):
    """The acceptance limit passed without a word: accepted by law (行政许可法 32)."""

    kind = "case.deem_accepted"


class Decline(Command, frozen=True, kw_only=True):
    """不予受理: only with its legal basis, the paper handed out, and where to go instead."""

    kind = "case.decline"
    legal_basis: str
    paper: str
    where_to_go: str


class RecordMandate(Command, frozen=True, kw_only=True):
    """Record the signed 授权委托书."""

    kind = "case.record_mandate"
    mandate_id: UUID
    valid_from: date
    valid_to: date
    scope: str
    paper: str


class RevokeMandate(Command, frozen=True, kw_only=True):
    """The applicant takes the mandate back; nothing is done on their behalf from then on."""

    kind = "case.revoke_mandate"
    words: str


class NameAgent(Command, frozen=True, kw_only=True):
    """指定专人: name the member of staff who accompanies the case."""

    kind = "case.name_agent"
    staff_id: UUID


class Claim(Command, frozen=True, kw_only=True):
    """认领: the actor, who is on duty at the site that holds the case, accompanies it from now on."""

    kind = "case.claim"


class HandOn(Command, frozen=True, kw_only=True):
    """交接: the cases of one member of staff pass to another, for the time of an absence or for good."""

    kind = "case.hand_on"
    from_staff: UUID
    to_staff: UUID
    how: How
    instead_of: UUID | None = None
    words: str = ""


class Start(Command, frozen=True, kw_only=True):
    """开始办理."""

    kind = "case.start"


class Pause(Command, frozen=True, kw_only=True):
    """停表. `cause` is correction (补正), agreed, or statutory (听证、专家评审…); nothing else stops the clock.

    A statutory one names its `exclusion`, and the written notice: its number as `evidence`, its day, and how many
    working days are expected.
    """

    kind = "case.pause"
    cause: str
    words: str
    exclusion: str = ""
    evidence: str = ""
    notice_day: date | None = None
    expected_days: int = 0


class Resume(Command, frozen=True, kw_only=True):
    """恢复计时."""

    kind = "case.resume"
    words: str = ""


class Recompute(Command, frozen=True, kw_only=True):
    """重算期限: the working calendar has a new version; every open deadline is computed anew."""

    kind = "case.recompute"


class Complete(Command, frozen=True, kw_only=True):
    """办结 with a result; asks the applicant how it went."""

    kind = "case.complete"
    result: str
    words: str = ""


class Terminate(Command, frozen=True, kw_only=True):
    """终止 by the agency or at the applicant's request, with the 终止单."""

    kind = "case.terminate"
    reason: str
    words: str
    paper: str


class Withdraw(Command, frozen=True, kw_only=True):
    """撤件: the applicant no longer wants it."""

    kind = "case.withdraw"
    words: str = ""


class Archive(Command, frozen=True, kw_only=True):
    """归档 once feedback is settled."""

    kind = "case.archive"


class Undo(Command, frozen=True, kw_only=True):
    """撤销 the own last act, inside its window, while nobody else has acted."""

    kind = "case.undo"


ALL: tuple[type[Command], ...] = (
    Open,
    Submit,
    Accept,
    DeemAccepted,
    Decline,
    RecordMandate,
    RevokeMandate,
    Offer,
    Reassign,
    DeferPlacing,
    MarkProblem,
    RaiseDispute,
    Settle,
    SignFor,
    Refuse,
    Return,
    WithdrawOffer,
    Expire,
    Pool,
    TakeMeasure,
    Urge,
    AnswerSupervision,
    NameAgent,
    Claim,
    HandOn,
    Start,
    AskCoHandler,
    SignCoHandler,
    AnswerCoHandler,
    ReleaseCoHandler,
    RemindCoHandler,
    OverdueCoHandler,
    UnsignedCoHandler,
    DisputeCoHandler,
    SettleCoHandler,
    Pause,
    ProposePause,
    AcceptPause,
    DeclinePause,
    WithdrawPause,
    LapsePause,
    FileExternal,
    RecordReply,
    Resume,
    Recompute,
    AskExtension,
    GrantExtension,
    RefuseExtension,
    Complete,
    Terminate,
    Withdraw,
    Archive,
    Undo,
)
