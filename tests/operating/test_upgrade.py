"""The tables are brought up to date while people work: nothing that was sent is refused, and nothing is lost."""

import threading
import time
from collections.abc import Iterator

import httpx
import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy.commands.check import check
from deploy.postgres.embedded import Embedded
from deploy.seeding import load
from services.gateway.main import build
from shared.kernel.settings import Settings
from shared.store import migrate
from shared.store.engine import open_store
from tests import conftest, scenes
from tests.operating.conftest import Bangban
from tests.services.gateway.people import Caller
from tests.services.gateway.serving import serving


def before_head() -> str:
    scripts = ScriptDirectory.from_config(migrate.configured())
    return str(scripts.get_revision("head").down_revision)


@pytest.fixture
def settings(postgres: Embedded) -> Iterator[Settings]:
    """A database as the release before left it, seeded by this one's code."""
    conftest._create(postgres, "older", "template1")
    found = conftest.settings_for(postgres, "older")
    migrate.upgrade(found, before_head())
    load(found, create_engine(found.database_owner, poolclass=NullPool), demo=True)
    yield found
    conftest._drop(postgres, "older")


def revision(owner: Engine) -> str:
    with owner.connect() as conn:
        return str(conn.execute(text("select version_num from alembic_version")).scalar_one())


def test_cases_are_taken_before_during_and_after_an_upgrade(
    settings: Settings, owner: Engine, bangban: Bangban
) -> None:
    # Given this code on the schema of the release before, and people who register without a pause
    store, stop = open_store(settings, "app"), threading.Event()
    told, ids = list[int](), set[str]()

    def register(http: httpx.Client) -> None:
        person = Caller(http)
        assert person.log_in("xzw").status_code == 200
        while not stop.is_set():
            answer = person.register(key=f"upgrade-{threading.get_ident()}-{len(told)}-{time.monotonic_ns()}")
            told.append(answer.status_code)
            ids.add(answer.json()["id"]) if answer.status_code == 201 else None

    with serving(build(settings, store)) as base:
        clients = [httpx.Client(base_url=base, timeout=30) for _ in range(3)]
        people = [threading.Thread(target=register, args=(client,)) for client in clients]
        for one in people:
            one.start()
        try:
            _until(lambda: len(told) >= 6)
            # When the tables are brought up to date
            done = bangban("upgrade")
            assert done.returncode == 0, done.stderr
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
    assert revision(owner) != before_head()
    assert not [one for one in check(settings) if one.violations and one.invariant not in ("I7", "I10")]


def test_data_of_the_release_before_lives_on_in_the_tables_as_they_are_written(settings: Settings) -> None:
    store = open_store(settings, "app")
    scenes.registered(store, scenes.clerk(scenes.VILLAGE))
    migrate.upgrade(settings)
    scenes.registered(store, scenes.clerk(scenes.VILLAGE))
    store.engine.dispose()
    assert not [one for one in check(settings) if one.violations]


def test_a_lock_that_somebody_holds_is_not_waited_for_with_everybody_behind(
    settings: Settings, owner: Engine, monkeypatch: pytest.MonkeyPatch
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
    assert revision(owner) != before_head()


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
