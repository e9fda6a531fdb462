"""What other sites do about a case beside the one that holds it: co-handlers (协办), agreed pauses, filings."""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class CoHandlerState(StrEnum):
    """Where a co-handler's part stands; all but the first two are final."""

    ASKED = "asked"  # 待协办签收: its limit runs already, and one for signing
    SIGNED = "signed"  # 协办中
    ANSWERED = "answered"  # 已答复 with an opinion
    RELEASED = "released"  # 免于协办: the lead or a coordinator no longer needs it; it sees the case no more
    CLOSED = "closed"  # the case ended before it answered


class Opinion(StrEnum):
    """What a co-handler says about its part (会办意见)."""

    AGREE = "agree"  # 同意
    CONDITIONS = "conditions"  # 同意，附条件: the words say which
    DISAGREE = "disagree"  # 不同意
    NOT_COMPETENT = "not_competent"  # 不属本单位职责


OPPOSING = frozenset({Opinion.DISAGREE, Opinion.NOT_COMPETENT})
"""Opinions with which the lead may not complete until somebody has settled them, in words."""


class GivenOpinion(msgspec.Struct, frozen=True, kw_only=True):
    """A co-handler's opinion as it goes into the result of the case; `settled` says how a differing one was met."""

    site: str
    opinion: Opinion
    words: str
    settled: str = ""


class CoHandler(msgspec.Struct, frozen=True, kw_only=True):
    """One site's part beside the lead (主办): its question, its limit in working days, and what it answered.

    `board` is the centre in whose pool the case lies on account of this part; '' if none. `body_site` is the
    body outside that the site answers for, where it was asked in its place. It signs by `sign_by`, within
    `sign_minutes` working minutes; `unsigned_at` says since when it is known that it did not. All instants are UTC.
    """

    id: UUID
    site: str
    question: str
    days: int
    asked_at: datetime
    due_at: datetime
    warn_at: datetime
    state: CoHandlerState = CoHandlerState.ASKED
    signed_at: datetime | None = None
    reminded_at: datetime | None = None
    overdue_at: datetime | None = None
    answered_at: datetime | None = None
    opinion: Opinion | None = None
    words: str = ""
    evidence: str = ""
    disputed_at: datetime | None = None
    settled_at: datetime | None = None
    settled_words: str = ""
    board: str = ""
    body_site: str = ""
    sign_by: datetime | None = None
    sign_minutes: int = 0
    unsigned_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether its answer is still awaited."""
        return self.state in (CoHandlerState.ASKED, CoHandlerState.SIGNED)

    @property
    def unsettled(self) -> bool:
        """Whether it differs from the lead, and nobody has settled that yet."""
        return self.state is CoHandlerState.ANSWERED and self.opinion in OPPOSING and self.settled_at is None


class PauseProposal(msgspec.Struct, frozen=True, kw_only=True):
    """A pause that one of origin and holder proposed to the other; it stands in a case only while it is open."""

    id: UUID
    by_site: str
    to_site: str
    words: str
    proposed_at: datetime
    answer_due: datetime


FILING_OUTCOMES = ("done", "refused", "more_papers", "withdrawn")
"""How a filing with a body outside ends: 已办, 不予办理, 要求补件 (filed anew afterwards), 撤回. Our default list."""


class Filing(msgspec.Struct, frozen=True, kw_only=True):
    """What `site` filed with a body outside (外部单位) under the body's own reference; open until something came back.

    `staff` is the person in charge at `site`. `due_at` is by when a reply is expected, `days` working days after it was
    filed; dates are local. What the holder filed (`by_holder`) passes with the case to whoever signs for it.
    """

    id: UUID
    body_site: str
    site: str
    staff: UUID | None
    reference: str
    words: str
    filed_on: date
    filed_at: datetime
    due_at: datetime
    papers: tuple[str, ...] = ()
    outcome: str = ""
    reply: str = ""
    reply_papers: tuple[str, ...] = ()
    replied_on: date | None = None
    ended_at: datetime | None = None
    days: int = 0
    by_holder: bool = False
