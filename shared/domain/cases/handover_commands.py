"""Commands that hand a case from site to site, or put it before somebody who decides; part of `commands`."""

from uuid import UUID

import msgspec

from shared.domain.cases.command import Command
from shared.domain.cases.handover_events import Skipped
from shared.domain.cases.model import HandoverKind


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
    asked: str = ""


class Reassign(Offer, frozen=True, kw_only=True):
    """A coordinator gives the case to another site, replacing an open offer (改派), with a reason's code and words.

    What lies on a board may also be left with the site that holds it.
    """

    kind = "case.reassign"
    reason: str


class MarkProblem(Command, frozen=True, kw_only=True):
    """标记问题工单: it was returned or moved as often as the thresholds allow."""

    kind = "case.mark_problem"


class DeferPlacing(Command, frozen=True, kw_only=True):
    """待恢复后派单: it looks for a place and stands still, which nobody can change who places it."""

    kind = "case.defer_placing"
    cause: str


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
    """拒收 with reason code, words and evidence, in words or as files of the case; never a bare no."""

    kind = "case.refuse"
    reason: str
    words: str
    evidence: str = ""
    attached: tuple[UUID, ...] = ()


class Return(Command, frozen=True, kw_only=True):
    """退回 after signing, with reason code and words; stops no clock."""

    kind = "case.return"
    reason: str
    words: str
    evidence: str = ""
    attached: tuple[UUID, ...] = ()


class WithdrawOffer(Command, frozen=True, kw_only=True):
    """撤回: the sender takes an unsigned offer back."""

    kind = "case.withdraw_offer"
    words: str = ""


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
    asked: str = ""
