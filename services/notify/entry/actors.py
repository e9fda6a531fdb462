"""Which use case hears which message."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from services.notify.deps import Deps
from services.notify.usecases.ask_rating import ask_rating
from services.notify.usecases.draw_visits import draw_visits
from services.notify.usecases.export_ratings import compare_ratings, export_ratings, hand_over_export
from services.notify.usecases.morning_digest import morning_digest
from services.notify.usecases.pass_turn import pass_turn
from services.notify.usecases.place_call import place_call
from services.notify.usecases.push_notice import push_notice
from services.notify.usecases.release_sms import release_sms
from services.notify.usecases.remind_to_rate import remind_to_rate
from services.notify.usecases.resolve_call import resolve_call
from services.notify.usecases.resolve_sms import resolve_sms
from services.notify.usecases.take_receipt import take_receipt
from services.notify.usecases.take_reply import take_reply
from services.notify.usecases.tell_applicant import tell_applicant
from services.notify.usecases.tell_staff import tell_staff
from services.notify.usecases.tell_staff_of import tell_staff_of
from shared.contracts import messages as m

Handler = Callable[[Any, UUID], None]


def handlers(deps: Deps) -> Mapping[type[m.Message], Handler]:
    """One handler per message that notify owns."""
    return {
        m.AskRating: partial(ask_rating, deps),
        m.RemindToRate: partial(remind_to_rate, deps),
        m.PassTurn: partial(pass_turn, deps),
        m.ExportRatings: partial(export_ratings, deps),
        m.HandOverExport: partial(hand_over_export, deps),
        m.CompareRatings: partial(compare_ratings, deps),
        m.TellApplicant: partial(tell_applicant, deps),
        m.DrawVisits: partial(draw_visits, deps),
        m.PlaceCall: partial(place_call, deps),
        m.ResolveCall: partial(resolve_call, deps),
        m.ReleaseSms: partial(release_sms, deps),
        m.ResolveSms: partial(resolve_sms, deps),
        m.TellStaff: partial(tell_staff, deps),
        m.TellStaffOf: partial(tell_staff_of, deps),
        m.MorningDigest: partial(morning_digest, deps),
        m.PushNotice: partial(push_notice, deps),
        m.TakeReceipt: partial(take_receipt, deps),
        m.TakeReply: partial(take_reply, deps),
    }
