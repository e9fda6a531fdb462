"""What sites owe each other is watched: no limit runs out in silence."""

import hashlib
from collections.abc import Iterator

from cryptography.exceptions import InvalidTag
from sqlalchemy import Connection, select

from deploy.checking.finding import Finding, finding
from deploy.checking.rows import count, violating
from shared.ports.files import FileStore, NoSuchFile
from shared.store import attachments
from shared.store.attachments import Attachment
from shared.store.keys import Keys
from shared.store.tables.cooperation import attachments as t

_UNWATCHED = (
    "select o.id::text || ' due ' || o.due_at from obligations o where o.state = 'open' and o.overdue_at is null"
    " and not exists (select from timers t where t.kind = 'dispatch.demand_reply' and t.key like o.id::text || ':%'"
    " and (t.fired_at is null or exists (select from outbox m where m.id = t.id)))"
)
_CLOSED = (
    "select o.id::text from obligations o join cases c on c.id = o.case_id where o.state = 'open'"
    " and c.state in ('completed', 'declined', 'terminated', 'withdrawn', 'archived')"
)
_UNCOUNTED = (
    "select h.case_id::text || ' ' || h.audience from threads h left join turns t"
    " on t.case_id = h.case_id and t.audience = h.audience"
    " group by h.case_id, h.audience, h.last having count(t.id) <> h.last or max(t.seq) is distinct from h.last"
)


def kept(conn: Connection, keys: Keys, files: FileStore) -> Iterator[Finding]:
    """I13 every attachment has its file, whole and as it was sent."""
    rows = [attachments.attachment(row) for row in conn.execute(select(t)).mappings()]
    bad = [f"{one.id} {fault}" for one in rows if (fault := _fault(one, keys, files))]
    yield finding("I13", "every attachment has its file as it was sent", len(rows), bad)


def _fault(one: Attachment, keys: Keys, files: FileStore) -> str:
    found = hashlib.sha256()
    try:
        for chunk in attachments.content(files, keys.vault, one):
            found.update(chunk)
    except NoSuchFile:
        return "has no file"
    except (InvalidTag, EOFError, ValueError, KeyError, StopIteration):
        return "cannot be opened"
    return "" if found.hexdigest() == one.sha256 else "is another file"


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I12 conversations without a gap, obligations with a timer and with an open case."""
    owed = count(conn, "obligations")
    yield finding("I12", "turns are numbered without a gap", count(conn, "threads"), violating(conn, _UNCOUNTED))
    yield finding("I12", "the limit of everything that is owed is watched", owed, violating(conn, _UNWATCHED))
    yield finding("I12", "nothing is owed in a closed case", owed, violating(conn, _CLOSED))
