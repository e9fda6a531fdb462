"""Reading the reference data, whole, once for every version and process."""

import threading
from collections.abc import Iterator, Mapping
from datetime import time as clock

import msgspec
from sqlalchemy import Connection, select

from shared.domain.access.roles import Role
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.calendar import OfficeHours
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree
from shared.domain.routing.recipients import Staffed
from shared.store import calendars
from shared.store.reference import Reference
from shared.store.tables import catalogue, org, rules

_item = msgspec.json.Decoder(Item)


class ReferenceCache:
    """Holds the current Reference; threads share it and swap it whole."""

    def __init__(self) -> None:
        self._held: Reference | None = None
        self._lock = threading.Lock()

    @property
    def newest(self) -> Reference | None:
        """What this process read last; None before it read anything."""
        return self._held

    def at(self, version: int, conn: Connection) -> Reference:
        """The reference data of that version, loaded once."""
        held = self._held
        if held is None or held.version != version:
            with self._lock:
                held = self._held
                if held is None or held.version != version:
                    held = self._held = load(version, conn)
        return held


def load(version: int, conn: Connection) -> Reference:
    """Reads all of it in one go."""
    versions = {(i.code, i.version): i for i, _ in _items(conn)}
    parameters = _parameters(conn)
    return Reference(
        version=version,
        tree=OrgTree(_sites(conn)),
        items={i.code: i for i, current in _items(conn) if current},
        versions=versions,
        layers=calendars.load(conn),
        hours=_hours(parameters),
        parameters=parameters,
        staffed=_staffed(conn),
    )


def _sites(conn: Connection) -> Iterator[Site]:
    for row in conn.execute(select(org.sites)).mappings():
        yield msgspec.convert({f"{name}": value for name, value in row.items()}, Site)


def _items(conn: Connection) -> Iterator[tuple[Item, bool]]:
    t = catalogue.item_versions
    for document, current in conn.execute(select(t.c.document, t.c.current)):
        yield _item.decode(document), current


def _staffed(conn: Connection) -> Staffed:
    """Roles that somebody holds, by site; a role this version does not know is nobody's."""
    t, known = rules.role_grants, {*Role}
    rows = conn.execute(select(t.c.site_id, t.c.role).distinct())
    return frozenset((site_id, Role(role)) for site_id, role in rows if role in known)


def _hours(parameters: Mapping[str, Mapping[str, str]]) -> OfficeHours:
    """`office.hours`, such as `08:30-12:00|14:30-17:30`, as the topmost tenant set it."""
    written = next((p["office.hours"] for _, p in sorted(parameters.items()) if "office.hours" in p), "")
    spans = tuple(tuple(clock.fromisoformat(t) for t in span.split("-")) for span in written.split("|") if span)
    return OfficeHours(spans=spans) if spans else OfficeHours()  # type: ignore[arg-type]


def _parameters(conn: Connection) -> dict[str, dict[str, str]]:
    p = rules.parameters
    found: dict[str, dict[str, str]] = {}
    for tenant_id, key, value in conn.execute(select(p.c.tenant_id, p.c.key, p.c.value)):
        found.setdefault(tenant_id, {})[key] = value
    return found
