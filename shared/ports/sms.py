"""The seam to whoever sends our text messages: hand over, ask what became of it, read what they post to us."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

import msgspec

from shared.domain.texting.templates import Values


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
    """A message to hand over. `reference` is ours and the same at every attempt; `extension` binds a reply to it.

    `text` is the whole body. Suppliers that take none get `params`, what fills it in the order of its places, and their
    code of it: `template` where our register has one, else the one that their data give `purpose`.
    """

    reference: str
    phone: str
    text: str
    sign: str
    extension: str = ""
    purpose: str = ""
    template: str = ""
    params: Mapping[str, str] = msgspec.field(default_factory=dict)

    def __repr__(self) -> str:
        return f"Outgoing({self.reference})"


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """To whom and when (real time) a reference was handed over: some suppliers look a message up by these alone."""

    phone: str
    at: datetime
    supplier_id: str = ""

    def __repr__(self) -> str:
        return f"Sent({self.at})"


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
    holds_reference: bool  # a reference they hold already is not sent again
    needs_template: bool  # takes no text of ours, only the code of a text they approved
    carries_extension: bool  # a reply comes back with the extension of the prompt
    takes: Values = Values()  # in the places of a text that they approved

    def send(self, outgoing: Outgoing) -> Answer:
        """Hand it over, once. Takes some seconds at most; a time-out is UNKNOWN, no connection is RETRY_LATER."""

    def query(self, reference: str, sent: Sent | None = None) -> Fate:
        """What became of it; asked only where `can_query`. Those who look up by phone know nothing without `sent`."""

    def receipts(self, body: str) -> tuple[Receipt, ...]:
        """The receipts in a posted body. Raises Malformed."""

    def replies(self, body: str) -> tuple[Reply, ...]:
        """The replies in a posted body. Raises Malformed."""


class Polled(Protocol):
    """A supplier that is asked for its receipts and replies, where the network takes no calls from outside."""

    def pull(self, what: Literal["receipts", "replies"]) -> str:
        """What has come since, as a body that `receipts` or `replies` reads; empty for nothing.

        What they gave once they do not give again: keep it before it is read. Raises Unreachable.
        """


class Unreachable(Exception):
    """No usable answer to a pull; the code says why."""
