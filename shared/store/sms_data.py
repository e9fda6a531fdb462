"""Texts of messages and the suppliers that send them, as the reference data has them."""

from collections.abc import Sequence

import msgspec
from sqlalchemy import Connection, select

from shared.ports.sms_clouds import SmsSupplierData
from shared.store.tables.notify import sms_suppliers, sms_texts

_SUPPLIER = msgspec.json.Decoder(SmsSupplierData)


class SmsText(msgspec.Struct, frozen=True, kw_only=True):
    """A text with placeholders; the supplier puts the sign in front."""

    tenant_id: str
    purpose: str
    version: int
    sign: str
    body: str


def text_for(conn: Connection, tenants: Sequence[str], purpose: str, version: int | None = None) -> SmsText:
    """The newest text, or the given version, of the first of these tenants that has one. Raises LookupError."""
    t = sms_texts
    rows = conn.execute(select(t).where(t.c.purpose == purpose, t.c.tenant_id.in_(tenants))).mappings()
    found = [SmsText(**row) for row in rows]
    fitting = [text for text in found if version in (None, text.version)]
    if not fitting:
        raise LookupError(f"there is no text for the purpose {purpose!r}, version {version or 'any'}")
    return min(fitting, key=lambda text: (tenants.index(text.tenant_id), -text.version))


def gateways(conn: Connection) -> tuple[SmsSupplierData, ...]:
    """All suppliers in use, the one with the most weight first."""
    t = sms_suppliers
    rows = conn.execute(select(t.c.document).where(t.c.weight > 0).order_by(t.c.weight.desc(), t.c.id)).scalars()
    return tuple(_SUPPLIER.decode(document) for document in rows)
