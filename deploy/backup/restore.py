"""A restored database in a home that has none: the newest fitting copy, then the log up to the wanted second."""

import os
import shutil
from datetime import datetime
from pathlib import Path

from deploy import homes
from deploy.backup import files, note
from deploy.backup.note import Note
from deploy.postgres import binaries, cluster, place
from deploy.postgres.embedded import Embedded
from deploy.postgres.place import Place
from deploy.problems import Problem


def restore(source: Path, home: Path, at: datetime | None) -> Note:
    """The state of `at`, or the last there is. Gives what the copy said of itself. A Problem leaves no database."""
    if place.existing(home) is not None:
        raise Problem(f"{home} has a database already", "restore into an empty home: choose it with BANGBAN_HOME")
    base, said = _chosen(source, at)
    note.demand_fitting(said, home)
    where = place.choose(homes.ready(home))
    if binaries.major(binaries.ensure(where)) != said.postgres:
        raise Problem(f"the backup is of PostgreSQL {said.postgres}", "restore it with the release that made it")
    try:
        _put(base, source / "wal", where, at)
        files.copy_new(source / files.FOLDER, home / files.FOLDER)
        _roll_forward(home)
    except BaseException as error:
        shutil.rmtree(where.data, ignore_errors=True)
        if isinstance(error, Problem) and at is not None:
            raise Problem(
                f"the backup does not reach {at.isoformat()} ({error.what})", "choose an earlier second"
            ) from error
        raise
    finally:
        shutil.rmtree(where.folder / "restoring", ignore_errors=True)
    return said


def _chosen(source: Path, at: datetime | None) -> tuple[Path, Note]:
    """The newest finished copy that was whole before the wanted second."""
    found = [(one, said) for one in sorted(source.glob("base-*Z")) if (said := note.read(one))]
    if not found:
        unfinished = any(source.glob("base-*"))
        why = "holds only an unfinished backup" if unfinished else "holds no backup"
        raise Problem(f"{source} {why}", "`bangban backup` makes one")
    fitting = [(one, said) for one, said in found if at is None or said.made_at <= at]
    if not fitting:
        raise Problem(f"the first backup was whole at {found[0][1].made_at.isoformat()}", "choose a later second")
    return fitting[-1]


def _put(base: Path, log: Path, where: Place, at: datetime | None) -> None:
    draft, restoring = where.folder / "data.new", where.folder / "restoring"
    for stale in (draft, restoring):
        shutil.rmtree(stale, ignore_errors=True)
    shutil.copytree(base, draft, symlinks=True, ignore=shutil.ignore_patterns(note.FILE))
    shutil.copytree(log, restoring) if log.is_dir() else restoring.mkdir()
    # Nobody may connect while it recovers: it would seem ready and could not be written to.
    lines = ["hot_standby = off", "recovery_target_action = 'promote'"]
    lines += [f'restore_command = \'cp "{restoring}/%f" "%p"\'']
    lines += [f"recovery_target_time = '{at.isoformat()}'"] if at else []
    draft.joinpath("postgresql.auto.conf").write_text("\n".join(lines) + "\n")
    draft.joinpath("recovery.signal").touch()
    _hand_over(draft, where)
    _hand_over(restoring, where)
    draft.rename(where.data)


def _hand_over(folder: Path, where: Place) -> None:
    """All of it belongs to the server's account from now on."""
    cluster.folder(folder, where)
    if where.account.switch:
        for path in folder.rglob("*"):
            os.chown(path, where.account.uid, where.account.gid, follow_symlinks=False)


def _roll_forward(home: Path) -> None:
    """Starts the server, which recovers until it may be written to, forgets how, and stops."""
    embedded = Embedded(home)
    try:
        embedded.start()
        embedded.place.data.joinpath("postgresql.auto.conf").write_text("")
    finally:
        embedded.stop()
