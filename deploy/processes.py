"""Starts child processes that cannot outlive us: the kernel signals them when we die, however we die."""

import ctypes
import os
import signal
import subprocess
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

PR_SET_PDEATHSIG = 1
STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def spawn(
    command: Sequence[str], log: IO[bytes], last_words: signal.Signals, **options: Any
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, so that Ctrl-C reaches it through us only, once and in order.

    `last_words` is what the kernel sends it should we die first. Call it from the main thread: the kernel counts the
    thread that forked as the parent.
    """
    with held_back(), warnings.catch_warnings():
        # Python warns of forking beside threads; between fork and exec our child makes three system calls, no more.
        warnings.simplefilter("ignore", DeprecationWarning)
        return subprocess.Popen(
            list(command),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            preexec_fn=_bound_to_us(last_words),
            **options,
        )


@contextmanager
def held_back() -> Iterator[None]:
    """Keep stop signals waiting, so that none can fall between the fork and our knowing the child."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, STOPS)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _bound_to_us(last_words: signal.Signals) -> Callable[[], None]:
    """What the child does between fork and exec; everything it needs is looked up before the fork."""
    prctl = ctypes.CDLL(None).prctl
    parent = os.getpid()

    def bind() -> None:
        prctl(PR_SET_PDEATHSIG, int(last_words))
        if os.getppid() != parent:  # we died in between: the kernel will not tell any more
            os._exit(1)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, STOPS)

    return bind


def alive(pid: int) -> bool:
    """Whether a process of this number runs; a zombie does not."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def words(pid: int) -> list[str]:
    """The command line of a process, empty when it is gone or not ours to read."""
    try:
        raw = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return []
    return [os.fsdecode(word) for word in raw.rstrip(b"\0").split(b"\0")]
