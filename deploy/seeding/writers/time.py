"""The nation's working calendar: one row a date, by year and version. Nearer layers are published, not shipped."""

from collections.abc import Iterator

from sqlalchemy import Connection, Table, inspect, text

from deploy.seeding.bundle import Seed
from deploy.seeding.calendars import days_of
from deploy.seeding.records import CalendarLine
from deploy.seeding.sync import Change, Row, sync
from deploy.seeding.writers.parameters import CITY
from shared.domain.deadlines.layers import NATION
from shared.store.tables import time

# As JSON, so that it also asks a table of the release before, in which nobody has published anything.
_THEIRS = text("""
select y.year, y.version from calendar_years y
where to_jsonb(y) ->> 'layer' = :nation and to_jsonb(y) ->> 'published_by' <> ''
""")


def write(conn: Connection, seed: Seed) -> Iterator[Change]:
    """A notice that comes in is a new version of its year; earlier versions stay, and what people published, too."""
    theirs = {tuple(row) for row in conn.execute(_THEIRS, {"nation": NATION})}
    lines = [line for line in seed.calendars if (line.year, line.version) not in theirs]
    yield _sync(conn, time.calendar_years, _years(lines), ("layer", "year", "version"))
    yield _sync(conn, time.calendar_days, _days(seed, lines), ("layer", "year", "version", "day"))


def _sync(conn: Connection, table: Table, rows: Iterator[Row], key: tuple[str, ...]) -> Change:
    """Like `sync`, with the columns that are there: new code also seeds the tables of the release before."""
    there = {column["name"] for column in inspect(conn).get_columns(table.name)}
    known = ({name: value for name, value in row.items() if name in there} for row in rows)
    return sync(conn, table, known, tuple(name for name in key if name in there), owned=True)


def _years(lines: list[CalendarLine]) -> Iterator[Row]:
    for line in lines:
        notice = f"（{line.notice_date}）" if line.notice_date else ""
        yield _key(line) | {"status": line.status.value, "source": line.source + notice}


def _days(seed: Seed, lines: list[CalendarLine]) -> Iterator[Row]:
    for line in lines:
        for day, working, name in days_of(seed.years[line.year]):
            yield _key(line) | {"day": day, "working": working, "name": name}


def _key(line: CalendarLine) -> dict[str, object]:
    return {"tenant_id": CITY, "layer": NATION, "year": line.year, "version": line.version}
