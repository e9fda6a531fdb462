"""What a killed predecessor left: a postmaster still running on our data, or only its lock file."""

import os
import signal
import time
from pathlib import Path

from deploy import processes
from deploy.problems import Problem

PATIENCE = 60.0  # seconds for a fast shutdown, which ends every session and writes a checkpoint


def clear(data: Path) -> None:
    """Leave the folder free for a new server. Call it holding the home's lock. Raises Problem if that is impossible."""
    lock = data / "postmaster.pid"
    pid = owner(lock)
    if pid is None or not processes.alive(pid):
        return  # PostgreSQL clears the lock file of a dead process itself, after checking its shared memory
    if is_server(pid, data):
        stop(pid, data)
    elif not looks_like_postgres(pid):
        disown(lock)


def owner(lock: Path) -> int | None:
    """The process number on the first line of the lock file; single-user mode writes it negative."""
    try:
        return abs(int(lock.read_text().split("\n", 1)[0]))
    except (FileNotFoundError, ValueError):
        return None


def is_server(pid: int, data: Path) -> bool:
    """Whether the process is a postmaster on this very folder."""
    words = processes.words(pid)
    return looks_like_postgres(pid) and str(data) in words


def looks_like_postgres(pid: int) -> bool:
    """Whether the process is a PostgreSQL server at all."""
    return Path((processes.words(pid) or [""])[0]).name == "postgres"


def stop(pid: int, data: Path) -> None:
    """End an orphan: a fast shutdown first, at once when that takes too long (the next start recovers)."""
    for signum, patience in ((signal.SIGINT, PATIENCE), (signal.SIGQUIT, 10.0), (signal.SIGKILL, 5.0)):
        os.kill(pid, signum)
        if gone(pid, patience):
            return
    raise Problem(f"process {pid} still runs on {data} and does not end", "end it by hand and start again")


def gone(pid: int, patience: float) -> bool:
    """Wait until the process is gone, at most `patience` seconds."""
    end = time.monotonic() + patience
    while processes.alive(pid):
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def disown(lock: Path) -> None:
    """The number was given to some other program since, which makes PostgreSQL refuse to start.

    We put our own number there, which it takes for a predecessor's since we are its parent. Removing the file would
    be wrong: its other lines let the new server find sessions of the old one that still write.
    """
    rest = lock.read_text().split("\n", 1)[1]
    with lock.open("r+") as out:
        out.write(f"{os.getpid()}\n{rest}")
        out.truncate()
