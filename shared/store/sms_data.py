"""Texts of messages and the suppliers that send them, as the reference data has them."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, bindparam, select

from shared.ports.sms_clouds import SmsSupplierData
from shared.ports.voice_data import VoiceSupplierData
from shared.store.tables.notify import sms_suppliers, sms_texts

_TEXTS = select(sms_texts).where(
    sms_texts.c.purpose == bindparam("purpose"), sms_texts.c.tenant_id.in_(bindparam("tenants", expanding=True))
)
_SUPPLIER = msgspec.json.Decoder(SmsSupplierData | VoiceSupplierData)


class SmsText(msgspec.Struct, frozen=True, kw_only=True):
    """A text with placeholders; the supplier puts the sign in front."""

    tenant_id: str
    purpose: str
    version: int
    sign: str
    body: str


def text_for(conn: Connection, tenants: Sequence[str], purpose: str, version: int | None = None) -> SmsText:
    """The newest text, or the given version, of the first of these tenants that has one. Raises LookupError."""
    rows = conn.execute(_TEXTS, {"purpose": purpose, "tenants": tenants}).mappings()
    found = [SmsText(**row) for row in rows]
    fitting = [text for text in found if version in (None, text.version)]
    if not fitting:
        raise LookupError(f"there is no text for the purpose {purpose!r}, version {version or 'any'}")
    return min(fitting, key=lambda text: (tenants.index(text.tenant_id), -text.version))


def gateways(conn: Connection) -> tuple[SmsSupplierData, ...]:
    """All suppliers of text messages in use, the one with the most weight first."""
    return tuple(one for one in _suppliers(conn, 1) if not isinstance(one, VoiceSupplierData))


def voices(conn: Connection, idle: bool = False) -> tuple[VoiceSupplierData, ...]:
    """The suppliers of calls in use, with `idle` those without weight, too, after them."""
    return tuple(one for one in _suppliers(conn, 0 if idle else 1) if isinstance(one, VoiceSupplierData))


def _suppliers(conn: Connection, least: int) -> list[SmsSupplierData | VoiceSupplierData]:
    """Those with at least that weight."""
    t = sms_suppliers
    rows = conn.execute(select(t.c.document).where(t.c.weight >= least).order_by(t.c.weight.desc(), t.c.id)).scalars()
    return [_SUPPLIER.decode(document) for document in rows]


def polled(conn: Connection) -> frozenset[str]:
    """The suppliers that post nothing and have to be asked for receipts and replies."""
    rows = conn.execute(select(sms_suppliers.c.id, sms_suppliers.c.document))
    return frozenset(row.id for row in rows if msgspec.json.decode(row.document, type=_Polled).polled)


class _Polled(msgspec.Struct, frozen=True):
    polled: bool = False
