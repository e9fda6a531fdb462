"""The seam to whoever sends our text messages: hand over, ask what became of it, read what they post to us."""

from enum import StrEnum
from typing import Protocol

import msgspec


class Meaning(StrEnum):
    """What a supplier's answer to a message means."""

    ACCEPTED = "accepted"  # they will send it
    DUPLICATE = "duplicate"  # they hold our reference already
    REFUSED_NUMBER = "refused_number"  # not sent, and never will be to this number
    REFUSED_TEXT = "refused_text"  # not sent: wording, sign or template
    REFUSED_CONFIG = "refused_config"  # not sent: account, balance, rights
    RETRY_LATER = "retry_later"  # not taken now: safe to hand over again
    UNKNOWN = "unknown"  # they may have it: ask by our reference before anything else


class FateKind(StrEnum):
    """What became of a message they were handed."""

    ACCEPTED = "accepted"  # under way
    DELIVERED = "delivered"  # on the phone
    FAILED = "failed"  # not deliverable
    EXPIRED = "expired"  # the phone was off for too long
    NOT_FOUND = "not_found"  # they know nothing of our reference, which proves little while their details lag
    UNKNOWN = "unknown"  # no usable answer


class Outgoing(msgspec.Struct, frozen=True, kw_only=True):
    """A message to hand over. `reference` is ours and the same at every attempt; `extension` binds a reply to it."""

    reference: str
    phone: str
    text: str
    sign: str
    extension: str = ""

    def __repr__(self) -> str:
        return f"Outgoing({self.reference})"


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What they said; `code` is theirs, or tells what went wrong on the way."""

    meaning: Meaning
    code: str = ""
    supplier_id: str = ""


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """What they said about a reference, when asked or by a receipt."""

    kind: FateKind
    code: str = ""
    supplier_id: str = ""


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """A receipt they posted: the fate of one reference."""

    reference: str
    fate: Fate


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody answered. `supplier_id` tells it from every other reply; `extension` is what our prompt carried."""

    supplier_id: str
    phone: str
    extension: str
    text: str

    def __repr__(self) -> str:
        return f"Reply({self.supplier_id})"


class Malformed(ValueError):
    """A body that the supplier cannot have meant."""


class SmsSupplier(Protocol):
    """One supplier. Sending and asking never raise for what happens on the way: that is an answer, too."""

    id: str
    can_query: bool

    def send(self, outgoing: Outgoing) -> Answer:
        """Hand it over, once. Takes some seconds at most; a time-out is UNKNOWN, no connection is RETRY_LATER."""

    def query(self, reference: str) -> Fate:
        """What became of it; asked only where `can_query`."""

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """The receipts in a posted body. Raises Malformed."""

    def replies(self, body: str) -> tuple[Reply, ...]:
        """The replies in a posted body. Raises Malformed."""
