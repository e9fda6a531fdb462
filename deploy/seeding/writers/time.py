"""The working calendar: one row a date, by year and version."""

from collections.abc import Iterator

from sqlalchemy import Connection

from deploy.seeding.bundle import Seed
from deploy.seeding.calendars import days_of
from deploy.seeding.sync import Change, Row, sync
from shared.store.tables import time


def write(conn: Connection, seed: Seed) -> Iterator[Change]:
    """A notice that comes in is a new version of its year; earlier versions stay."""
    yield sync(conn, time.calendar_years, _years(seed), ("year", "version"))
    yield sync(conn, time.calendar_days, _days(seed), ("day", "version"))


def _years(seed: Seed) -> Iterator[Row]:
    for line in seed.calendars:
        notice = f"（{line.notice_date}）" if line.notice_date else ""
        yield {"year": line.year, "version": line.version, "status": line.status.value, "source": line.source + notice}


def _days(seed: Seed) -> Iterator[Row]:
    for line in seed.calendars:
        for day, working, name in days_of(seed.years[line.year]):
            yield {"day": day, "version": line.version, "working": working, "name": name}
