"""The data folder of one embedded platform: made, tried out, and held so that two cannot use it at once."""

import fcntl
import os
from pathlib import Path
from typing import IO

from deploy.problems import Problem


def ready(home: Path) -> Path:
    """Make the folder with its `log` and `run` if need be; return its full path. Raises Problem if we cannot write."""
    home = home.resolve()
    try:
        own(home)
        for name in ("log", "run"):
            home.joinpath(name).mkdir(exist_ok=True)
        probe = home / "run/.probe"
        probe.write_text("")
        probe.unlink()
    except OSError as error:
        mend = "make it writable, or choose another folder with BANGBAN_HOME"
        raise Problem(f"cannot write to {error.filename or home} ({error.strerror})", mend) from None
    return home


def own(folder: Path) -> None:
    """Make a folder of ours through which others may pass but which they cannot list; parents stay as they are."""
    if not folder.exists():
        folder.mkdir(parents=True)
        folder.chmod(0o711)


def hold(folder: Path) -> IO[str]:
    """Hold the folder until the answer is closed or the process ends, however it ends. Raises Problem if taken."""
    file = folder / "lock"
    handle = os.fdopen(os.open(file, os.O_RDWR | os.O_CREAT, 0o600), "r+")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        holder = handle.read().strip() or "unknown"
        handle.close()
        mend = "stop that one first, or choose another folder with BANGBAN_HOME"
        raise Problem(f"{folder} is in use by process {holder}", mend) from None
    handle.truncate(0)
    handle.write(str(os.getpid()))
    handle.flush()
    return handle
