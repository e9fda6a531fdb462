"""What applicants say is reported with the next batch: one timer for all of it."""

from datetime import UTC, datetime, timedelta

from shared.contracts.messages import ExportRatings
from shared.store.uow import Work


def time_to_say_why(work: Work, tenant_id: str) -> timedelta:
    """How long a bad grade without a reason waits for one before it is reported."""
    return timedelta(minutes=work.reference.whole(tenant_id, "rating.export_wait_minutes", 10))


def report_later(work: Work, tenant_id: str, after: timedelta = timedelta(0)) -> None:
    """One timer for all that is said until the next batch, or the next that long `after`; its key is its time."""
    minutes = max(1, work.reference.whole(tenant_id, "rating.export_minutes", 60))
    passed = int((work.now + after).timestamp()) // (minutes * 60)
    due = datetime.fromtimestamp((passed + 1) * minutes * 60, UTC)
    work.timer(ExportRatings(tenant_id=tenant_id), key=f"{tenant_id}:{due.isoformat()}", due_at=due)
