"""Devices of ours, against ratings that nobody gave: what a log-in leaves behind is known again when a link is rated.

Only keyed digests are kept, and only of log-ins: nothing of an applicant's device is written down. A cookie names a
device for some weeks. Address and browser name one for as long as a log-in lasts; phones leave none, since all browsers
of a kind on phones call themselves alike and share an address in a hall.
"""

from datetime import timedelta

import msgspec
from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.store import opening
from shared.store.tables.evaluations import staff_devices as t
from shared.store.tokens import digest
from shared.store.uow import Work

_DOOR = "device"
_WINDOWS = {"cookie": ("rating.desk_cookie_hours", 720.0), "browser": ("rating.desk_browser_hours", 12.0)}
_NOW = func.clock_timestamp()
"""The database's real time, as for sessions."""


class Traces(msgspec.Struct, frozen=True, kw_only=True):
    """What a request says about its device. `browser` is empty for a phone; `cookie` until a log-in gave one."""

    cookie: str = ""
    browser: str = ""


def know(work: Work, traces: Traces) -> None:
    """Somebody of ours logged in there."""
    for kind, trace in _present(work, traces):
        opening.present(work.conn, _DOOR, trace.hex())
        row = {"tenant_id": work.actor.tenant_id, "trace": trace, "kind": kind, "seen_at": _NOW}
        written = upsert(t).values(row)
        work.conn.execute(written.on_conflict_do_update(index_elements=["tenant_id", "trace"], set_={"seen_at": _NOW}))


def is_ours(work: Work, tenant_id: str, traces: Traces) -> bool:
    """Whether somebody of ours, of whatever district, logged in there within the window of the tenant rated in."""
    return any(_seen(work, tenant_id, kind, trace) for kind, trace in _present(work, traces))


def _seen(work: Work, tenant_id: str, kind: str, trace: bytes) -> bool:
    since = _NOW - timedelta(hours=work.reference.number(tenant_id, *_WINDOWS[kind]))
    opening.present(work.conn, _DOOR, trace.hex())
    return work.conn.execute(select(t.c.trace).where(t.c.trace == trace, t.c.seen_at > since)).first() is not None


def _present(work: Work, traces: Traces) -> list[tuple[str, bytes]]:
    said = msgspec.structs.asdict(traces)
    return [(kind, digest(work.keys.token_key, _DOOR, kind, value)) for kind, value in said.items() if value]
