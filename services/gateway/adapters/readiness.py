"""Whether the database is there, migrated and seeded, and whether the calendar reaches far enough."""

from datetime import date, timedelta

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import SQLAlchemyError

from services.gateway.deps import Ready
from shared.domain.deadlines.calendar import YearStatus
from shared.kernel.clock import real_now
from shared.store import calendars, migrate
from shared.store.tables.rules import reference_version

AHEAD = timedelta(days=90)
"""How far the calendar should reach: longer than most promised times. Our default."""


class Readiness:
    """Asks the database anew each time."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __call__(self) -> Ready:
        try:
            with self._engine.connect() as conn:
                return self._look(conn)
        except SQLAlchemyError:
            return Ready(ready=False, problems=("database.unreachable",))

    def _look(self, conn: Connection) -> Ready:
        standing = migrate.standing(conn)
        if standing == "empty":
            return Ready(ready=False, problems=("database.not_migrated",))
        if conn.execute(select(reference_version.c.version)).scalar_one_or_none() is None:
            return Ready(ready=False, problems=("database.not_seeded",))
        known = calendars.national_years(conn)
        wanted = sorted(set(_wanted(real_now().date())))
        lacking = [(known.get(year, "missing"), year) for year in wanted]
        unsettled = (f"calendar.year_{state}:{year}" for state, year in lacking if state != YearStatus.OFFICIAL)
        # While a release is rolled out, new code meets the old schema and old code the new one: both serve.
        other = () if standing == "current" else (f"database.{standing}",)
        return Ready(ready=True, warnings=(*other, *unsettled))


def _wanted(today: date) -> tuple[int, int]:
    return today.year, (today + AHEAD).year
