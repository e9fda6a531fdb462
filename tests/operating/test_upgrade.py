"""The tables are brought up to date while people work: nothing that was sent is refused, and nothing is lost."""

import gzip
import os
import subprocess
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy.commands.check import check
from deploy.postgres import binaries
from deploy.postgres.embedded import Embedded
from deploy.seeding import load
from shared.domain.cases import commands as c
from shared.kernel.settings import Settings
from shared.store import migrate
from shared.store.engine import open_store
from tests import conftest, scenes
from tests.gateways import served
from tests.operating.conftest import Bangban
from tests.services.gateway.people import Caller

NEXT = """'Tables and columns of a release to come: only added to.'

revision = "next"
down_revision = "{head}"
branch_labels = None
depends_on = None


def upgrade():
    from alembic import op

    op.execute("alter table cases add column weather text not null default ''")
    op.execute("create table umbrellas (id uuid primary key, tenant_id text not null)")
    op.execute("create index ix_cases_weather on cases (tenant_id, weather)")
"""
RELEASE = Path(__file__).with_name("release_0005.sql.gz")
"""A dump of an earlier release's database with reference data and a dozen cases, under the keys of the tests."""


@pytest.fixture
def coming(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> str:
    """The revision of a release to come, whose migration is on disk."""
    head = str(ScriptDirectory.from_config(migrate.configured()).get_current_head())
    (tmp_path / "next.py").write_text(NEXT.format(head=head))
    usual = migrate.configured

    def with_it() -> Config:
        config = usual()
        own = Path(str(config.get_main_option("script_location"))) / "versions"
        config.set_main_option("version_locations", f"{own}{os.pathsep}{tmp_path}")
        return config

    monkeypatch.setattr(migrate, "configured", with_it)
    return "next"


@pytest.fixture
def released(postgres: Embedded) -> Iterator[Settings]:
    """The database of the release before, as it was left."""
    conftest._create(postgres, "released", "template1")
    psql = binaries.installed() / "pginstall/bin/psql"
    url = postgres.url("super", "released").replace("postgresql+psycopg:", "postgresql:")
    words = [str(psql), "-X", "-q", "-v", "ON_ERROR_STOP=1", "-o", os.devnull, url]
    subprocess.run(words, input=gzip.decompress(RELEASE.read_bytes()), check=True)
    yield conftest.settings_for(postgres, "released")
    conftest._drop(postgres, "released")


def revision(owner: Engine) -> str:
    with owner.connect() as conn:
        return str(conn.execute(text("select version_num from alembic_version")).scalar_one())


def test_cases_are_taken_before_during_and_after_an_upgrade(settings: Settings, owner: Engine, coming: str) -> None:
    # Given this code, the tables of a release to come, and people who register without a pause
    store, stop = open_store(settings, "app"), threading.Event()
    told, ids = list[int](), set[str]()

    def register(http: httpx.Client) -> None:
        person = Caller(http)
        assert person.log_in("xzw").status_code == 200
        while not stop.is_set():
            answer = person.register(key=f"upgrade-{threading.get_ident()}-{len(told)}-{time.monotonic_ns()}")
            told.append(answer.status_code)
            ids.add(answer.json()["id"]) if answer.status_code == 201 else None

    with served(settings, store) as base:
        clients = [httpx.Client(base_url=base, timeout=30) for _ in range(3)]
        people = [threading.Thread(target=register, args=(client,)) for client in clients]
        for one in people:
            one.start()
        try:
            _until(lambda: len(told) >= 6)
            # When the tables are brought up to date
            migrate.upgrade(settings)
            during = len(told)
            _until(lambda: len(told) >= during + 6)
        finally:
            stop.set()
            for one, client in zip(people, clients, strict=True):
                one.join(60)
                client.close()
    store.engine.dispose()
    # Then every one was taken, all are there, and the schema is the newest
    assert set(told) == {201}
    with owner.connect() as conn:
        assert {str(one) for one in conn.execute(text("select id from cases")).scalars()} == ids
    assert revision(owner) == coming
    assert not [one for one in check(settings) if one.violations and one.invariant not in ("I7", "I10")]


def test_data_of_the_release_before_lives_on_in_the_tables_as_they_are_written(released: Settings) -> None:
    # Given cases of the release before, after the upgrade
    migrate.upgrade(released)
    engine = create_engine(released.database_owner, poolclass=NullPool)
    load(released, engine, demo=True)
    store, town = open_store(released, "app"), scenes.clerk(scenes.TOWN)
    with engine.connect() as conn:
        waiting = conn.execute(text("select case_id from handovers where state = 'offered'")).scalars().all()
    # When people go on with them, and take in new ones
    for case_id in waiting:
        assert scenes.act(store, town, case_id, c.SignFor()).holder_site == scenes.TOWN
    scenes.registered(store, scenes.clerk(scenes.VILLAGE))
    store.engine.dispose()
    engine.dispose()
    # Then everything holds
    assert waiting
    assert not [one for one in check(released) if one.violations]


def test_a_lock_that_somebody_holds_is_not_waited_for_with_everybody_behind(
    settings: Settings, owner: Engine, coming: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries, run = list[str](), migrate._run
    monkeypatch.setattr(migrate, "PATIENCE", 0.2)

    def counted(engine: Engine, to: str) -> None:
        tries.append(to)
        run(engine, to)

    monkeypatch.setattr(migrate, "_run", counted)
    with owner.connect() as busy:
        busy.execute(text("lock table alembic_version in access exclusive mode"))
        threading.Timer(1.0, busy.rollback).start()
        migrate.upgrade(settings)
    assert len(tries) > 1
    assert revision(owner) == coming


def test_a_newer_database_is_left_alone(bangban: Bangban, settings: Settings, owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(text("update alembic_version set version_num = '9999'"))
    refused = bangban("upgrade")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "newer release" in refused.stderr
    assert revision(owner) == "9999"


def _until(true: object) -> None:
    end = time.monotonic() + 60
    while not true():  # type: ignore[operator]
        assert time.monotonic() < end
        time.sleep(0.02)
