"""What a story does besides its users: the clock of the demonstration runs ahead, messages come twice."""

from datetime import datetime, timedelta

from deploy import operators, surroundings
from deploy.commands import clock
from deploy.stories.echo import Echo
from shared.kernel.clock import real_now
from shared.store import offset
from shared.store.engine import owner_engine


def run_ahead_to(moment: datetime) -> timedelta:
    """Moves business time to this instant, or leaves it where it is later already. Gives by how much it moved."""
    with operators.at_work() as conn:
        by = max(moment - real_now() - offset.standing(conn), timedelta(0))
        clock.run_ahead(conn, by)
    return by


def to_morning() -> None:
    """Moves business time to a working morning, so that phones may ring and limits begin now."""
    with operators.at_work() as conn:
        clock.morning(conn)


def business_now() -> datetime:
    """The instant on the clock of the demonstration."""
    with operators.at_work() as conn:
        return real_now() + offset.standing(conn)


def echo() -> Echo:
    """Every message twice, while it is open."""
    return Echo(owner_engine(surroundings.settings("database_owner")))
