"""Every table is scoped to a tenant by the database itself, or stands on the short list."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from shared.kernel.settings import Settings
from shared.store import rls
from shared.store.engine import Store
from shared.store.tables import metadata

_SECURITY = text(
    "select c.relname, c.relrowsecurity, c.relforcerowsecurity from pg_class c join pg_namespace n on"
    " n.oid = c.relnamespace where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition"
)
_POLICIES = text(
    "select tablename, polcmd, with_check, qual from (select p.tablename, p.cmd as polcmd, p.with_check, p.qual"
    " from pg_policies p where 'bangban_app' = any(p.roles)) x"
)


def test_every_table_is_listed_exactly_once() -> None:
    listed = [*rls.ROWS, *rls.READABLE, *rls.UNSCOPED]
    assert len(listed) == len(set(listed))
    assert set(metadata.tables) == set(listed) - {"alembic_version"}


def test_every_scoped_table_enables_and_forces_row_level_security_with_a_check(store: Store) -> None:
    with store.engine.connect() as conn:
        security = {row.relname: row for row in conn.execute(_SECURITY)}
        checks = {row.tablename for row in conn.execute(_POLICIES) if row.with_check}
    for table in (*rls.ROWS, *rls.READABLE):
        assert security[table].relrowsecurity, table
        assert security[table].relforcerowsecurity, table
        assert table in checks, table
        assert "tenant_id" in metadata.tables[table].c, table


def test_no_table_without_row_level_security_is_off_the_short_list(store: Store) -> None:
    with store.engine.connect() as conn:
        open_tables = {row.relname for row in conn.execute(_SECURITY) if not row.relrowsecurity}
    assert open_tables == set(rls.UNSCOPED)


def test_partitions_cannot_be_read_past_the_table_they_belong_to(store: Store) -> None:
    granted = text(
        "select table_name from information_schema.role_table_grants where grantee = 'bangban_app'"
        " and table_name ~ '_[0-9]{6}$'"
    )
    with store.engine.connect() as conn:
        assert conn.execute(granted).all() == []


def test_the_app_role_owns_nothing_and_passes_over_nothing(store: Store) -> None:
    owned = text("select count(*) from pg_class where relowner = 'bangban_app'::regrole")
    passes = text("select rolbypassrls or rolsuper from pg_roles where rolname in ('bangban_app', 'bangban_queue')")
    with store.engine.connect() as conn:
        assert conn.execute(owned).scalar_one() == 0
        assert conn.execute(passes).scalars().all() == [False, False]


def test_the_queue_role_touches_its_own_tables_and_no_other(settings: Settings) -> None:
    granted = text(
        "select distinct table_name from information_schema.role_table_grants where grantee = 'bangban_queue'"
    )
    with create_engine(settings.database_owner, poolclass=NullPool).connect() as conn:
        assert set(conn.execute(granted).scalars()) == set(rls.QUEUE_TABLES)


def test_the_migrations_from_nothing_give_the_tables(settings: Settings) -> None:
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    with engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True, "include_object": _ours})
        assert compare_metadata(context, metadata) == []


def _ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Monthly partitions follow their table."""
    return not (kind == "table" and name is not None and name[-6:].isdigit())
