"""The shape of suppliers.toml: an SMS gateway as data."""

from typing import Literal

import msgspec

from deploy.seeding.documents import Document

Meaning = Literal[
    "accepted",
    "refused_number",
    "refused_text",
    "refused_config",
    "retry_later",
    "duplicate",
    "unknown",
    "found",
    "not_found",
]
Status = Literal["accepted", "delivered", "failed", "expired"]


class Send(Document, frozen=True, kw_only=True):
    """How a message is handed over; `fields` maps our names to theirs."""

    path: str
    fields: dict[str, str]
    code: str
    message: str
    supplier_id: str
    codes: dict[str, Meaning]


class Query(Document, frozen=True, kw_only=True):
    """How we ask what became of our reference."""

    path: str
    fields: dict[str, str]
    code: str
    status: str
    supplier_id: str
    codes: dict[str, Meaning]
    statuses: dict[str, Status]


class Callback(Document, frozen=True, kw_only=True):
    """What the supplier posts to us, and what we answer."""

    path: str
    fields: dict[str, str]
    answer: dict[str, str | int]
    statuses: dict[str, Status] = msgspec.field(default_factory=dict)


class Supplier(Document, frozen=True, kw_only=True):
    """One gateway; addresses and secrets come from the environment by the names given."""

    id: str
    name: str
    adapter: str
    weight: int
    url_env: str
    secret_env: str
    timeout_seconds: int
    timestamp_header: str
    signature_header: str
    send: Send
    query: Query | None = None
    receipts: Callback | None = None
    replies: Callback | None = None


class Suppliers(Document, frozen=True, kw_only=True):
    """All suppliers, asked by weight."""

    supplier: tuple[Supplier, ...]
