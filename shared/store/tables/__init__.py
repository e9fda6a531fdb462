"""All tables, so that one import gives the whole schema."""

from shared.store.tables import access, cases, catalogue, notify, operations, org, queue, rules, time
from shared.store.tables.base import metadata

__all__ = ["access", "cases", "catalogue", "metadata", "notify", "operations", "org", "queue", "rules", "time"]
