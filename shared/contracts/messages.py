"""Messages between the services: ids and a kind that never changes; fields are only added, never removed.

A message is a doorbell. It says which case to look at; what is true is read from the store.
"""

from datetime import datetime
from typing import ClassVar, TypeAlias
from uuid import UUID

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base: `queue` names the consuming service, `kind` the one actor that hears it."""

    queue: ClassVar[str]
    kind: ClassVar[str]
    tenant_id: str


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


class AskRating(Message, tag="notify.ask_rating", frozen=True, kw_only=True):
    """A round of a case is complete: ask the applicant how it went."""

    queue = "notify"
    kind = "notify.ask_rating"
    case_id: UUID
    round: int


class RemindToRate(Message, tag="notify.remind_to_rate", frozen=True, kw_only=True):
    """Nobody rated this round yet: remind the applicant, once."""

    queue = "notify"
    kind = "notify.remind_to_rate"
    case_id: UUID
    round: int


class PassTurn(Message, tag="notify.pass_turn", frozen=True, kw_only=True):
    """A prompt that had its phone to itself is settled: another one may wait for its turn there."""

    queue = "notify"
    kind = "notify.pass_turn"
    sms_id: UUID


class ExportRatings(Message, tag="notify.export_ratings", frozen=True, kw_only=True):
    """Ratings of a tenant may be in no batch for the system of a higher level yet."""

    queue = "notify"
    kind = "notify.export_ratings"


class HandOverExport(Message, tag="notify.hand_over_export", frozen=True, kw_only=True):
    """A batch of ratings has no answer yet: hand it over."""

    queue = "notify"
    kind = "notify.hand_over_export"
    batch_id: UUID


class CompareRatings(Message, tag="notify.compare_ratings", frozen=True, kw_only=True):
    """Compare what the system of a higher level holds of a day (YYYY-MM-DD) with what it acknowledged."""

    queue = "notify"
    kind = "notify.compare_ratings"
    day: str


class TellApplicant(Message, tag="notify.tell_applicant", frozen=True, kw_only=True):
    """Tell the applicant something by SMS; `purpose` names the text, `round` which occurrence of it."""

    queue = "notify"
    kind = "notify.tell_applicant"
    case_id: UUID
    purpose: str
    round: int


class DrawVisits(Message, tag="notify.draw_visits", frozen=True, kw_only=True):
    """A month (2026-10) is over: who of its applicants is called is drawn."""

    queue = "notify"
    kind = "notify.draw_visits"
    month: str


class PlaceCall(Message, tag="notify.place_call", frozen=True, kw_only=True):
    """Somebody is to be called about a round: a machine takes the first try, where the tenant wants it."""

    queue = "notify"
    kind = "notify.place_call"
    visit_id: UUID


class ResolveCall(Message, tag="notify.resolve_call", frozen=True, kw_only=True):
    """A machine's call whose end is not known must be asked after."""

    queue = "notify"
    kind = "notify.resolve_call"
    call_id: UUID


class ResolveSms(Message, tag="notify.resolve_sms", frozen=True, kw_only=True):
    """An SMS whose fate is not known must be asked after."""

    queue = "notify"
    kind = "notify.resolve_sms"
    sms_id: UUID


class TakeReceipt(Message, tag="notify.take_receipt", frozen=True, kw_only=True):
    """A raw receipt is stored and waits to be applied.

    What in it names no message is about the one of `reference`, where a person said so.
    """

    queue = "notify"
    kind = "notify.take_receipt"
    receipt_id: UUID
    reference: str = ""


class TakeReply(Message, tag="notify.take_reply", frozen=True, kw_only=True):
    """A raw SMS reply is stored and waits to be understood.

    What in it leads to no open prompt answers the message of `reference`, where a person said so and the phones agree.
    """

    queue = "notify"
    kind = "notify.take_reply"
    reply_id: UUID
    reference: str = ""


class TellStaff(Message, tag="notify.tell_staff", frozen=True, kw_only=True):
    """Something happened to a case, its events `since` to `until`: staff of this tenant may have to hear of it.

    From `undone_since` on everything was taken back by it; 0: it took nothing back.
    """

    queue = "notify"
    kind = "notify.tell_staff"
    case_id: UUID
    since: int
    until: int
    undone_since: int = 0


class TellStaffOf(Message, tag="notify.tell_staff_of", frozen=True, kw_only=True):
    """Something that is no event of a case concerns staff: `notice` says what, `about` is its id."""

    queue = "notify"
    kind = "notify.tell_staff_of"
    notice: str
    about: UUID
    case_id: UUID | None = None


class PushNotice(Message, tag="notify.push_notice", frozen=True, kw_only=True):
    """A notice waits to be pushed to an address that somebody registered."""

    queue = "notify"
    kind = "notify.push_notice"
    push_id: UUID


class MorningDigest(Message, tag="notify.morning_digest", frozen=True, kw_only=True):
    """It is the hour of a working day (YYYY-MM-DD) at which some want to know what waits for them."""

    queue = "notify"
    kind = "notify.morning_digest"
    day: str
    hour: int


AnyMessage: TypeAlias = (
    RouteCase
    | RemindHandover
    | ExpireHandover
    | RemindCoHandler
    | OverdueCoHandler
    | UnsignedCoHandler
    | LapsePause
    | DeemAccepted
    | ArchiveCase
    | OpenRectification
    | StandIn
    | RemindObligation
    | DemandReply
    | SpreadDeadlines
    | RecomputeDeadlines
    | AskRating
    | RemindToRate
    | PassTurn
    | ExportRatings
    | HandOverExport
    | CompareRatings
    | CloseVisit
    | TellApplicant
    | DrawVisits
    | PlaceCall
    | ResolveCall
    | ResolveSms
    | TellStaff
    | TellStaffOf
    | PushNotice
    | MorningDigest
    | TakeReceipt
    | TakeReply
)

ALL: tuple[type[Message], ...] = (
    RouteCase,
    RemindHandover,
    ExpireHandover,
    RemindCoHandler,
    OverdueCoHandler,
    UnsignedCoHandler,
    LapsePause,
    DeemAccepted,
    ArchiveCase,
    OpenRectification,
    StandIn,
    RemindObligation,
    DemandReply,
    SpreadDeadlines,
    RecomputeDeadlines,
    AskRating,
    RemindToRate,
    PassTurn,
    ExportRatings,
    HandOverExport,
    CompareRatings,
    CloseVisit,
    TellApplicant,
    DrawVisits,
    PlaceCall,
    ResolveCall,
    ResolveSms,
    TellStaff,
    TellStaffOf,
    PushNotice,
    MorningDigest,
    TakeReceipt,
    TakeReply,
)


def encode(message: Message) -> bytes:
    """JSON with the tag that tells its kind."""
    return msgspec.json.encode(message)


def decode(body: bytes | str) -> AnyMessage:
    """The message. Raises msgspec.ValidationError for an unknown kind or a wrong shape."""
    return _DECODER.decode(body)


_DECODER: msgspec.json.Decoder[AnyMessage] = msgspec.json.Decoder(AnyMessage)
