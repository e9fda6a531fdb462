"""A real PostgreSQL for every worker, and a freshly seeded database for every test that asks for one."""

import itertools
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy import homes
from deploy.postgres.embedded import Embedded, running
from deploy.seeding import load
from shared.kernel.settings import Settings
from shared.store import migrate
from shared.store.engine import Store, open_store

_numbers = itertools.count(1)
_TEMPLATE = "seeded"
_ROOM = 4 << 30  # octets: two servers with their logs


@pytest.fixture(scope="session")
def postgres() -> Iterator[Embedded]:
    """One server per worker; its template database holds the schema and the reference data."""
    folder = Path(tempfile.mkdtemp(prefix="bb-", dir=_place()))
    folder.chmod(0o711)
    with running(homes.ready(folder / "home")) as embedded:
        _create(embedded, _TEMPLATE, "template1")
        settings = settings_for(embedded, _TEMPLATE)
        migrate.upgrade(settings)
        engine = create_engine(settings.database_owner, poolclass=NullPool)
        load(settings, engine, demo=True)
        yield embedded
    shutil.rmtree(folder)


def _place() -> str:
    """In memory where that has room and runs programs: a database is hundreds of files, made and thrown away again."""
    memory = Path("/dev/shm")
    fits = memory.is_dir() and shutil.disk_usage(memory).free > _ROOM and not os.statvfs(memory).f_flag & os.ST_NOEXEC
    return str(memory) if fits else "/tmp"


@pytest.fixture
def settings(postgres: Embedded) -> Iterator[Settings]:
    """Settings of a database of one's own."""
    with a_database(postgres) as made:
        yield made


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    """The store as the app role sees it."""
    opened = open_store(settings, "app")
    yield opened
    opened.engine.dispose()


@contextmanager
def a_database(postgres: Embedded, template: str = _TEMPLATE) -> Iterator[Settings]:
    """A new database like its template; dropped afterwards, or its pages would wait for the last fsync."""
    name = f"test_{next(_numbers)}"
    _create(postgres, name, template)
    yield settings_for(postgres, name)
    _drop(postgres, name)


def settings_for(embedded: Embedded, database: str) -> Settings:
    """Settings with fixed keys for one database of the test server."""
    return Settings(
        home=embedded.home,
        database_owner=embedded.url("owner", database),
        database_app=embedded.url("app", database),
        database_queue=embedded.url("queue", database),
        data_keys={1: b"d" * 32},
        token_key=b"t" * 32,
        chain_key=b"c" * 32,
        heads_key=b"h" * 32,
        plain_http=True,
        demo=True,
        hook_secret="hook-secret-for-tests",
        sms_secret="sms-secret-for-tests",
        hold_refused=0.0,
    )


def _create(embedded: Embedded, name: str, template: str) -> None:
    engine = create_engine(embedded.url("super", "postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(f"create database {name} template {template} owner bangban_owner"))
        conn.execute(text(f"revoke all on database {name} from public"))
        conn.execute(text(f"grant connect on database {name} to bangban_app, bangban_queue"))
    with create_engine(embedded.url("super", name), poolclass=NullPool).begin() as conn:
        conn.execute(text("alter schema public owner to bangban_owner"))


def _drop(embedded: Embedded, name: str) -> None:
    engine = create_engine(embedded.url("super", "postgres"), poolclass=NullPool, isolation_level="AUTOCOMMIT")
    with engine.connect() as conn:
        conn.execute(text(f"drop database {name} with (force)"))
