"""What applicants say is reported with the next batch: one timer for all of it."""

from datetime import UTC, datetime

from shared.contracts.messages import ExportRatings
from shared.store.uow import Work


def report_later(work: Work, tenant_id: str) -> None:
    """One timer for all that is said until the next batch: its key is the batch's time."""
    minutes = max(1, work.reference.whole(tenant_id, "rating.export_minutes", 60))
    passed = int(work.now.timestamp()) // (minutes * 60)
    due = datetime.fromtimestamp((passed + 1) * minutes * 60, UTC)
    work.timer(ExportRatings(tenant_id=tenant_id), key=f"{tenant_id}:{due.isoformat()}", due_at=due)
