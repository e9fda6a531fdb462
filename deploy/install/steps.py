"""The steps of the set-up in order: one at a time, environment, packages, our own command, stamp."""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from deploy.install import environment, packages
from deploy.problems import Problem

ROOT = Path(__file__).resolve().parents[2]


def run(args: list[str]) -> int:
    """Set up what `args` name (`runtime`, `dev`); return the exit code. Problems become one line."""
    try:
        with alone(ROOT):
            for name in args or ["runtime"]:
                install(ROOT, name)
    except Problem as problem:
        print(f"bangban: {problem}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # whoever read our progress has gone
        return 1
    except OSError as error:
        print(
            f"bangban: cannot write {error.filename or ROOT}: {error.strerror or error}: "
            "use a folder on a disk that you may write to and that has space left",
            file=sys.stderr,
        )
        return 1
    except KeyboardInterrupt:
        return 130
    return 0


def install(root: Path, name: str) -> None:
    """Bring `.venv` up to the lock `requirements/NAME.txt`; quick when nothing changed."""
    venv = root / ".venv"
    lock = root / "requirements" / f"{name}.txt"
    stamp = venv / f".installed-{name}"
    wanted = environment.fingerprint(root, lock)
    if stamp.is_file() and stamp.read_text() == wanted and environment.works(venv):
        return
    environment.ensure(venv)
    packages.install(venv, lock)
    environment.link(root, venv)
    stamp.write_text(wanted)


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold the folder, so that two `make` in one clone do not install into the same environment at once."""
    handle = os.open(root, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("bangban: another set-up is at work in this folder, waiting for it", flush=True)
        fcntl.flock(handle, fcntl.LOCK_EX)
    try:
        yield
    finally:
        os.close(handle)
