"""Who posts to us: which addresses a supplier calls from, whether it signs, and what it wants to hear."""

import ipaddress
from collections.abc import Mapping
from typing import Any, Literal

import msgspec
from sqlalchemy import Connection, select

from shared.store.tables.notify import sms_suppliers as t

What = Literal["receipts", "replies", "reports"]
Wanted = Mapping[str, Any] | str
"""An object, which goes as JSON, or a line of text."""


class _Posts(msgspec.Struct, frozen=True, kw_only=True):
    answer: Wanted = msgspec.field(default_factory=lambda: {"code": 0, "message": "ok"})


class SmsCaller(msgspec.Struct, frozen=True, kw_only=True):
    """What the data of a supplier say about its calls to us. No `callers`: any address, then it has to sign."""

    id: str = ""
    adapter: str = ""
    secret_env: str = ""
    callers: tuple[str, ...] = ()
    calls_signed: bool = True
    timestamp_header: str = "X-Timestamp"
    signature_header: str = "X-Signature"
    answer: Wanted | None = None
    receipts: _Posts | None = None
    replies: _Posts | None = None
    reports: _Posts | None = None

    def posts(self, what: What) -> bool:
        """Whether it has anything of the kind to tell: of calls those who call, of texts the others."""
        return (what == "reports") == self.adapter.endswith("_voice")

    def admits(self, host: str) -> bool:
        """Whether this address may call. Without a list only those who sign may, from anywhere."""
        if not self.callers:
            return self.calls_signed
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            return False
        return any(address in ipaddress.ip_network(network) for network in self.callers)

    def wants(self, what: What) -> Wanted:
        """What it wants to hear."""
        how = {"receipts": self.receipts, "replies": self.replies, "reports": self.reports}[what]
        return self.answer or (how or _Posts()).answer


def caller(conn: Connection, supplier: str) -> SmsCaller | None:
    """What is known of a supplier, whether it gets messages now or not: what it sent before still comes back."""
    document = conn.execute(select(t.c.document).where(t.c.id == supplier).limit(1)).scalar_one_or_none()
    return None if document is None else msgspec.json.decode(document, type=SmsCaller)
