"""Everything notify may touch, in one frozen value."""

from collections.abc import Mapping
from typing import Protocol
from uuid import UUID

import msgspec

from shared.ports.rating_exchange import RatingExchange
from shared.ports.sms import SmsSupplier
from shared.ports.voice import VoiceSupplier
from shared.ports.webhooks import Pusher
from shared.store.engine import OpenWork
from shared.store.supplier_meter import Meter
from shared.store.uow import Work

CONSUMER = "notify"
REPLIES = "notify.reply"  # a supplier's reply is heard once, too, however often they post it
REPORTS = "notify.report"  # and so is each report of a call


class Hear(Protocol):
    """Opens the transaction of a message; entering it a second time raises AlreadyHeard."""

    def __call__(self, consumer: str, tenant_id: str, message_id: UUID) -> Work: ...  # pragma: no cover


class Deps(msgspec.Struct, frozen=True, kw_only=True):
    """The store, suppliers of texts and calls by id, where people reach the rating page, what calls told of late.

    `polled` are those that post nothing: their receipts and replies are fetched.
    `exchange` is the system that ratings are reported to, where there is one; `pusher` calls what staff registered.
    """

    hear: Hear
    work: OpenWork
    suppliers: Mapping[str, SmsSupplier]
    base_url: str
    voices: Mapping[str, VoiceSupplier] = {}
    polled: frozenset[str] = frozenset()
    meter: Meter = msgspec.field(default_factory=Meter)
    exchange: RatingExchange | None = None
    pusher: Pusher | None = None
