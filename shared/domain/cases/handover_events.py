"""Events about handing a case from site to site, and before whom it comes when nobody takes it; part of `events`."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared.domain.cases.model import HandoverKind


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A routing rule that fitted and could not be followed, and why (a key of the message catalogue)."""

    rule: str
    why: str
    site: str = ""


class HandoverOffered(msgspec.Struct, frozen=True, kw_only=True, tag="handover_offered"):
    """Offered to another site; `rule` is the policy line that decided, of that version, `why` its reason's key.

    `reason` is the code a coordinator chose for a reassignment (改派), and empty otherwise. `versions` are those of
    every tenant's policy that was asked, `skipped` the lines before `rule` that fitted and could not be followed.
    `asked` is the tenant whose rules they are; on events from before it was kept, where it is empty, the case's own.
    """

    handover_id: UUID
    from_site: str
    to_site: str
    handover: HandoverKind
    due_at: datetime
    why: str
    rule: str = ""
    priority: int = 0
    policy_version: int = 0
    words: str = ""
    reason: str = ""
    versions: dict[str, int] = {}
    skipped: tuple[Skipped, ...] = ()
    asked: str = ""
    minutes: int = 0


class HandoverSigned(msgspec.Struct, frozen=True, kw_only=True, tag="handover_signed"):
    """Signed for after `minutes` of open office time."""

    handover_id: UUID
    minutes: int


class HandoverRefused(msgspec.Struct, frozen=True, kw_only=True, tag="handover_refused"):
    """Refused with reason; the sender goes on holding the case."""

    handover_id: UUID
    site: str
    reason: str
    words: str
    evidence: str = ""
    attached: tuple[UUID, ...] = ()


class HandoverReturned(msgspec.Struct, frozen=True, kw_only=True, tag="handover_returned"):
    """Returned after signing to the site before."""

    handover_id: UUID
    to_site: str
    reason: str
    words: str
    evidence: str = ""
    attached: tuple[UUID, ...] = ()


class HandoverWithdrawn(msgspec.Struct, frozen=True, kw_only=True, tag="handover_withdrawn"):
    """Taken back before anybody signed."""

    handover_id: UUID
    words: str = ""


class HandoverReminded(msgspec.Struct, frozen=True, kw_only=True, tag="handover_reminded"):
    """The receiver was reminded that the limit for signing draws near.

    Only in histories from before there were policies for it; since then they say `reminded`.
    """

    handover_id: UUID


class HandoverExpired(msgspec.Struct, frozen=True, kw_only=True, tag="handover_expired"):
    """Nobody signed within the limit."""

    handover_id: UUID


class Pooled(msgspec.Struct, frozen=True, kw_only=True, tag="pooled"):
    """A coordinator has it before them; the holder is unchanged."""

    site: str
    why: str
    rule: str = ""
    priority: int = 0
    policy_version: int = 0
    words: str = ""
    versions: dict[str, int] = {}
    skipped: tuple[Skipped, ...] = ()
    asked: str = ""


class PlacingDeferred(msgspec.Struct, frozen=True, kw_only=True, tag="placing_deferred"):
    """It was to be placed and stands still: for `cause`, it is placed as soon as its clock runs again."""

    cause: str


class ProblemMarked(msgspec.Struct, frozen=True, kw_only=True, tag="problem_marked"):
    """From now on a 问题工单: it was returned or moved this often."""

    returns: int
    moves: int


class DisputeRaised(msgspec.Struct, frozen=True, kw_only=True, tag="dispute_raised"):
    """Before the site that decides between the deadlocked; the holder is unchanged. `role`: who there, or anybody."""

    site: str
    role: str
    why: str
    between: tuple[str, ...]


class DisputeKept(msgspec.Struct, frozen=True, kw_only=True, tag="dispute_kept"):
    """Decided by a leader or a coordinator: whoever holds it goes on, and may not send it back.

    `reason` is the code a coordinator chose, and empty otherwise.
    """

    site: str
    words: str
    reason: str = ""
