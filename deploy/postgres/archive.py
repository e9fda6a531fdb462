"""The write-ahead log of the embedded server: kept from the first backup on, and moved to where the backups are."""

import os
import shlex
import shutil
import time
from pathlib import Path

import psycopg

from deploy.postgres import cluster
from deploy.postgres.place import Place
from deploy.problems import Problem

PATIENCE = 60.0  # seconds for the server to hand over its last segment


def folder(place: Place) -> Path:
    """Where the server puts finished segments. While it is not there, nothing is kept: nobody makes backups."""
    return place.folder / "archive"


def command(place: Place) -> str:
    """PostgreSQL's archive_command: a segment is whole under its name, or not there."""
    kept = shlex.quote(str(folder(place))).replace("%", "%%")
    return f"test ! -d {kept} || test -f {kept}/%f || (cp %p {kept}/.%f && sync {kept}/.%f && mv {kept}/.%f {kept}/%f)"


def begin(place: Place) -> None:
    """From now on segments are kept."""
    cluster.folder(folder(place), place)


def move(place: Place, url: str, target: Path) -> int:
    """Everything written so far goes to `target`; gives how many segments. Raises Problem when the server lags."""
    last = _close_segment(url)
    _await(folder(place), target, last)
    moved = 0
    target.mkdir(exist_ok=True)
    for segment in sorted(folder(place).glob("[!.]*")):
        _copy(segment, target)
        segment.unlink()
        moved += 1
    return moved


def _close_segment(url: str) -> str:
    """Ends the segment being written and gives its name."""
    with psycopg.connect(url, autocommit=True) as session:
        # A record of our own, so that the segment is not empty and every commit before it lies below the switch.
        session.execute("select pg_create_restore_point('bangban backup')")
        row = session.execute("select pg_walfile_name(pg_switch_wal())").fetchone()
    return str(row[0]) if row else ""


def _await(kept: Path, target: Path, last: str) -> None:
    end = time.monotonic() + PATIENCE
    while not (kept / last).exists() and not (target / last).exists():
        if time.monotonic() > end:
            raise Problem(f"PostgreSQL did not hand over {last}", "is the disk full? see HOME/log/postgres.log")
        time.sleep(0.05)


def _copy(segment: Path, target: Path) -> None:
    draft = target / f".{segment.name}"
    shutil.copyfile(segment, draft)
    with draft.open("rb") as written:
        os.fsync(written.fileno())
    draft.replace(target / segment.name)
