"""Events about what other sites do beside the one that holds the case; part of `events`.

Each names the site it is about, so that working time can be split between sites from the history alone.
"""

from datetime import date, datetime
from uuid import UUID

import msgspec

from shared.domain.cases.joint import Opinion


class CoHandlerAsked(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_asked"):
    """A site was asked for its part, `words`; its limit of `days` working days runs from now to `due_at`.

    It signs within `sign_minutes` of open office time, until `sign_by`.
    """

    cohandler_id: UUID
    site: str
    days: int
    due_at: datetime
    warn_at: datetime
    words: str
    body_site: str = ""
    why: str = ""
    rule: str = ""
    priority: int = 0
    policy_version: int = 0
    sign_by: datetime | None = None
    sign_minutes: int = 0


class CoHandlerSigned(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_signed"):
    """It took its part on, after `minutes` of open office time."""

    cohandler_id: UUID
    site: str
    minutes: int


class CoHandlerAnswered(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_answered"):
    """It gave its opinion, `minutes` of open office time after it was asked; `late` is past `due_at`."""

    cohandler_id: UUID
    site: str
    opinion: Opinion
    words: str
    due_at: datetime
    minutes: int
    late: bool
    evidence: str = ""


class CoHandlerReleased(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_released"):
    """Its part is no longer needed."""

    cohandler_id: UUID
    site: str
    words: str


class CoHandlerReminded(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_reminded"):
    """It was reminded that its limit draws near."""

    cohandler_id: UUID
    site: str
    due_at: datetime


class CoHandlerOverdue(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_overdue"):
    """It did not answer within its limit; `board` has the case in view for it, '' where another matter lies there."""

    cohandler_id: UUID
    site: str
    due_at: datetime
    board: str = ""


class CoHandlerLimitMoved(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_limit_moved"):
    """Its limit moved with the clocks of the case, which had stood still."""

    cohandler_id: UUID
    site: str
    due_at: datetime
    warn_at: datetime
    sign_by: datetime | None = None


class CoHandlerUnsigned(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_unsigned"):
    """It did not sign for its part until `sign_by`; it is asked as before."""

    cohandler_id: UUID
    site: str
    sign_by: datetime


class CoHandlerDisputed(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_disputed"):
    """The lead put its differing opinion before a coordinator; `board` is '' where another matter lay there already."""

    cohandler_id: UUID
    site: str
    words: str
    board: str = ""


class CoHandlerSettled(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_settled"):
    """Its differing opinion was dealt with, in words."""

    cohandler_id: UUID
    site: str
    words: str


class CoHandlerClosed(msgspec.Struct, frozen=True, kw_only=True, tag="cohandler_closed"):
    """The case ends, and its part with it, unanswered."""

    cohandler_id: UUID
    site: str


class PauseProposed(msgspec.Struct, frozen=True, kw_only=True, tag="pause_proposed"):
    """One of origin and holder proposed to the other to stop the clock; `answer_due` counts open office time."""

    proposal_id: UUID
    by_site: str
    to_site: str
    answer_due: datetime
    words: str


class PauseAccepted(msgspec.Struct, frozen=True, kw_only=True, tag="pause_accepted"):
    """The other agreed; `paused` follows in the same act."""

    proposal_id: UUID
    by_site: str
    to_site: str


class PauseDeclined(msgspec.Struct, frozen=True, kw_only=True, tag="pause_declined"):
    """The other did not agree; the clock runs on."""

    proposal_id: UUID
    by_site: str
    to_site: str
    words: str


class PauseProposalWithdrawn(msgspec.Struct, frozen=True, kw_only=True, tag="pause_proposal_withdrawn"):
    """Taken back by who proposed it."""

    proposal_id: UUID
    by_site: str
    to_site: str
    words: str = ""


class PauseProposalLapsed(msgspec.Struct, frozen=True, kw_only=True, tag="pause_proposal_lapsed"):
    """Nobody answered in time; the clock ran on all the while."""

    proposal_id: UUID
    by_site: str
    to_site: str


class ExternalFiled(msgspec.Struct, frozen=True, kw_only=True, tag="external_filed"):
    """`site` filed something with a body outside, in the name of a member of its staff; the clocks run on."""

    filing_id: UUID
    body_site: str
    site: str
    staff_id: UUID | None
    reference: str
    words: str
    filed_on: date
    due_at: datetime
    papers: tuple[str, ...] = ()
    days: int = 0
    by_holder: bool = False


class ExternalLimitMoved(msgspec.Struct, frozen=True, kw_only=True, tag="external_limit_moved"):
    """The day by which a reply is expected moved with the clocks of the case, which had stood still."""

    filing_id: UUID
    body_site: str
    site: str
    due_at: datetime


class ExternalReplied(msgspec.Struct, frozen=True, kw_only=True, tag="external_replied"):
    """Something came back from outside; `late` is past the day by which it was expected."""

    filing_id: UUID
    body_site: str
    site: str
    outcome: str
    words: str
    replied_on: date
    late: bool
    papers: tuple[str, ...] = ()


class ExternalClosed(msgspec.Struct, frozen=True, kw_only=True, tag="external_closed"):
    """The case ended while something was still outside."""

    filing_id: UUID
    body_site: str
    site: str
