"""Which tenants there are."""

from sqlalchemy import Engine, select

from shared.store.tables.org import tenants as t


def tenants(engine: Engine) -> tuple[str, ...]:
    """Every tenant, by id."""
    with engine.connect() as conn:
        return tuple(conn.execute(select(t.c.id).order_by(t.c.id)).scalars())


def root_tenant(engine: Engine) -> str:
    """The topmost one, the city; '' before anything is seeded."""
    with engine.connect() as conn:
        top = select(t.c.id).where(t.c.parent_id.is_(None)).order_by(t.c.id).limit(1)
        return str(conn.execute(top).scalar_one_or_none() or "")
