"""An SMS gateway as data: paths, names of fields, meanings of codes. Shipped in deploy/seed/suppliers.toml."""

from typing import Literal

import msgspec

from shared.ports.sms import FateKind, Meaning
from shared.ports.supplier_data import ANY_CODE, Data, Path, Supplier

__all__ = ["ANY_CODE", "Callback", "Gateway", "Path", "Query", "Send"]


class Send(Data, frozen=True, kw_only=True):
    """How a message is handed over; `fields` maps our names to theirs."""

    path: Path
    fields: dict[Literal["reference", "phone", "text", "sign", "extension"], str]
    code: str
    message: str
    supplier_id: str
    codes: dict[str, Meaning]


class Query(Data, frozen=True, kw_only=True):
    """How we ask what became of our reference. `codes` tell whether it was found, `statuses` what became of it."""

    path: Path
    fields: dict[Literal["reference"], str]
    code: str
    status: str
    supplier_id: str
    codes: dict[str, Literal["found", "not_found", "retry_later", "unknown"]]
    statuses: dict[str, FateKind]


class Callback(Data, frozen=True, kw_only=True):
    """What the supplier posts to us, and what we answer."""

    path: Path
    fields: dict[Literal["reference", "supplier_id", "status", "at", "error", "phone", "text", "extension"], str]
    answer: dict[str, str | int]
    statuses: dict[str, FateKind] = msgspec.field(default_factory=dict)


class Gateway(Supplier, frozen=True, kw_only=True, tag_field="adapter", tag="http_gateway"):
    """A gateway that takes our fields over HTTP."""

    timestamp_header: str
    signature_header: str
    send: Send
    query: Query | None = None
    receipts: Callback | None = None
    replies: Callback | None = None
