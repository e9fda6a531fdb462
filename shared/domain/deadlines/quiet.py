"""Quiet hours: when nobody's phone is to ring, by the wall clock of the country, on working days and others alike."""

from datetime import UTC, datetime, timedelta

import msgspec

from shared.domain.deadlines.calendar import SHANGHAI


class QuietHours(msgspec.Struct, frozen=True, kw_only=True):
    """From one hour of the day to another, local time, over midnight where the second is the smaller; equal: never.

    Our default, 21 to 8: what networks allow for advertising is 8 to 22 (MIIT), and ours wake nobody either.
    """

    since: float = 21
    until: float = 8

    def end(self, now: datetime) -> datetime | None:
        """When they are over, in UTC; None where it is not quiet now."""
        local = now.astimezone(SHANGHAI)
        midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
        for day in (-1, 0):
            since = midnight + timedelta(days=day, hours=self.since)
            until = midnight + timedelta(days=day + (self.until < self.since), hours=self.until)
            if since <= local < until:
                return until.astimezone(UTC)
        return None
