"""Messages between the services: ids and a kind that never changes; fields are only added, never removed.

A message is a doorbell. It says which case to look at; what is true is read from the store.
"""

from typing import TypeAlias, get_args

import msgspec

from shared.contracts.dispatch_messages import ArchiveCase as ArchiveCase
from shared.contracts.dispatch_messages import CloseVisit as CloseVisit
from shared.contracts.dispatch_messages import DeemAccepted as DeemAccepted
from shared.contracts.dispatch_messages import DemandReply as DemandReply
from shared.contracts.dispatch_messages import ExpireHandover as ExpireHandover
from shared.contracts.dispatch_messages import LapsePause as LapsePause
from shared.contracts.dispatch_messages import OpenRectification as OpenRectification
from shared.contracts.dispatch_messages import OverdueCoHandler as OverdueCoHandler
from shared.contracts.dispatch_messages import RecomputeDeadlines as RecomputeDeadlines
from shared.contracts.dispatch_messages import RemindCoHandler as RemindCoHandler
from shared.contracts.dispatch_messages import RemindHandover as RemindHandover
from shared.contracts.dispatch_messages import RemindObligation as RemindObligation
from shared.contracts.dispatch_messages import RouteCase as RouteCase
from shared.contracts.dispatch_messages import SpreadDeadlines as SpreadDeadlines
from shared.contracts.dispatch_messages import StandIn as StandIn
from shared.contracts.dispatch_messages import UnsignedCoHandler as UnsignedCoHandler
from shared.contracts.message import Message as Message
from shared.contracts.notify_messages import AskRating as AskRating
from shared.contracts.notify_messages import CompareRatings as CompareRatings
from shared.contracts.notify_messages import DrawVisits as DrawVisits
from shared.contracts.notify_messages import ExportRatings as ExportRatings
from shared.contracts.notify_messages import HandOverExport as HandOverExport
from shared.contracts.notify_messages import MorningDigest as MorningDigest
from shared.contracts.notify_messages import PassTurn as PassTurn
from shared.contracts.notify_messages import PlaceCall as PlaceCall
from shared.contracts.notify_messages import PushNotice as PushNotice
from shared.contracts.notify_messages import ReleaseSms as ReleaseSms
from shared.contracts.notify_messages import RemindToRate as RemindToRate
from shared.contracts.notify_messages import ResolveCall as ResolveCall
from shared.contracts.notify_messages import ResolveSms as ResolveSms
from shared.contracts.notify_messages import TakeReceipt as TakeReceipt
from shared.contracts.notify_messages import TakeReply as TakeReply
from shared.contracts.notify_messages import TellApplicant as TellApplicant
from shared.contracts.notify_messages import TellStaff as TellStaff
from shared.contracts.notify_messages import TellStaffOf as TellStaffOf

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
    | ReleaseSms
    | ResolveSms
    | TellStaff
    | TellStaffOf
    | PushNotice
    | MorningDigest
    | TakeReceipt
    | TakeReply
)

ALL: tuple[type[Message], ...] = get_args(AnyMessage)
"""Every kind of message there is."""


def encode(message: Message) -> bytes:
    """JSON with the tag that tells its kind."""
    return msgspec.json.encode(message)


def decode(body: bytes | str) -> AnyMessage:
    """The message. Raises msgspec.ValidationError for an unknown kind or a wrong shape."""
    return _DECODER.decode(body)


_DECODER: msgspec.json.Decoder[AnyMessage] = msgspec.json.Decoder(AnyMessage)
