"""A year of the working calendar: from holiday-cn's list of special days to one entry a date."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

import msgspec

from deploy.seeding.documents import YearFile
from deploy.seeding.faults import Fault


def read(folder: Path, years: Iterable[int], faults: list[Fault]) -> dict[int, YearFile]:
    """The year files that calendars.csv names."""
    found = {}
    for year in years:
        name = f"calendar/{year}.json"
        try:
            found[year] = msgspec.json.decode((folder / name).read_bytes(), type=YearFile)
        except (OSError, msgspec.DecodeError) as error:
            faults.append(Fault(file=name, line=0, text=str(error)))
    return found


def days_of(year: YearFile) -> Iterator[tuple[date, bool, str]]:
    """Every date of the year, whether it is worked, and the name of what makes it special ('' for an ordinary day)."""
    special = {day.date: day for day in year.days}
    day, last = date(year.year, 1, 1), date(year.year, 12, 31)
    while day <= last:
        entry = special.get(day)
        yield day, (not entry.is_off if entry else day.weekday() < 5), entry.name if entry else ""
        day += timedelta(days=1)
