"""The steps of `bangban up`: database, migrations, reference data, services; each told as it happens."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from deploy import ports, processes, surroundings
from deploy.child import Child
from deploy.logfiles import last_line
from deploy.postgres.embedded import Embedded
from deploy.problems import Problem
from deploy.supervisor import Supervisor

ROOT = Path(__file__).resolve().parents[1]
APART = ("gateway", "dispatch", "notify", "relay", "tick", "heads", "housekeep", "simulator")
TOGETHER = ("node", "simulator")
PATIENCE = 120.0  # seconds until the platform must answer for the first time
TRIES = 3  # deaths of one child before the first answer: it will not get better


class Startup:
    """One start of the platform in one home."""

    def __init__(self, home: Path, port: int, host: str, amqp: str) -> None:
        self.home = home
        self.url = f"http://{'127.0.0.1' if host in ('0.0.0.0', '::') else host}:{port}"  # noqa: S104 - compared only
        self.port = port
        self.amqp = amqp
        self.env: dict[str, str] = {}
        self.supervisor = Supervisor(say)
        self.began = time.monotonic()
        self._let_go: Callable[[], None] = lambda: None

    def database(self) -> None:
        """Start PostgreSQL and hand it to the supervisor."""
        say("starting PostgreSQL")
        postgres = Embedded(self.home, say)
        self._let_go = postgres.held.close
        child = Child("postgres", postgres.server.spawn, postgres.server.log, signal.SIGINT)
        try:
            postgres.start()
        except BaseException:
            postgres.stop()
            raise
        if postgres.server.process:
            child.adopt(postgres.server.process, time.monotonic())
        self.supervisor.add(child)
        noted = surroundings.embedded(self.home, postgres, self.port, self.amqp)
        surroundings.note(self.home, noted)
        self.env = dict(os.environ) | noted

    def once(self, what: str, *command: str) -> None:
        """Run one command of ours to its end. Raises Problem with its last line when it fails."""
        say(what)
        log = self.home / f"log/{command[0]}.log"
        process = self._spawn(log, *command)
        try:
            self.supervisor.watch(lambda: process.poll() is not None)
        finally:
            process.kill()
            process.wait()
        if process.returncode != 0:
            raise Problem(f"{command[0]} failed ({last_line(log)})", f"the whole story is in {log}")

    def services(self, names: tuple[str, ...]) -> None:
        """Start the processes and wait until the platform says it is ready."""
        say(f"starting {', '.join(names)}")
        for name in names:
            log = self.home / f"log/{name}.log"
            self.supervisor.add(Child(name, lambda name=name, log=log: self._spawn(log, name), log))  # type: ignore[misc]
        end = time.monotonic() + PATIENCE
        self.supervisor.watch(lambda: self._answers(end))

    def _answers(self, end: float) -> bool:
        for child in self.supervisor.children:
            if child.deaths >= TRIES:
                raise Problem(f"{child.name} does not start ({last_line(child.log)})", f"see {child.log}")
        if time.monotonic() > end:
            raise Problem(f"the platform is not ready after {PATIENCE:.0f} s", f"see {self.home / 'log'}")
        return ports.answers(f"{self.url}/readyz")

    def _spawn(self, log: Path, *command: str) -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            words = [sys.executable, "-m", "deploy.cli", *command]
            # Killed with us, without grace: nothing acknowledged is lost by that, an orphan would go on acting.
            return processes.spawn(words, out, signal.SIGKILL, env=self.env, cwd=str(ROOT))

    def stop(self) -> None:
        """End everything that was started."""
        self.supervisor.stop()
        self._let_go()


def say(text: str) -> None:
    """One line of progress for people."""
    print(f"bangban: {text}", flush=True)
