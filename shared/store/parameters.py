"""Parameters that a tenant sets for itself; every process reads them anew once the transaction is committed."""

from sqlalchemy import delete
from sqlalchemy.dialects.postgresql import insert

from shared.store.tables.rules import parameters as t
from shared.store.tables.rules import reference_version
from shared.store.uow import Work


def put(work: Work, key: str, value: str, unit: str, source: str) -> None:
    """The actor's tenant has this value from now on. `source` says who set it, as far as that is no secret."""
    new = {"value": value, "unit": unit, "source": source}
    row = insert(t).values(tenant_id=work.actor.tenant_id, key=key, **new)
    work.conn.execute(row.on_conflict_do_update(index_elements=[t.c.tenant_id, t.c.key], set_=new))
    _moved(work)


def drop(work: Work, key: str) -> None:
    """The actor's tenant has none of its own any more: the one above decides again."""
    work.conn.execute(delete(t).where(t.c.tenant_id == work.actor.tenant_id, t.c.key == key))
    _moved(work)


def _moved(work: Work) -> None:
    work.conn.execute(reference_version.update().values(version=reference_version.c.version + 1))
