"""Commands: what somebody wants to happen to a case. Their kinds are the actions that access rules name."""

from datetime import date
from uuid import UUID

import msgspec

from shared.domain.cases.command import Command as Command
from shared.domain.cases.events import Skipped
from shared.domain.cases.extension_commands import AskExtension as AskExtension
from shared.domain.cases.extension_commands import GrantExtension as GrantExtension
from shared.domain.cases.extension_commands import RefuseExtension as RefuseExtension
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
from shared.domain.cases.joint_commands import WithdrawPause as WithdrawPause
from shared.domain.cases.model import HandoverKind, How


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


class Offer(Command, frozen=True, kw_only=True):
    """Offer the case to another site (派单、转办、改派)."""

    kind = "case.offer"
    handover_id: UUID
    to_site: str
    handover: HandoverKind
    why: str
    rule: str = ""
    priority: int = 0
    policy_version: int = 0
    words: str = ""
    versions: dict[str, int] = msgspec.field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


class Reassign(Offer, frozen=True, kw_only=True):
    """A coordinator gives the case to another site, replacing an open offer (改派), with a reason's code and words."""

    kind = "case.reassign"
    reason: str


class MarkProblem(Command, frozen=True, kw_only=True):
    """标记问题工单: it was returned or moved as often as the thresholds allow."""

    kind = "case.mark_problem"


class RaiseDispute(Command, frozen=True, kw_only=True):
    """提请裁定: departments are deadlocked; `site`, there `role` where one is named, decides between them."""

    kind = "case.raise_dispute"
    site: str
    role: str
    why: str
    between: tuple[str, ...]


class Settle(Offer, frozen=True, kw_only=True):
    """裁定: the leader of a dispute gives the case to a site, which may not say no again."""

    kind = "case.settle"


class SignFor(Command, frozen=True, kw_only=True):
    """签收: the receiver takes the case over."""

    kind = "case.sign_for"


class Refuse(Command, frozen=True, kw_only=True):
    """拒收 with reason code, words and evidence; never a bare no."""

    kind = "case.refuse"
    reason: str
    words: str
    evidence: str = ""


class Return(Command, frozen=True, kw_only=True):
    """退回 after signing, with reason code and words; stops no clock."""

    kind = "case.return"
    reason: str
    words: str
    evidence: str = ""


class WithdrawOffer(Command, frozen=True, kw_only=True):
    """撤回: the sender takes an unsigned offer back."""

    kind = "case.withdraw_offer"
    words: str = ""


class Remind(Command, frozen=True, kw_only=True):
    """催签: part of the limit for signing passed and nobody has signed."""

    kind = "case.remind"
    handover_id: UUID


class Expire(Command, frozen=True, kw_only=True):
    """The limit for signing passed."""

    kind = "case.expire"
    handover_id: UUID


class Pool(Command, frozen=True, kw_only=True):
    """Put the case before a coordinator (待派单)."""

    kind = "case.pool"
    site: str
    why: str
    rule: str = ""
    priority: int = 0
    policy_version: int = 0
    words: str = ""
    versions: dict[str, int] = msgspec.field(default_factory=dict)
    skipped: tuple[Skipped, ...] = ()


class TakeMeasure(Command, frozen=True, kw_only=True):
    """催办、提级、督办 by a policy: the `n`-th measure of the chain that `trigger` and `key` name.

    `site` has to act; the measure goes to `to_role` at `to_site`, in person to `to_staff` where one is named.
    """

    kind = "case.take_measure"
    measure: str
    trigger: str
    key: str
    n: int
    site: str
    to_site: str
    to_role: str
    to_staff: UUID | None = None
    instead_of: str = ""
    vacant: bool = False
    rule: str = ""
    priority: int = 0
    policy_version: int = 0


class Urge(Command, frozen=True, kw_only=True):
    """催办 by hand: whoever has to act is told."""

    kind = "case.urge"
    words: str = ""


class AnswerSupervision(Command, frozen=True, kw_only=True):
    """答复督办: what is being done about it, in words."""

    kind = "case.answer_supervision"
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
    MarkProblem,
    RaiseDispute,
    Settle,
    SignFor,
    Refuse,
    Return,
    WithdrawOffer,
    Remind,
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
