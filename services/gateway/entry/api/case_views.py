"""A case as programs read it: plain ids and codes."""

from datetime import date, datetime
from uuid import UUID

import msgspec

from services.gateway.queries.agents import Agent
from services.gateway.queries.case_file import CaseFile
from services.gateway.queries.cohandling import CoHandling
from shared.domain.cases.joint import CoHandlerState, GivenOpinion, Opinion
from shared.domain.cases.model import Case, CaseState, HandoverKind, HandoverState
from shared.domain.cases.rules.opinions import merged, overall
from shared.domain.deadlines.lamps import Lamp
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.rectification import Complexity, Finding, Rectification, RectificationState
from shared.store.persons import Person


class HandoverView(msgspec.Struct, frozen=True, kw_only=True):
    """The last hand-over."""

    id: UUID
    from_site: str
    to_site: str
    kind: HandoverKind
    state: HandoverState
    offered_at: datetime
    due_at: datetime


class CoHandlerView(msgspec.Struct, frozen=True, kw_only=True):
    """A site's part beside the holder (协办); `lamp` is the light of its own limit of `days` working days.

    It signs for its part by `sign_by`; `unsigned_at` says that it did not.
    """

    id: UUID
    site: str
    body_site: str
    state: CoHandlerState
    question: str
    days: int
    lamp: Lamp
    asked_at: datetime
    due_at: datetime
    sign_by: datetime | None
    unsigned_at: datetime | None
    signed_at: datetime | None
    reminded_at: datetime | None
    overdue_at: datetime | None
    answered_at: datetime | None
    opinion: Opinion | None
    words: str
    evidence: str
    unsettled: bool
    settled_words: str


class ProposalView(msgspec.Struct, frozen=True, kw_only=True):
    """A proposed pause that waits for the answer of `to_site`."""

    id: UUID
    by_site: str
    to_site: str
    words: str
    proposed_at: datetime
    answer_due: datetime


class FilingView(msgspec.Struct, frozen=True, kw_only=True):
    """What `site` filed with a body outside, and what came back; open while `ended_at` is null. Dates are local."""

    id: UUID
    body_site: str
    site: str
    staff: UUID | None
    reference: str
    words: str
    papers: tuple[str, ...]
    filed_on: date
    due_at: datetime
    outcome: str
    reply: str
    reply_papers: tuple[str, ...]
    replied_on: date | None
    ended_at: datetime | None


class JointResult(msgspec.Struct, frozen=True, kw_only=True):
    """What the co-handlers' opinions come to (会办结论): one for all, and each with the words it was given in."""

    opinion: Opinion
    opinions: tuple[GivenOpinion, ...]


class RatingView(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant said about the last round; their words are for people, not for programs."""

    grade: Grade
    channel: Channel
    rated_at: datetime
    changes: int


class RectificationView(msgspec.Struct, frozen=True, kw_only=True):
    """What becomes of a bad rating; both limits end a working day. `occasion` is empty for that of the case itself."""

    id: UUID
    round: int
    occasion: str
    state: RectificationState
    site: str
    opened_at: datetime
    contact_due: datetime
    due_at: datetime
    complexity: Complexity
    contacted_at: datetime | None
    doubt: Finding | None
    refused_at: datetime | None
    appealed_at: datetime | None
    upheld_at: datetime | None
    closed_at: datetime | None
    finding: Finding | None


class CaseView(msgspec.Struct, frozen=True, kw_only=True):
    """A case. `allowed` are the acts the caller may try now; `lamp` is the light of the promised date."""

    id: UUID
    number: str
    state: CaseState
    version: int
    item_code: str
    item_name: str
    applicant: str
    phone_tail: str
    applicant_kind: str
    channel: str
    competence_region: str
    origin_site: str
    holder_site: str
    pool_site: str
    handover: HandoverView | None
    cohandlers: tuple[CoHandlerView, ...]
    joint_result: JointResult | None
    pause_proposal: ProposalView | None
    filings: tuple[FilingView, ...]
    agent: UUID | None
    agent_name: str
    lamp: Lamp
    days_left: int | None
    opened_at: datetime
    received_at: datetime | None
    acceptance_due: datetime | None
    accepted_at: datetime | None
    promised_due: datetime | None
    told_due: datetime | None
    statutory_due: datetime | None
    provisional: bool
    deferred: tuple[str, ...]
    deferred_until: datetime | None
    completed_at: datetime | None
    closed_at: datetime | None
    round: int
    rating: RatingView | None
    rectification: RectificationView | None
    rectifications: tuple[RectificationView, ...]
    second_rating: RatingView | None
    allowed: tuple[str, ...]


class Agents(msgspec.Struct, frozen=True, kw_only=True):
    """Whom a case can be given to."""

    agents: tuple[Agent, ...]


class Unmasked(msgspec.Struct, frozen=True, kw_only=True):
    """An applicant in clear."""

    kind: str
    name: str
    phone: str
    identity: str
    contact: str

    def __repr__(self) -> str:
        return "Unmasked(…)"


def case_view(file: CaseFile) -> CaseView:
    """The file of a case without what only a page shows."""
    plain = {field: getattr(file.case, field) for field in _SAME}
    return CaseView(
        **plain,
        told_due=file.case.told_due,
        item_name=file.item.name,
        applicant=file.applicant,
        phone_tail=file.phone_tail,
        handover=_handover(file.case),
        cohandlers=tuple(_cohandler(one) for one in file.cohandlers),
        joint_result=_joint_result(file.case),
        pause_proposal=_proposal(file.case),
        filings=msgspec.convert(file.case.filings, tuple[FilingView, ...], from_attributes=True),
        agent_name=file.agent,
        lamp=file.lamp,
        days_left=file.days_left,
        rating=_rating(file.rating),
        rectification=_order(file.rectification),
        rectifications=tuple(_view(order) for order in file.rectifications),
        second_rating=_rating(file.second),
        allowed=file.allowed,
    )


_OWN = ("handover", "applicant", "cohandlers", "pause_proposal", "filings")
_SAME = tuple(f for f in CaseView.__struct_fields__ if f in Case.__struct_fields__ and f not in _OWN)


def unmasked(person: Person) -> Unmasked:
    """The person in clear."""
    return Unmasked(
        kind=person.kind, name=person.name, phone=person.phone, identity=person.identity, contact=person.contact
    )


def _handover(case: Case) -> HandoverView | None:
    return msgspec.convert(case.handover, HandoverView, from_attributes=True) if case.handover else None


def _cohandler(one: CoHandling) -> CoHandlerView:
    part = one.part
    plain = {name: getattr(part, name) for name in CoHandlerView.__struct_fields__ if name != "lamp"}
    return CoHandlerView(lamp=one.lamp, **plain)


def _proposal(case: Case) -> ProposalView | None:
    return msgspec.convert(case.pause_proposal, ProposalView, from_attributes=True) if case.pause_proposal else None


def _joint_result(case: Case) -> JointResult | None:
    opinions = merged(case)
    opinion = overall(opinions)
    return JointResult(opinion=opinion, opinions=opinions) if opinion else None


def _rating(rating: Rating | None) -> RatingView | None:
    return msgspec.convert(rating, RatingView, from_attributes=True) if rating else None


def _order(order: Rectification | None) -> RectificationView | None:
    return _view(order) if order else None


def _view(order: Rectification) -> RectificationView:
    return msgspec.convert(order, RectificationView, from_attributes=True)
