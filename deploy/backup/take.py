"""A backup of the running embedded database: a whole copy, and the log since the last one."""

import os
import subprocess
from pathlib import Path

import psycopg
from sqlalchemy import URL, make_url

from deploy import surroundings
from deploy.backup import files, note
from deploy.backup.note import Note
from deploy.postgres import archive, binaries, cluster, place
from deploy.postgres.place import Place
from deploy.problems import Problem
from shared.kernel.clock import real_now


def whole(home: Path, target: Path) -> Path:
    """A copy under a name with its time, then the log. Raises Problem; what is unfinished ends in `.part`."""
    found, url = _running(home)
    target.mkdir(mode=0o700, parents=True, exist_ok=True)
    archive.begin(found)
    programs = binaries.ensure(found)
    draft = target / f"base-{real_now():%Y%m%dT%H%M%SZ}.part"
    _copy(programs, url, draft)
    keys, numbered = note.marks(home)
    made = Note(made_at=real_now(), postgres=binaries.major(programs), revision=_revision(url), keys=keys,
                data_keys=numbered)  # fmt: skip
    note.write(draft, made)
    os.sync()
    done = draft.with_suffix("")
    draft.rename(done)
    log(home, target)
    return done


def log(home: Path, target: Path) -> int:
    """What happened since the last time; gives the number of segments. Raises Problem without a whole copy."""
    found, url = _running(home)
    if not any(target.glob("base-*Z")) or not archive.folder(found).is_dir():
        raise Problem(f"{target} has no whole backup of this platform", "make one first, without --log")
    moved = archive.move(found, _plain(url), target / "wal")
    # After the log: every row in it has its file, which was there before the row.
    files.copy_new(home / files.FOLDER, target / files.FOLDER)
    return moved


def _running(home: Path) -> tuple[Place, URL]:
    found, secret = place.existing(home), home / "keys/pg_super"
    if found is None or not secret.exists() or not (home / surroundings.EMBEDDED).exists():
        mend = "a PostgreSQL of one's own is backed up with its own tools, pg_basebackup for one"
        raise Problem(f"there is no embedded database in {home}", mend)
    address = make_url(surroundings.settings("database_owner").database_owner)
    url = address.set(drivername="postgresql", username=cluster.SUPERUSER, password=secret.read_text().strip())
    try:
        psycopg.connect(_plain(url), connect_timeout=5).close()
    except psycopg.OperationalError as error:
        raise Problem(f"the database does not answer ({str(error).splitlines()[-1].strip()})", "start it") from None
    return found, url


def _copy(programs: Path, url: URL, draft: Path) -> None:
    host = str(url.query["host"]) if "host" in url.query else str(url.host)
    port = str(url.query["port"]) if "port" in url.query else str(url.port)
    command = [str(programs / "pg_basebackup"), "-D", str(draft), "-h", host, "-p", port, "-U", str(url.username)]
    command += ["-w", "-X", "stream", "-c", "fast"]
    # The password goes by the environment of this one process, and into no file.
    env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "PGPASSWORD": str(url.password)}
    made = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if made.returncode != 0:
        last = " ".join(made.stderr.strip().splitlines()[-1:])
        raise Problem(f"the copy failed ({last})", f"make room; {draft} may be removed")


def _revision(url: URL) -> str:
    with psycopg.connect(_plain(url)) as session:
        row = session.execute("select version_num from alembic_version").fetchone()
    return str(row[0]) if row else ""


def _plain(url: URL) -> str:
    return url.render_as_string(hide_password=False)
