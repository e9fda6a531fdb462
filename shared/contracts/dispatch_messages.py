"""What dispatch hears; part of `messages`."""

from datetime import datetime
from uuid import UUID

from shared.contracts.message import Message


class RouteCase(Message, tag="dispatch.route_case", frozen=True, kw_only=True):
    """A case needs a place: after submission, a refusal or a return. `cause` is submitted, refused or returned."""

    queue = "dispatch"
    kind = "dispatch.route_case"
    case_id: UUID
    version: int
    cause: str = "submitted"


class RemindHandover(Message, tag="dispatch.remind_handover", frozen=True, kw_only=True):
    """Part of the limit for signing an offer is over."""

    queue = "dispatch"
    kind = "dispatch.remind_handover"
    case_id: UUID
    handover_id: UUID


class ExpireHandover(Message, tag="dispatch.expire_handover", frozen=True, kw_only=True):
    """The limit for signing an offer is over."""

    queue = "dispatch"
    kind = "dispatch.expire_handover"
    case_id: UUID
    handover_id: UUID


class RemindCoHandler(Message, tag="dispatch.remind_cohandler", frozen=True, kw_only=True):
    """The limit of a co-handler draws near."""

    queue = "dispatch"
    kind = "dispatch.remind_cohandler"
    case_id: UUID
    cohandler_id: UUID


class OverdueCoHandler(Message, tag="dispatch.overdue_cohandler", frozen=True, kw_only=True):
    """The limit of a co-handler is over."""

    queue = "dispatch"
    kind = "dispatch.overdue_cohandler"
    case_id: UUID
    cohandler_id: UUID


class UnsignedCoHandler(Message, tag="dispatch.unsigned_cohandler", frozen=True, kw_only=True):
    """The limit is over within which a co-handler signs for its part."""

    queue = "dispatch"
    kind = "dispatch.unsigned_cohandler"
    case_id: UUID
    cohandler_id: UUID


class LapsePause(Message, tag="dispatch.lapse_pause", frozen=True, kw_only=True):
    """The limit for the answer to a proposed pause is over."""

    queue = "dispatch"
    kind = "dispatch.lapse_pause"
    case_id: UUID
    proposal_id: UUID


class DeemAccepted(Message, tag="dispatch.deem_accepted", frozen=True, kw_only=True):
    """The acceptance limit is over."""

    queue = "dispatch"
    kind = "dispatch.deem_accepted"
    case_id: UUID


class ArchiveCase(Message, tag="dispatch.archive_case", frozen=True, kw_only=True):
    """Feedback may be settled, or its time is over (`unanswered`, since the completion at `completed_at`)."""

    queue = "dispatch"
    kind = "dispatch.archive_case"
    case_id: UUID
    round: int
    unanswered: bool = False
    completed_at: datetime | None = None


class OpenRectification(Message, tag="dispatch.open_rectification", frozen=True, kw_only=True):
    """A round, or a visit in it, was rated badly: somebody must look into it."""

    queue = "dispatch"
    kind = "dispatch.open_rectification"
    case_id: UUID
    round: int
    occasion: str = ""


class CloseVisit(Message, tag="dispatch.close_visit", frozen=True, kw_only=True):
    """Somebody at a counter was asked to rate their visit, and the time for that is over."""

    queue = "dispatch"
    kind = "dispatch.close_visit"
    case_id: UUID
    round: int
    occasion: str


class RemindObligation(Message, tag="dispatch.remind_obligation", frozen=True, kw_only=True):
    """The limit of something that one site owes another draws near."""

    queue = "dispatch"
    kind = "dispatch.remind_obligation"
    case_id: UUID
    obligation_id: UUID


class DemandReply(Message, tag="dispatch.demand_reply", frozen=True, kw_only=True):
    """The limit of something that one site owes another is over."""

    queue = "dispatch"
    kind = "dispatch.demand_reply"
    case_id: UUID
    obligation_id: UUID


class StandIn(Message, tag="dispatch.stand_in", frozen=True, kw_only=True):
    """Somebody's absence begins or is over: who has their cases must be looked at."""

    queue = "dispatch"
    kind = "dispatch.stand_in"
    site_id: str
    staff_id: UUID


class SpreadDeadlines(Message, tag="dispatch.spread_deadlines", frozen=True, kw_only=True):
    """The calendar has a new version: every tenant's open deadlines are to be computed anew."""

    queue = "dispatch"
    kind = "dispatch.spread_deadlines"
    version: int


class RecomputeDeadlines(Message, tag="dispatch.recompute_deadlines", frozen=True, kw_only=True):
    """One tenant's open deadlines by a version of the calendar, from the case after `after` on; `round` 1, then 2."""

    queue = "dispatch"
    kind = "dispatch.recompute_deadlines"
    version: int
    round: int = 1
    after: UUID | None = None
