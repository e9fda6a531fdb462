"""How soon is `make run` up a second time, and how much memory does all of it take? One JSON line a figure.

Memory is the proportional share (PSS) of every process of the platform, PostgreSQL included, a moment after the start.
"""

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

from bench.rig.line import tell
from deploy import ports

ROOT = Path(__file__).resolve().parents[1]
SECONDS, MEGABYTES = 6.0, 500.0


def main() -> None:
    """Starts twice, measures the second time, prints."""
    folder = Path(tempfile.mkdtemp(prefix="bb-bench-", dir="/tmp"))
    folder.chmod(0o711)
    with _up(folder / "home") as (took, _):
        tell("start of a new home until ready", took, "s")
    with _up(folder / "home") as (took, process):
        tell("start again until ready", took, "s", aim=SECONDS)
        tell("memory of all processes", sum(map(_pss, _family(process))) / 1024, "MB", aim=MEGABYTES)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _up(home: Path) -> Iterator[tuple[float, int]]:
    port, simulator = ports.free(2)
    env = os.environ | {"BANGBAN_HOME": str(home)}
    env |= {"BANGBAN_PORT": str(port), "BANGBAN_SIMULATOR_PORT": str(simulator)}
    began = time.perf_counter()
    up = subprocess.Popen([sys.executable, "-m", "deploy.cli", "up"], cwd=ROOT, env=env, stdout=-3, stderr=-3)
    while not _ready(port):
        time.sleep(0.02)
    yield time.perf_counter() - began, up.pid
    up.send_signal(signal.SIGINT)
    up.wait(60)


def _ready(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/readyz").status_code == 200
    except httpx.TransportError:
        return False


def _family(pid: int) -> Iterator[int]:
    """The process, and everything it started, however deep."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from _family(int(child))


def _pss(pid: int) -> int:
    """Kilobytes."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:"))


if __name__ == "__main__":
    main()
