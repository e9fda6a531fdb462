"""What notify hears; part of `messages`."""

from uuid import UUID

from shared.contracts.message import Message


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


class ReleaseSms(Message, tag="notify.release_sms", frozen=True, kw_only=True):
    """A text of this tenant was approved: what was stuck for want of that in tenants that inherit it may go."""

    queue = "notify"
    kind = "notify.release_sms"
    purpose: str
    version: int


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
