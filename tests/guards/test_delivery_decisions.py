"""The decisions about delivery that a tool or a number holds; what they do is tried in tests/queue and tests/faults."""

import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from dramatiq import Worker
from dramatiq.middleware import TimeLimit

from shared.queue import broker, worker
from shared.queue.middleware import middleware

ROOT = Path(__file__).resolve().parents[2]
TOPS = ("deploy", "services", "shared")


def linted(folder: Path) -> subprocess.CompletedProcess[str]:
    """import-linter's word on the one contract that keeps the broker out of the gateway."""
    linter = Path(sys.executable).with_name("lint-imports")
    command = [str(linter), "--contract", "gateway-no-broker", "--no-cache"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env={"PYTHONPATH": "."})


def test_a_gateway_that_imports_the_broker_breaks_a_contract(tmp_path: Path) -> None:
    # Given the sources as they are: kept
    for top in TOPS:
        shutil.copytree(ROOT / top, tmp_path / top, ignore=shutil.ignore_patterns("__pycache__", "static", "seed"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    kept = linted(tmp_path)
    assert kept.returncode == 0, kept.stdout + kept.stderr
    # When a use case rings by itself: broken
    planted = tmp_path / "services/gateway/usecases/undo.py"
    planted.write_text("import shared.queue.relay\n" + planted.read_text())
    broken = linted(tmp_path)
    assert broken.returncode == 1
    assert "services.gateway.usecases.undo -> shared.queue.relay" in broken.stdout


def test_a_gateway_at_work_has_loaded_no_broker() -> None:
    code = "import sys, services.gateway.main; print({'pika', 'dramatiq', 'shared.queue'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_a_message_has_a_minute_and_ten_deliveries() -> None:
    (limit,) = [each for each in middleware() if isinstance(each, TimeLimit)]
    assert limit.time_limit == 60_000
    assert broker.arguments("dispatch")["x-delivery-limit"] == 10


def test_a_worker_takes_two_messages_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []
    monkeypatch.setattr(Worker, "start", lambda self: seen.append(self.queue_prefetch))
    monkeypatch.setattr(Worker, "stop", lambda self, timeout: None)
    stop = threading.Event()
    stop.set()
    worker.run(broker.in_memory(), {"dispatch"}, stop)
    assert seen == [2]
