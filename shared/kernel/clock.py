"""Real time, for leases, sessions and rate limits; business time comes from the unit of work."""

from datetime import UTC, datetime


def real_now() -> datetime:
    """The machine's clock as an aware UTC instant."""
    return datetime.now(UTC)
