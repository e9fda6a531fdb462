"""PostgreSQL under our supervision: it keeps what it acknowledged, and says in a sentence why it will not start."""

import os
import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from deploy.postgres import roles
from deploy.postgres.embedded import Embedded, running
from deploy.problems import Problem


def connect(postgres: Embedded, role: str = "owner") -> psycopg.Connection:
    return psycopg.connect(postgres.url(role).replace("+psycopg", ""), autocommit=True)


def kill_everything(postgres: Embedded) -> None:
    """Postmaster and sessions at once, as a power cut would end them."""
    assert postgres.server.process is not None
    sessions = subprocess.run(
        ["pgrep", "-P", str(postgres.server.process.pid)], capture_output=True, text=True, check=True
    ).stdout.split()
    for pid in [str(postgres.server.process.pid), *sessions]:
        os.kill(int(pid), signal.SIGKILL)
    postgres.server.process.wait()


def test_an_acknowledged_row_survives_kill_9_of_everything(home: Path) -> None:
    # Given a server that has acknowledged rows
    with running(home) as postgres:
        with connect(postgres) as session:
            session.execute("create table t (n int)")
            for number in range(50):
                session.execute("insert into t values (%s)", [number])
            # When everything is killed while sessions are open, and started again
            kill_everything(postgres)
        postgres.server.start()
        # Then every row is there
        with connect(postgres) as session:
            assert session.execute("select count(*) from t").fetchone() == (50,)


def test_a_second_start_keeps_the_data_and_the_passwords(home: Path) -> None:
    with running(home) as postgres, connect(postgres) as session:
        session.execute("create table t (n int)")
        url = postgres.url("app")
    started = time.monotonic()
    with running(home) as postgres, connect(postgres) as session:
        assert session.execute("select count(*) from t").fetchone() == (0,)
        assert postgres.url("app") == url
        assert time.monotonic() - started < 5


def test_an_orphan_of_a_killed_parent_is_ended_first(home: Path) -> None:
    # Given a server whose parent forgot it
    orphan = Embedded(home)
    orphan.start()
    orphan.held.close()
    assert orphan.server.process is not None
    # When the next one starts
    with running(home) as postgres:
        # Then the first is gone and the second answers
        orphan.server.process.wait(10)
        with connect(postgres) as session:
            assert session.execute("select 1").fetchone() == (1,)


def test_a_lock_file_whose_number_another_program_got_is_no_hindrance(home: Path) -> None:
    with running(home) as postgres:
        kill_everything(postgres)
        lock = postgres.place.data / "postmaster.pid"
        with subprocess.Popen(["sleep", "60"], **postgres.place.account.options()) as other:
            lock.write_text("\n".join([str(other.pid), *lock.read_text().split("\n")[1:]]))
            postgres.server.start()
            assert other.poll() is None
            other.kill()


def test_two_cannot_use_one_folder(home: Path) -> None:
    with running(home), pytest.raises(Problem, match="in use by process"):
        Embedded(home)


def test_settings_keep_what_was_acknowledged_and_data_is_checked(home: Path) -> None:
    with running(home) as postgres, connect(postgres) as session:
        for name in ("fsync", "synchronous_commit", "full_page_writes", "data_checksums"):
            assert session.execute("select current_setting(%s)", [name]).fetchone() == ("on",), name


def test_no_role_passes_over_row_security_and_only_the_owner_makes_tables(home: Path) -> None:
    with running(home) as postgres:
        with connect(postgres) as session:
            found = session.execute(
                "select rolname from pg_roles where rolname = any(%s) and not rolsuper and not rolbypassrls"
                " and not rolcreatedb and not rolcreaterole",
                [list(roles.ROLES.values())],
            ).fetchall()
            assert {name for (name,) in found} == set(roles.ROLES.values())
            session.execute("create table t (n int)")
        for role in ("app", "queue"):
            with connect(postgres, role) as session, pytest.raises(psycopg.errors.InsufficientPrivilege):
                session.execute("create table u (n int)")
        wrong = postgres.url("app").replace("+psycopg", "").replace(postgres.url("app").split(":")[2][:5], "wrong")
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(wrong)


def test_a_path_too_long_for_a_socket_is_served_on_this_machine_only(home: Path) -> None:
    deep = home / ("x" * 90)
    deep.mkdir()
    with running(deep) as postgres, connect(postgres) as session:
        assert "@127.0.0.1:" in postgres.url("owner")
        assert session.execute("show listen_addresses").fetchone() == ("127.0.0.1",)


@pytest.mark.parametrize("folder", ["包 头", 'it\'s, "quoted"'])
def test_unusual_folder_names_work(home: Path, folder: str) -> None:
    odd = home / folder
    odd.mkdir()
    with running(odd) as postgres, connect(postgres) as session:
        assert session.execute("select 1").fetchone() == (1,)


def test_another_major_version_is_refused(home: Path) -> None:
    with running(home) as postgres:
        data = postgres.place.data
    (data / "PG_VERSION").write_text("15\n")
    with pytest.raises(Problem, match=r"is of PostgreSQL 15, this release has 18: dump it"):
        Embedded(home)


@pytest.mark.parametrize("part", ["PG_VERSION", "global/pg_control"])
def test_a_missing_part_is_called_damage(home: Path, part: str) -> None:
    with running(home) as postgres:
        data = postgres.place.data
    (data / part).unlink()
    with pytest.raises(Problem, match=rf"is damaged \({part} is missing\): restore it from a backup"):
        Embedded(home)


def test_a_file_that_postgresql_cannot_read_is_called_damage_in_its_own_words(home: Path) -> None:
    with running(home) as postgres:
        control = postgres.place.data / "global/pg_control"
    content = bytearray(control.read_bytes())
    content[40] ^= 0xFF
    control.write_bytes(content)
    with pytest.raises(Problem, match=r"is damaged \(FATAL: .*control file.*\): restore it"), running(home):
        pass


def test_a_database_without_its_keys_is_not_opened(home: Path) -> None:
    with running(home):
        pass
    (home / "keys/pg_super").unlink()
    with pytest.raises(Problem, match="its keys are not: restore"):
        Embedded(home)


def test_a_start_that_was_killed_while_making_the_cluster_is_begun_anew(home: Path) -> None:
    (home / "pg/data.new").mkdir(parents=True)
    (home / "pg/data.new/PG_VERSION").write_text("18\n")
    (home / "pg").chmod(0o711)
    with running(home) as postgres, connect(postgres) as session:
        assert session.execute("select 1").fetchone() == (1,)


def test_secrets_are_readable_by_their_owner_only(home: Path) -> None:
    with running(home):
        for file in (home / "keys").iterdir():
            assert file.stat().st_mode & 0o077 == 0, file
