"""`bangban up` as a process that a test starts, asks, kills and starts again in the same home."""

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from deploy import ports, processes

ROOT = Path(__file__).resolve().parents[2]


class Up:
    """One home on one port; `start` may be called again after `stop` or `kill`."""

    def __init__(self, home: Path, *options: str) -> None:
        self.port, self.simulator = ports.free(2)
        self.url = f"http://127.0.0.1:{self.port}"
        self.home, self.options = home, options
        self.said = home.with_name("up.log")
        self.env = os.environ | {
            "BANGBAN_HOME": str(home),
            "BANGBAN_PORT": str(self.port),
            "BANGBAN_SIMULATOR_PORT": str(self.simulator),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, patience: float = 120.0) -> float:
        """Start it and wait until it says that it is up; return the seconds that took."""
        begun = time.monotonic()
        self.said.write_text("")
        with self.said.open("wb") as log:
            command = [sys.executable, "-m", "deploy.cli", "up", *self.options]
            self.process = subprocess.Popen(command, cwd=ROOT, env=self.env, stdout=log, stderr=log)
        while "STAND-INS" not in self.said.read_text():
            assert self.process.poll() is None, self.said.read_text()
            assert time.monotonic() < begun + patience, self.said.read_text()
            time.sleep(0.05)
        return time.monotonic() - begun

    def end(self, signum: signal.Signals = signal.SIGINT) -> int:
        """Send a signal and wait until it is gone; return its exit code."""
        if self.process is None:
            return 0
        self.process.send_signal(signum)
        return self.process.wait(90)

    def answers(self, path: str = "/readyz") -> bool:
        """Whether a page answers with success."""
        try:
            with urllib.request.urlopen(self.url + path, timeout=2) as answer:
                return bool(answer.status == 200)
        except (urllib.error.URLError, OSError):
            return False

    def pids(self) -> dict[int, str]:
        """Every process of this home: our children's environment, PostgreSQL's data folder."""
        found = {}
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit() and processes.alive(int(folder.name)) and self._ours(folder):
                found[int(folder.name)] = " ".join(processes.words(int(folder.name)))
        return found

    def _ours(self, folder: Path) -> bool:
        if str(self.home) in " ".join(processes.words(int(folder.name))):
            return True
        try:
            return f"BANGBAN_HOME={self.home}\0".encode() in folder.joinpath("environ").read_bytes()
        except OSError:
            return False

    def pid_of(self, name: str) -> int:
        """The process that runs one of our commands."""
        return next(pid for pid, words in self.pids().items() if words.endswith(f"deploy.cli {name}"))

    def bangban(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One command of the command line in this home."""
        command = [sys.executable, "-m", "deploy.cli", *words]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, check=False)
