"""What applicants read on their phones, and who sends it."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection
from sqlalchemy.dialects.postgresql import insert

from deploy.seeding import stand_ins
from deploy.seeding.bundle import Seed
from deploy.seeding.sync import Change, Row, sync
from shared.store.tables.exports import rating_exchanges
from shared.store.tables.notify import sms_suppliers, sms_templates, sms_texts

CITY = "1502"


def write(conn: Connection, seed: Seed, demo: bool) -> Iterator[Change]:
    """Every version of a text stays, for a message keeps its own; suppliers are the file's, and people's own.

    With `demo` those that the simulator stands in for are in use, and every text is approved there to begin with.
    """
    yield sync(conn, sms_texts, _texts(seed), ("tenant_id", "purpose", "version"), theirs=lambda _: True)
    within = sms_suppliers.c.tenant_id == CITY
    yield sync(conn, sms_suppliers, _suppliers(seed, demo), ("tenant_id", "id"), within=within)
    if demo:
        yield _approvals(conn, seed)
    there = rating_exchanges.c.tenant_id == CITY
    yield sync(conn, rating_exchanges, _exchanges(seed), ("tenant_id", "id"), within=there)


def _texts(seed: Seed) -> Iterator[Row]:
    """The city's texts, inherited by every district; a district with a sign of its own has them under that sign."""
    for name, sign in seed.texts.sign.items():
        tenant = CITY if name == "default" else name
        for text in seed.texts.template:
            key = {"tenant_id": tenant, "purpose": text.purpose, "version": text.version}
            yield {**key, "sign": sign, "body": text.body}


def _exchanges(seed: Seed) -> Iterator[Row]:
    for one in seed.exchanges.exchange:
        yield {"tenant_id": CITY, "id": one.id, "document": msgspec.json.encode(one, order="sorted").decode()}


def _approvals(conn: Connection, seed: Seed) -> Change:
    new = insert(sms_templates).on_conflict_do_nothing().returning(sms_templates.c.code)
    added = conn.execute(new, list(stand_ins.approved(seed, CITY))).all()
    return Change(table=sms_templates.name, added=len(added))


def _suppliers(seed: Seed, demo: bool) -> Iterator[Row]:
    for one in stand_ins.in_use(seed) if demo else (*seed.suppliers.supplier, *seed.voices.supplier):
        document = msgspec.json.encode(one, order="sorted").decode()
        yield {"tenant_id": CITY, "id": one.id, "weight": one.weight, "document": document}
