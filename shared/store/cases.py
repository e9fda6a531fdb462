"""Reading cases, already scoped: rows by row-level security, sites by the closure table."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, exists, select

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases.events import Event, Happened
from shared.domain.cases.model import Case
from shared.kernel.errors import Refusal, conflict, not_found
from shared.store.tables.cases import case_access, case_events, cases
from shared.store.tables.org import site_paths

_case = msgspec.json.Decoder(Case)
_event: msgspec.json.Decoder[Event] = msgspec.json.Decoder(Event)


def in_reach(actor: Actor, case_id: Any) -> ColumnElement[bool]:
    """Whether the case takes place at the actor's site or below it, or anywhere in a tenant the actor sees whole."""
    a, p = case_access, site_paths
    mine = exists().where(a.c.case_id == case_id, a.c.tenant_id == actor.tenant_id, a.c.until.is_(None))
    if actor.sees_tenant:
        return mine
    return mine.where(p.c.descendant_id == a.c.site_id, p.c.ancestor_id == actor.site_id)


class CaseReader:
    """Cases as one actor may see them."""

    def __init__(self, conn: Connection, actor: Actor) -> None:
        self._conn, self._actor = conn, actor

    def get(self, case_id: UUID, version: int | None = None) -> Case:
        """The case. Raises Refusal not_found (also for what may not be known), or conflict `case.stale`."""
        rows = select(cases.c.snapshot).where(cases.c.id == case_id, in_reach(self._actor, cases.c.id))
        found = self._conn.execute(rows).scalar_one_or_none()
        if found is None:
            raise not_found("case.unknown")
        case = _case.decode(found)
        if version is not None and version != case.version:
            raise stale(self._conn, case_id, version)
        return case

    def history(self, case_id: UUID) -> tuple[Happened, ...]:
        """All events in order. Call after `get`, which decides whether the actor may see them."""
        t = case_events
        rows = self._conn.execute(select(t).where(t.c.case_id == case_id).order_by(t.c.seq)).mappings()
        return tuple(happened(row) for row in rows)

    def label(self, case_id: UUID) -> tuple[str, str]:
        """The applicant's masked name and the phone's tail, as lists show them."""
        rows = select(cases.c.applicant_mask, cases.c.phone_tail).where(cases.c.id == case_id)
        mask, tail = self._conn.execute(rows).one()
        return mask, tail


def stale(conn: Connection, case_id: UUID, since: int) -> Refusal:
    """The refusal for an act on an old version, telling what happened since."""
    t = case_events
    newer = select(t.c.seq, t.c.kind, t.c.at, t.c.by_site).where(t.c.case_id == case_id, t.c.seq > since)
    changes = [dict(row) for row in conn.execute(newer.order_by(t.c.seq)).mappings()]
    return conflict("case.stale", since=since, changes=changes)


def happened(row: Any) -> Happened:
    """One event row as a value."""
    return Happened(
        seq=row["seq"],
        batch=row["batch"],
        at=row["at"],
        event=_event.decode(row["body"]),
        by_site=row["by_site"],
        by_role=Role(row["by_role"]),
        by_staff=row["by_staff"],
    )
