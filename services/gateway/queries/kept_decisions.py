"""Decisions that left a case where it is: kept in the audit, since nothing happened to the case."""

from datetime import datetime

from sqlalchemy import select

from shared.domain.cases.model import Case
from shared.domain.routing.explain import KEPT
from shared.store.tables.access import audit
from shared.store.uow import Work


def kept_decisions(work: Work, case: Case) -> tuple[tuple[datetime, str], ...]:
    """When, and the decision as JSON; the oldest first."""
    query = select(audit.c.at, audit.c.reason).where(audit.c.act == KEPT, audit.c.object == str(case.id))
    return tuple((row.at, row.reason) for row in work.conn.execute(query.order_by(audit.c.at)))
