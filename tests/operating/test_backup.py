"""Backup and restore to a chosen second: what was before is there, what came later is not, and work goes on."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy import homes, keys, ports, surroundings
from deploy.commands import backup as backups
from deploy.commands import keys as key_commands
from deploy.commands.check import check
from deploy.postgres.embedded import Embedded, running
from deploy.problems import Problem
from deploy.seeding import load
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings, read
from shared.store import migrate
from shared.store.engine import Store, open_store
from tests import scenes
from tests.operating.conftest import ROOT

BY = scenes.clerk(scenes.VILLAGE)


def bangban(home: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """A command in a home, as an operator types it."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("BANGBAN_")}
    command = [sys.executable, "-m", "deploy.cli", *words]
    env = clean | {"BANGBAN_HOME": str(home)}
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)


def noted(home: Path, embedded: Embedded) -> Settings:
    """What `bangban up` would have noted of this home."""
    values = surroundings.embedded(home, embedded, ports.free(1)[0], "")
    surroundings.note(home, values)
    return read(values)


def numbers(store: Store) -> list[str]:
    with store.work(BY) as work:
        return list(work.conn.execute(text("select number from cases order by number")).scalars())


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A folder that the database's account can pass through."""
    made = Path("/tmp") / f"bb-backup-{os.getpid()}-{time.monotonic_ns()}"
    made.mkdir(mode=0o711)
    yield made
    shutil.rmtree(made)


def test_a_restore_to_a_second_has_what_was_before_and_not_what_came_later(folder: Path) -> None:
    home, copies, export = folder / "home", folder / "copies", folder / "export.json"
    with running(homes.ready(home)) as embedded:
        settings = noted(home, embedded)
        migrate.upgrade(settings)
        store = open_store(settings, "app")
        load(settings, create_engine(settings.database_owner, poolclass=NullPool), demo=True)
        # Given a case before the backup, one after it, and one after the second that will be wanted
        before = scenes.registered(store, BY)
        assert "make one first" in bangban(home, "backup", str(copies), "--log").stderr
        made = bangban(home, "backup", str(copies))
        assert made.returncode == 0, made.stderr
        after = scenes.registered(store, BY)
        time.sleep(1.1)
        second = real_now()
        time.sleep(1.1)
        late = scenes.registered(store, BY)
        assert bangban(home, "backup", str(copies), "--log").returncode == 0
        assert bangban(home, "keys", "export", str(export)).returncode == 0
        store.engine.dispose()
    secrets = [one.read_text().strip() for one in (home / "keys").iterdir()]
    refuses(folder, home, copies, export)
    holds_no_secret(copies, secrets)
    # When it is restored to that second, in a home with its keys
    new = folder / "new"
    assert bangban(new, "keys", "import", str(export)).returncode == 0
    done = bangban(new, "restore", str(copies), "--at", second.isoformat())
    assert done.returncode == 0, done.stderr
    # Then it has exactly what was there, all of it sound, and the next case follows without a gap
    with running(new) as embedded:
        settings = noted(new, embedded)
        store = open_store(settings, "app")
        assert [known(store, one) for one in (before, after, late)] == [True, True, False]
        assert not [one for one in check(settings) if one.violations]
        scenes.registered(store, BY)
        assert [number.split("-")[2] for number in numbers(store)] == ["0001", "0002", "0003"]
        assert not [one for one in check(settings) if one.violations]
        store.engine.dispose()
    # and without a second it has all there is; beyond that it cannot be
    last = folder / "last"
    assert bangban(last, "keys", "import", str(export)).returncode == 0
    beyond = bangban(last, "restore", str(copies), "--at", "2999-01-01T00:00:00")
    assert (beyond.returncode, len(beyond.stderr.splitlines())) == (1, 1)
    assert "does not reach" in beyond.stderr
    assert bangban(last, "restore", str(copies)).returncode == 0
    with running(last) as embedded:
        store = open_store(noted(last, embedded), "app")
        assert known(store, late)
        store.engine.dispose()


def known(store: Store, case_id: UUID) -> bool:
    with store.work(BY) as work:
        return work.conn.execute(text("select 1 from cases where id = :id"), {"id": case_id}).first() is not None


def holds_no_secret(copies: Path, secrets: list[str]) -> None:
    """No file of a backup has any key or password in it."""
    wanted = [part.encode() for secret in secrets for part in secret.split(":")[-1:]]
    for file in (one for one in copies.rglob("*") if one.is_file()):
        content = file.read_bytes()
        assert not any(secret in content for secret in wanted), file


def refuses(folder: Path, home: Path, copies: Path, export: Path) -> None:
    """A home in use, no keys, other keys, an unfinished backup, a second before the first: each is told."""
    foreign, empty, unfinished = folder / "foreign", folder / "empty", folder / "unfinished"
    for name in ("pg_super", "token", "chain"):
        keys.secret(foreign, name, keys.key)
    keys.secret(foreign, "data", keys.first_data_key)
    unfinished.mkdir()
    base = next(copies.glob("base-*Z"))
    shutil.copytree(base, unfinished / f"{base.name}.part", ignore=shutil.ignore_patterns("backup.json"))
    told: dict[str, tuple[Path, Callable[[], None]]] = {
        "has a database already": (home, lambda: backups.restore(copies, "")),
        "is missing, without which": (empty, lambda: backups.restore(copies, "")),
        "are not those of this backup": (foreign, lambda: backups.restore(copies, "")),
        "only an unfinished backup": (foreign, lambda: backups.restore(unfinished, "")),
        "the first backup was whole at": (foreign, lambda: backups.restore(copies, "2020-01-01T00:00:00")),
        "is no point in time": (foreign, lambda: backups.restore(copies, "yesterday")),
        "has keys already": (foreign, lambda: key_commands.bring_in(export)),
        "is there already": (home, lambda: key_commands.export(export)),
    }
    for words, (where, act) in told.items():
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("BANGBAN_HOME", str(where))
            with pytest.raises(Problem, match=words):
                act()
    assert not (foreign / "pg/data").exists()
