"""Which tenants there are."""

from sqlalchemy import Engine, select

from shared.store.tables.org import tenants as t


def tenants(engine: Engine) -> tuple[str, ...]:
    """Every tenant, by id."""
    with engine.connect() as conn:
        return tuple(conn.execute(select(t.c.id).order_by(t.c.id)).scalars())
