"""Who asks again under the same key gets the same answer: what is kept gives back every byte of it."""

from collections.abc import Iterator

import msgspec
from sqlalchemy import Connection, select

from deploy.checking.finding import Finding, finding
from shared.store import idempotency
from shared.store.keys import Keys
from shared.store.receipt import Receipt
from shared.store.tables.access import idempotency as t


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I9 status, body, Location and ETag of every kept answer belong together and come back as they were given."""
    rows = conn.execute(select(t.c.key, t.c.status, t.c.body, t.c.location, t.c.etag)).all()
    bad = [row.key for row in rows if not _whole(row.status, row.body, row.location, row.etag)]
    yield finding("I9", "an answer asked for again is the same to the last byte", len(rows), bad)


def _whole(status: int, body: str, location: str, etag: str) -> bool:
    try:
        told = msgspec.json.decode(body)
        places = _places(told)
    except msgspec.MsgspecError:
        return False
    return 200 <= status < 400 and msgspec.json.encode(told).decode() == body and (location, etag) == places


def _places(told: dict[str, object]) -> tuple[str, str]:
    """Location and ETag of a case's receipt; an answer without id and version is about no case and has neither."""
    if not {"id", "version"} <= told.keys():
        return "", ""
    receipt = msgspec.convert(told, Receipt)
    return idempotency.location(receipt.id), idempotency.etag(receipt.version)
