"""One open prompt at a time for a phone, where the supplier binds no reply to its message; and when the next is due."""

from datetime import datetime, timedelta

import msgspec


class TurnLimits(msgspec.Struct, frozen=True, kw_only=True):
    """How long a prompt has a phone to itself, and how long after its end an afterthought still belongs to it.

    Our defaults: three days, ten minutes.
    """

    hours: float = 72
    pause_minutes: float = 10


def over_at(opened_at: datetime, settled_at: datetime | None, limits: TurnLimits) -> datetime:
    """When the turn of a prompt is over: its whole time, or a pause after it was answered, refused or closed."""
    whole = opened_at + timedelta(hours=limits.hours)
    return whole if settled_at is None else min(whole, settled_at + timedelta(minutes=limits.pause_minutes))
