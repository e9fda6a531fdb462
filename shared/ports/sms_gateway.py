"""An SMS gateway as data: paths, names of fields, meanings of codes. Shipped in deploy/seed/suppliers.toml."""

from typing import Annotated, Literal

import msgspec

from shared.ports.sms import FateKind, Meaning

Path = Annotated[str, msgspec.Meta(pattern=r"^/(?!/)[\w./{}-]*$")]
"""A path on the gateway's host and, since it cannot begin with `//`, on no other."""
ANY_CODE = "*"  # stands for every code that a table does not name


class Data(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base: an unknown key is a spelling mistake."""


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


class Gateway(Data, frozen=True, kw_only=True):
    """One supplier; its address and its secret come from the environment by the names given."""

    id: str
    name: str
    adapter: str
    weight: Annotated[int, msgspec.Meta(ge=0)]
    url_env: str
    secret_env: str
    timeout_seconds: Annotated[int, msgspec.Meta(ge=1, le=20)]
    timestamp_header: str
    signature_header: str
    send: Send
    query: Query | None = None
    receipts: Callback | None = None
    replies: Callback | None = None
