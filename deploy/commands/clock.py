"""`bangban clock`: what time it is in business, and letting it run ahead in a demonstration."""

import re
from datetime import timedelta
from itertools import chain

from sqlalchemy import Connection

from deploy import operators, surroundings
from deploy.problems import Problem
from shared.domain.deadlines.calendar import local_date
from shared.kernel.clock import real_now
from shared.store import offset, partitions, reference_cache

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def show() -> None:
    """Prints business time and how far it runs ahead."""
    with operators.at_work() as conn:
        ahead = offset.standing(conn)
    print(f"{(real_now() + ahead).isoformat(timespec='seconds')}  ({ahead} ahead of the machine)")


def advance(by: str) -> None:
    """Moves business time forward by, say, 90m, 8h or 3d. Raises Problem outside a demonstration."""
    found = re.fullmatch(r"(\d{1,4})([smhd])", by)
    if found is None:
        raise Problem(f"{by!r} is no step of time", "write a number and a unit: 45s, 90m, 8h, 3d")
    _require_demo()
    with operators.at_work() as conn:
        run_ahead(conn, timedelta(**{_UNITS[found[2]]: int(found[1])}))
    show()


def to_morning() -> None:
    """Moves business time forward to a working morning, unless it is one. Raises Problem outside a demonstration."""
    _require_demo()
    with operators.at_work() as conn:
        morning(conn)
    show()


def morning(conn: Connection) -> None:
    """The next time between half an hour and an hour and a half after opening, when phones may ring; now, if it is."""
    calendar = reference_cache.load(0, conn).calendar
    now = real_now() + offset.standing(conn)
    day = local_date(now)
    days = (one for one in chain([day], calendar.working_days_after(day)) if calendar.is_working(one))
    begins = (calendar.opens(one) + _SETTLED for one in days)
    wanted = next(begin for begin in begins if now < begin + _MORNING)
    run_ahead(conn, max(wanted - now, timedelta(0)))


_SETTLED, _MORNING = timedelta(minutes=30), timedelta(hours=1)


def _require_demo() -> None:
    if not surroundings.settings().demo:
        raise Problem("this is not a demonstration, its clock is PostgreSQL's", "start one with `make run`")


def run_ahead(conn: Connection, by: timedelta) -> None:
    """Moves it, and makes the months it comes to: audit rows carry business time."""
    ahead = offset.advance(conn, by)
    partitions.ensure(conn, (real_now() + ahead).date())
