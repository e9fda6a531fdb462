"""The database alone keeps tenants apart; and whatever part of that is taken away, the check of it notices."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy.postgres.embedded import Embedded
from shared.kernel.settings import Settings
from tests.isolation import sql
from tests.isolation.planting import Planted, plant, scoped


@pytest.fixture(scope="module")
def engine(postgres: Embedded, shared_settings: Settings) -> Iterator[Engine]:
    database = shared_settings.database_owner.rpartition("/")[2].partition("?")[0]
    found = create_engine(postgres.url("super", database), poolclass=NullPool)
    yield found
    found.dispose()


@pytest.fixture(scope="module")
def planted(engine: Engine) -> Planted:
    with engine.begin() as conn:
        return plant(conn)


def test_no_tenant_sees_or_changes_what_is_another_s(engine: Engine, planted: Planted) -> None:
    with engine.connect() as conn:
        assert list(sql.faults(conn, planted)) == []


def test_every_breach_of_it_is_noticed(engine: Engine, planted: Planted) -> None:
    with engine.connect() as conn:
        breaches = list(_breaches(conn))
    assert len(breaches) > 150
    assert _unnoticed(engine, planted, breaches) == []


def _unnoticed(engine: Engine, planted: Planted, breaches: list[tuple[str, str]]) -> list[str]:
    missed = []
    with engine.connect() as conn:
        for table, breach in breaches:
            nested = conn.begin_nested()
            conn.execute(text(breach))
            if next(sql.faults(conn, planted, table), None) is None:
                missed.append(breach)
            nested.rollback()
        conn.rollback()
    return missed


def _breaches(conn: Connection) -> Iterator[tuple[str, str]]:
    """Each with the table it is about: every policy dropped, every one widened, every guard taken away."""
    rows = text("select tablename, policyname, cmd, qual, with_check from pg_policies where schemaname = 'public'")
    for table, policy, cmd, shows, takes in conn.execute(rows):
        yield table, f"drop policy {policy} on {table}"
        if shows not in (None, "true") and (table, policy) not in sql.MUTE:
            yield table, f"alter policy {policy} on {table} using (true)"
        if cmd != "SELECT" and takes not in (None, "true"):
            yield table, f"alter policy {policy} on {table} with check (true)"
    for one in scoped():
        yield one.name, f"alter table {one.name} disable row level security"
        yield one.name, f"alter table {one.name} no force row level security"
        yield one.name, f"alter table {one.name} owner to bangban_app"
        yield one.name, f"grant truncate on {one.name} to bangban_app"
        yield one.name, f"grant references on {one.name} to bangban_queue"
    for role in ("bangban_app", "bangban_queue"):
        yield "cases", f"alter role {role} bypassrls"
        yield "cases", f"grant bangban_owner to {role}"
    month = "select relname from pg_class where relispartition and relkind = 'r' and relname like 'audit%' limit 1"
    yield "audit", f"grant select on {conn.execute(text(month)).scalar_one()} to bangban_app"
