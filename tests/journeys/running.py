"""The whole platform as a person starts it, in a folder and on ports of its own."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import msgspec

from deploy import ports

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # seconds for a first start on a busy machine


class Platform(msgspec.Struct, frozen=True):
    """Where it is, and how to call its command line."""

    url: str
    simulator: str
    env: dict[str, str]

    def bangban(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """One command of the command line, against this platform."""
        command = [sys.executable, "-m", "deploy.cli", *arguments]
        return subprocess.run(command, cwd=ROOT, env=self.env, capture_output=True, text=True, timeout=300, check=False)


@contextmanager
def platform(amqp: str = "") -> Iterator[Platform]:
    """`bangban up`, ready to be used; stopped and removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bb-", dir="/tmp"))
    folder.chmod(0o711)
    port, simulator = ports.free(2)
    env = os.environ | {
        "BANGBAN_HOME": str(folder / "home"),
        "BANGBAN_PORT": str(port),
        "BANGBAN_SIMULATOR_PORT": str(simulator),
    }
    options = ["--processes", "--amqp", amqp] if amqp else []
    with (folder / "up.log").open("wb") as log:
        command = [sys.executable, "-m", "deploy.cli", "up", *options]
        up = subprocess.Popen(command, cwd=ROOT, env=env, stdout=log, stderr=log)
    try:
        found = Platform(f"http://127.0.0.1:{port}", f"http://127.0.0.1:{simulator}", env)
        _await_ready(found, up, folder / "up.log")
        found.bangban("clock", "morning")
        yield found
    finally:
        up.send_signal(signal.SIGINT)
        up.wait(60)
        shutil.rmtree(folder, ignore_errors=True)


def _await_ready(found: Platform, up: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert up.poll() is None, log.read_text()
        try:
            if httpx.get(f"{found.url}/readyz").status_code == 200 and "STAND-INS" in log.read_text():
                return
        except httpx.TransportError:
            pass
        time.sleep(0.1)
    raise AssertionError(log.read_text())
