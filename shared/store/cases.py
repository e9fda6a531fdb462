"""Reading cases, already scoped: rows by row-level security, sites by the closure table."""

from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, bindparam, exists, select

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
    return _reach(case_id, actor.sees_tenant, actor.tenant_id, actor.site_id)


def _reach(case_id: Any, whole: bool, tenant: Any, site: Any) -> ColumnElement[bool]:
    a, p = case_access, site_paths
    mine = exists().where(a.c.case_id == case_id, a.c.tenant_id == tenant, a.c.until.is_(None))
    return mine if whole else mine.where(p.c.descendant_id == a.c.site_id, p.c.ancestor_id == site)


_last = select(case_events.c.mac).where(case_events.c.case_id == cases.c.id, case_events.c.seq == cases.c.version)
_one = select(cases.c.snapshot, cases.c.applicant_mask, cases.c.phone_tail, _last.scalar_subquery().label("mac")).where(
    cases.c.id == bindparam("case")
)
_BESIDE = select(
    cases.c.applicant_mask,
    cases.c.phone_tail,
    select(case_events.c.mac)
    .where(case_events.c.case_id == cases.c.id, case_events.c.seq == bindparam("version"))
    .scalar_subquery()
    .label("mac"),
).where(cases.c.id == bindparam("case"))
_GET = {whole: _one.where(_reach(cases.c.id, whole, bindparam("tenant"), bindparam("site"))) for whole in (True, False)}


class Beside(NamedTuple):
    """What is stored beside a case's snapshot: how lists show the applicant, and the mac of its last event."""

    mask: str
    tail: str
    mac: bytes


class CaseReader:
    """Cases as one actor may see them."""

    def __init__(self, conn: Connection, actor: Actor) -> None:
        self._conn, self._actor = conn, actor
        self._beside: dict[tuple[UUID, int], Beside] = {}

    def get(self, case_id: UUID, version: int | None = None) -> Case:
        """The case. Raises Refusal not_found (also for what may not be known), or conflict `case.stale`."""
        actor = self._actor
        row = {"case": case_id, "tenant": actor.tenant_id, "site": actor.site_id}
        found = self._conn.execute(_GET[actor.sees_tenant], row).one_or_none()
        if found is None:
            raise not_found("case.unknown")
        case = _case.decode(found.snapshot)
        self._beside[case_id, case.version] = Beside(found.applicant_mask, found.phone_tail, found.mac)
        if version is not None and version != case.version:
            raise stale(self._conn, case_id, version)
        return case

    def reaches(self, case_id: UUID) -> bool:
        """Whether the actor may know of it."""
        return (
            self._conn.execute(select(cases.c.id).where(cases.c.id == case_id, in_reach(self._actor, case_id))).first()
            is not None
        )

    def history(self, case_id: UUID) -> tuple[Happened, ...]:
        """All events in order. Call after `get`, which decides whether the actor may see them."""
        t = case_events
        rows = self._conn.execute(select(t).where(t.c.case_id == case_id).order_by(t.c.seq)).mappings()
        return tuple(happened(row) for row in rows)

    def beside(self, case: Case) -> Beside:
        """What stands beside the snapshot of this version; read with it, or now where it came from elsewhere.

        The row of the case may have moved on in this transaction already: the event is found by the version asked for.
        """
        known = self._beside.get((case.id, case.version))
        if known is None:
            found = self._conn.execute(_BESIDE, {"case": case.id, "version": case.version}).one()
            known = Beside(found.applicant_mask, found.phone_tail, found.mac)
        return known


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
