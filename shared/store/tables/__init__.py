"""All tables, so that one import gives the whole schema."""

from shared.store.tables import (
    access,
    bell,
    cases,
    catalogue,
    cooperation,
    evaluations,
    exports,
    feedback,
    measures,
    notify,
    operations,
    org,
    queue,
    roster,
    rules,
    time,
    visits,
)
from shared.store.tables.base import metadata

__all__ = [
    "access",
    "bell",
    "cases",
    "catalogue",
    "cooperation",
    "evaluations",
    "exports",
    "feedback",
    "measures",
    "metadata",
    "notify",
    "operations",
    "org",
    "queue",
    "roster",
    "rules",
    "time",
    "visits",
]
