"""The layers of the working calendar as rows: reading those in force, publishing a new version of one."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, func, insert, select, text

from shared.domain.deadlines.calendar import Season, YearStatus
from shared.domain.deadlines.layers import NATION, Day, Layers, Publication
from shared.store.tables.rules import reference_version
from shared.store.tables.time import calendar_days, calendar_years

_PUBLISHING = 0xCA1  # advisory: one publication after the other, so that their versions tell the order

# Whole rows as JSON: new code also reads a table of the release before, whose layers are all the nation's.
_YEARS = text("select to_jsonb(y) as row from calendar_years y")
_DAYS = text("select to_jsonb(d) as row from calendar_days d")
_seasons = msgspec.json.Decoder(tuple[Season, ...])


class _Year(msgspec.Struct, frozen=True, kw_only=True):
    year: int
    version: int
    status: YearStatus
    source: str
    layer: str = NATION
    reason: str = ""
    hours: str = ""
    published_at: datetime | None = None
    published_by: str = ""


class _Day(msgspec.Struct, frozen=True, kw_only=True):
    day: date
    version: int
    working: bool
    name: str = ""
    layer: str = NATION
    year: int = 0


def load(conn: Connection) -> Layers:
    """The publications in force, by layer and in the order of their years."""
    newest: dict[tuple[str, int], _Year] = {}
    for one in sorted(_rows(conn, _YEARS, _Year), key=lambda one: one.version):
        newest[one.layer, one.year] = one
    days = _days(conn, {(layer, year, one.version) for (layer, year), one in newest.items()})
    found = [_publication(one, days.get((layer, year), ())) for (layer, year), one in sorted(newest.items())]
    return {layer: tuple(ones) for layer, ones in groupby(found, key=lambda one: one.layer)}


def _days(conn: Connection, wanted: set[tuple[str, int, int]]) -> Mapping[tuple[str, int], tuple[Day, ...]]:
    found: dict[tuple[str, int], list[Day]] = {}
    for one in sorted(_rows(conn, _DAYS, _Day), key=lambda one: one.day):
        year = one.year or one.day.year
        if (one.layer, year, one.version) in wanted:
            found.setdefault((one.layer, year), []).append(Day(day=one.day, working=one.working, name=one.name))
    return {key: tuple(days) for key, days in found.items()}


def _rows(conn: Connection, statement: Any, kind: type[Any]) -> Iterator[Any]:
    for row in conn.execute(statement).scalars():
        yield msgspec.convert(row, kind)


def _publication(one: _Year, days: tuple[Day, ...]) -> Publication:
    return Publication(
        layer=one.layer,
        year=one.year,
        version=one.version,
        status=one.status,
        source=one.source,
        reason=one.reason,
        days=days,
        seasons=_seasons.decode(one.hours) if one.hours else (),
        published_at=one.published_at,
        published_by=one.published_by,
    )


def next_version(conn: Connection) -> int:
    """The number of the next publication; nobody else publishes until this transaction ends."""
    conn.execute(select(func.pg_advisory_xact_lock(_PUBLISHING)))
    return int(conn.execute(select(func.coalesce(func.max(calendar_years.c.version), 0))).scalar_one()) + 1


def publish(conn: Connection, new: Publication, tenant_id: str, by: str, at: datetime) -> None:
    """Writes it and moves the version that every process watches: it is in force once this commits."""
    header = {"published_by": by, "published_at": at, "status": new.status.value, "source": new.source}
    hours = msgspec.json.encode(new.seasons).decode() if new.seasons else ""
    key = {"tenant_id": tenant_id, "layer": new.layer, "year": new.year, "version": new.version}
    conn.execute(insert(calendar_years).values(**key, **header, reason=new.reason, hours=hours))
    rows = [key | {"day": d.day, "working": d.working, "name": d.name} for d in new.days]
    if rows:
        conn.execute(insert(calendar_days), rows)
    t = reference_version
    conn.execute(t.update().values(version=t.c.version + 1))


def national_years(conn: Connection) -> Mapping[int, YearStatus]:
    """What is known of each year."""
    found = (one for one in _rows(conn, _YEARS, _Year) if one.layer == NATION)
    return {one.year: one.status for one in sorted(found, key=lambda one: one.version)}


def versions(conn: Connection, layers: Iterable[str], year: int) -> tuple[Publication, ...]:
    """Every version ever published of a year by these layers, the newest first, without its days."""
    found = (one for one in _rows(conn, _YEARS, _Year) if one.layer in set(layers) and one.year == year)
    return tuple(_publication(one, ()) for one in sorted(found, key=lambda one: -one.version))
