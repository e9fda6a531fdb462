"""The data folder: made once with checksums and passwords, checked for version and damage at every start."""

import os
import shutil
import subprocess
from pathlib import Path

from deploy.postgres import binaries
from deploy.postgres.place import Place
from deploy.problems import Problem

SUPERUSER = "bangban_super"


def ensure(place: Place, programs: Path, password: str) -> bool:
    """Make the cluster if it is not there; return whether it was made. Raises Problem on damage or another version."""
    if place.data.exists():
        check(place.data, programs)
        return False
    draft = place.folder / "data.new"
    shutil.rmtree(draft, ignore_errors=True)
    folder(draft, place)
    initdb(draft, place, programs, password)
    # Renamed only when whole: a kill in the middle leaves a draft, never half a cluster.
    draft.rename(place.data)
    return True


def check(data: Path, programs: Path) -> None:
    """Refuse what is not a cluster of this version."""
    try:
        found = data.joinpath("PG_VERSION").read_text().strip()
    except FileNotFoundError:
        raise damaged(data, "PG_VERSION is missing") from None
    ours = binaries.major(programs)
    if found != ours:
        raise Problem(
            f"{data} is of PostgreSQL {found}, this release has {ours}",
            "dump it with the old release and load it here, or choose another folder with BANGBAN_HOME",
        )
    for part in ("global/pg_control", "base", "pg_wal"):
        if not data.joinpath(part).exists():
            raise damaged(data, f"{part} is missing")


def damaged(data: Path, sign: str) -> Problem:
    """The sentence for a folder that PostgreSQL cannot start from."""
    mend = "restore it from a backup, or choose another folder with BANGBAN_HOME"
    return Problem(f"the database folder {data} is damaged ({sign})", mend)


def folder(path: Path, place: Place) -> None:
    """Make a folder that belongs to the account alone."""
    path.mkdir(exist_ok=True)
    if place.account.switch:
        os.chown(path, place.account.uid, place.account.gid)
    path.chmod(0o700)


def initdb(data: Path, place: Place, programs: Path, password: str) -> None:
    """Run initdb; the superuser's password goes through a pipe and never touches the disk in clear."""
    reading, writing = os.pipe()
    os.write(writing, password.encode() + b"\n")
    os.close(writing)
    os.fchown(reading, place.account.uid, place.account.gid)  # initdb opens /dev/fd/N again, as that account
    command = [str(programs / "initdb"), "-D", str(data), "-U", SUPERUSER, f"--pwfile=/dev/fd/{reading}"]
    command += ["-A", "scram-sha-256", "-E", "UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    command += ["--data-checksums", "--no-instructions"]
    try:
        made = subprocess.run(
            command, capture_output=True, text=True, pass_fds=(reading,), check=False, **place.account.options()
        )
    finally:
        os.close(reading)
    if made.returncode != 0:
        last = " ".join(made.stderr.strip().splitlines()[-1:])
        raise Problem(f"the database could not be made in {data} ({last})", "is the disk full or read-only?")
