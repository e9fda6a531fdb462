"""Commands about what other sites do beside the one that holds the case; part of `commands`."""

from datetime import date
from uuid import UUID

from shared.domain.cases.command import Command


class AskCoHandler(Command, frozen=True, kw_only=True):
    """请协办: ask a site for its part, `words`, within `days` working days; 0 is what the locality set.

    `body_site` is the body outside in whose place the site is asked.
    """

    kind = "case.ask_cohandler"
    cohandler_id: UUID
    to_site: str
    words: str
    days: int = 0
    body_site: str = ""
    why: str = ""
    rule: str = ""
    priority: int = 0
    policy_version: int = 0


class SignCoHandler(Command, frozen=True, kw_only=True):
    """协办签收: the actor's site takes its part on; the lead stays with the holder."""

    kind = "case.sign_cohandler"


class AnswerCoHandler(Command, frozen=True, kw_only=True):
    """协办答复: the opinion of the actor's site, always with words; conditions stand in them."""

    kind = "case.answer_cohandler"
    opinion: str
    words: str
    evidence: str = ""


class ReleaseCoHandler(Command, frozen=True, kw_only=True):
    """免于协办: its part is no longer needed, and why."""

    kind = "case.release_cohandler"
    cohandler_id: UUID
    words: str


class RemindCoHandler(Command, frozen=True, kw_only=True):
    """催协办: the limit draws near."""

    kind = "case.remind_cohandler"
    cohandler_id: UUID


class OverdueCoHandler(Command, frozen=True, kw_only=True):
    """协办逾期: the limit passed without an answer; `board` is the centre that gets the case in view."""

    kind = "case.overdue_cohandler"
    cohandler_id: UUID
    board: str


class UnsignedCoHandler(Command, frozen=True, kw_only=True):
    """协办逾期未签收: the limit for signing passed; nothing is signed for anybody."""

    kind = "case.unsigned_cohandler"
    cohandler_id: UUID


class DisputeCoHandler(Command, frozen=True, kw_only=True):
    """分歧提请协调: the lead puts a differing opinion before the coordinator at `board`."""

    kind = "case.dispute_cohandler"
    cohandler_id: UUID
    board: str
    words: str


class SettleCoHandler(Command, frozen=True, kw_only=True):
    """处理分歧: how a differing opinion is met, in words; by the lead, or the coordinator it was put before."""

    kind = "case.settle_cohandler"
    cohandler_id: UUID
    words: str


class ProposePause(Command, frozen=True, kw_only=True):
    """提议停表: the origin or the holder proposes to the other that the clock stand still, and why."""

    kind = "case.propose_pause"
    proposal_id: UUID
    words: str


class AcceptPause(Command, frozen=True, kw_only=True):
    """同意停表: the clock stands still from now."""

    kind = "case.accept_pause"


class DeclinePause(Command, frozen=True, kw_only=True):
    """不同意停表, and why; the clock runs on."""

    kind = "case.decline_pause"
    words: str


class WithdrawPause(Command, frozen=True, kw_only=True):
    """撤回停表提议, while nobody has answered."""

    kind = "case.withdraw_pause"
    words: str = ""


class LapsePause(Command, frozen=True, kw_only=True):
    """停表提议过期: the limit for the answer passed."""

    kind = "case.lapse_pause"
    proposal_id: UUID


class FileExternal(Command, frozen=True, kw_only=True):
    """向外部单位报办: what was filed, under which reference of theirs, by whom; `days` 0 is the locality's."""

    kind = "case.file_external"
    filing_id: UUID
    body_site: str
    reference: str
    words: str
    filed_on: date
    staff_id: UUID | None = None
    papers: tuple[str, ...] = ()
    days: int = 0


class RecordReply(Command, frozen=True, kw_only=True):
    """登记外部答复: what came back from outside, with its papers."""

    kind = "case.record_reply"
    filing_id: UUID
    outcome: str
    words: str
    replied_on: date
    papers: tuple[str, ...] = ()
