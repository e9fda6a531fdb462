"""A demonstration database, and gateways on it as processes of their own, for the questions that go through HTTP."""

import multiprocessing
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy import homes, ports
from deploy.postgres.embedded import running as postgres
from deploy.seeding import load
from services.gateway import main as gateway
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.kernel.settings import Settings
from shared.store import migrate
from shared.store.engine import open_store

VILLAGE = "150271102203"


class Demo(msgspec.Struct, frozen=True):
    """The settings of the database, and a clerk of 小召湾村 as the use cases take one."""

    settings: Settings
    clerk: Actor


@contextmanager
def demo(home: Path) -> Iterator[Demo]:
    """Migrated, seeded, with the demonstration's people."""
    with postgres(homes.ready(home)) as embedded:
        settings = Settings(
            home=embedded.home,
            database_owner=embedded.url("owner"),
            database_app=embedded.url("app"),
            database_queue=embedded.url("queue"),
            data_keys={1: b"b" * 32},
            token_key=b"b" * 32,
            chain_key=b"b" * 32,
            heads_key=b"b" * 32,
            hook_secret="b" * 32,
            plain_http=True,
            demo=True,
        )
        migrate.upgrade(settings)
        owner = create_engine(settings.database_owner, poolclass=NullPool)
        load(settings, owner, demo=True)
        with owner.connect() as conn:
            found = conn.execute(text("select id, staff_id, tenant_id from users where login = 'xzw'")).one()
        yield Demo(
            settings,
            Actor(
                user_id=found.id,
                staff_id=found.staff_id,
                tenant_id=found.tenant_id,
                site_id=VILLAGE,
                roles=frozenset({Role.CLERK}),
            ),
        )


@contextmanager
def serve(there: Demo, processes: int) -> Iterator[list[str]]:
    """The addresses of so many gateways, ready."""
    spawn, numbers = multiprocessing.get_context("spawn"), ports.free(processes)
    running = [
        spawn.Process(target=_serve, args=(msgspec.structs.replace(there.settings, port=number),), daemon=True)
        for number in numbers
    ]
    for process in running:
        process.start()
    addresses = [f"http://127.0.0.1:{number}" for number in numbers]
    for address in addresses:
        _await(address)
    yield addresses
    for process in running:
        process.terminate()
        process.join(30)


def _serve(settings: Settings) -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    gateway.serve(settings, open_store(settings))


def _await(address: str) -> None:
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            if httpx.get(f"{address}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise RuntimeError(f"{address} did not start")
