"""One process that should run: started, found dead, started again after a pause that grows."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

from deploy.logfiles import last_line
from deploy.problems import Problem

FIRST_PAUSE = 0.5  # seconds before the first new start; doubled at each further one
LONGEST_PAUSE = 30.0
STEADY = 60.0  # seconds of running after which earlier deaths are forgotten


class Child:
    """What to start under which name, and how it went so far. Times are seconds of one monotonic clock."""

    def __init__(
        self,
        name: str,
        start: Callable[[], subprocess.Popen[bytes]],
        log: Path,
        end: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self.log = log
        self.end = end
        self.deaths = 0
        self._start = start
        self._process: subprocess.Popen[bytes] | None = None
        self._since = 0.0
        self._due = 0.0

    @property
    def pid(self) -> int | None:
        """The number of the running process, None while there is none."""
        return self._process.pid if self.running() and self._process else None

    def running(self) -> bool:
        """Whether its process runs now."""
        return self._process is not None and self._process.poll() is None

    def adopt(self, process: subprocess.Popen[bytes], now: float) -> None:
        """Take over a process that was started elsewhere."""
        self._process, self._since = process, now

    def look(self, now: float) -> str:
        """Start it when that is due, notice its death; return a sentence when there is news."""
        if self.running():
            if self.deaths and now - self._since > STEADY:
                self.deaths = 0
            return ""
        if self._process is not None:
            return self._mourn(self._process.returncode, now)
        return self._begin(now) if now >= self._due else ""

    def _begin(self, now: float) -> str:
        try:
            self.adopt(self._start(), now)
        except (Problem, OSError) as error:
            return self._mourn(error, now)
        return f"{self.name} runs again" if self.deaths else ""

    def _mourn(self, why: object, now: float) -> str:
        self._process = None
        self.deaths += 1
        pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (self.deaths - 1))
        self._due = now + pause
        return f"{self.name} {told(why)}, starts again in {pause:g} s: {last_line(self.log)} ({self.log})"

    def ask_to_end(self) -> None:
        """Tell it to stop, without waiting."""
        if self.running() and self._process is not None:
            self._process.send_signal(self.end)

    def kill(self) -> None:
        """End it and whatever it started, at once, and wait until it is gone."""
        if self._process is None:
            return
        if self.running():
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def told(why: object) -> str:
    """An exit code, or the error of a failed start, in words."""
    if not isinstance(why, int):
        return f"could not start ({why})"
    return f"was killed by {signal.Signals(-why).name}" if why < 0 else f"ended with code {why}"
