"""`bangban clock`: what time it is in business, and letting it run ahead in a demonstration."""

import re
from datetime import timedelta

from sqlalchemy import Connection

from deploy import operators, surroundings
from deploy.problems import Problem
from shared.kernel.clock import real_now
from shared.store import offset, partitions

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
    if not surroundings.settings().demo:
        raise Problem("this is not a demonstration, its clock is PostgreSQL's", "start one with `make run`")
    with operators.at_work() as conn:
        run_ahead(conn, timedelta(**{_UNITS[found[2]]: int(found[1])}))
    show()


def run_ahead(conn: Connection, by: timedelta) -> None:
    """Moves it, and makes the months it comes to: audit rows carry business time."""
    ahead = offset.advance(conn, by)
    partitions.ensure(conn, (real_now() + ahead).date())
