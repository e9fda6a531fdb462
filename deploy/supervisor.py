"""Keeps children running, says when one died, and ends every one of them in good order."""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from deploy import logfiles
from deploy.child import Child
from deploy.processes import STOPS

BEAT = 0.1  # seconds between two looks
TRIM_EVERY = 60.0


class Stopped(BaseException):
    """Somebody asked us to stop: Ctrl-C, a terminal that closed, or the system; named by its signal."""


class Supervisor:
    """Children in the order in which they were added; the first to come is the last to go."""

    def __init__(self, say: Callable[[str], None], patience: float = 30.0) -> None:
        self.children: list[Child] = []
        self._say = say
        self._patience = patience
        self._trimmed = time.monotonic()

    def add(self, child: Child) -> None:
        """Start a child (or keep the one it adopted) and look after it from now on."""
        self.children.append(child)
        self.look()

    def look(self) -> None:
        """One round: start what is due, tell what died, keep logs from growing."""
        now = time.monotonic()
        for child in self.children:
            if news := child.look(now):
                self._say(news)
        if now - self._trimmed > TRIM_EVERY:
            self._trimmed = now
            for child in self.children:
                logfiles.trim(child.log)

    def watch(self, until: Callable[[], bool] = lambda: False) -> None:
        """Look after the children until `until` says so, or for ever; Stopped ends it."""
        while not until():
            self.look()
            time.sleep(BEAT)

    def stop(self) -> None:
        """End all: those that use the first child (the database) together, then it. None is left behind."""
        self._end(self.children[1:])
        self._end(self.children[:1])

    def _end(self, children: list[Child]) -> None:
        for child in children:
            child.ask_to_end()
        end = time.monotonic() + self._patience
        while time.monotonic() < end and any(child.running() for child in children):
            time.sleep(0.02)
        for child in children:
            if child.running():
                self._say(f"{child.name} does not end by itself and is killed")
            child.kill()


@contextmanager
def stoppable() -> Iterator[None]:
    """Turn stop signals into Stopped, once: during the clean-up that follows, further ones are ignored."""

    def stop(signum: int, frame: FrameType | None) -> None:
        for each in STOPS:
            signal.signal(each, signal.SIG_IGN)
        raise Stopped(signal.Signals(signum).name)

    # Under nohup a closed terminal is to be ignored, and stays so.
    heard = [each for each in STOPS if each != signal.SIGHUP or signal.getsignal(each) != signal.SIG_IGN]
    before = {each: signal.signal(each, stop) for each in heard}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
