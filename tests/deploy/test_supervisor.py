"""Children are started again when they die, and none outlives us."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from deploy import processes
from deploy.child import FIRST_PAUSE, LONGEST_PAUSE, STEADY, Child
from deploy.problems import Problem
from deploy.supervisor import Supervisor

FOR_EVER = "import time; time.sleep(600)"
STUBBORN = (
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('on', flush=True); time.sleep(600)"
)


def starter(log: Path, code: str) -> Callable[[], subprocess.Popen[bytes]]:
    def start() -> subprocess.Popen[bytes]:
        with log.open("ab") as out:
            return processes.spawn([sys.executable, "-c", code], out, signal.SIGKILL)

    return start


def child(tmp_path: Path, code: str, name: str = "worker") -> Child:
    log = tmp_path / f"{name}.log"
    return Child(name, starter(log, code), log)


def until(true: Callable[[], object]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_child_that_died_is_started_again_after_a_pause_and_its_last_line_is_told(tmp_path: Path) -> None:
    # Given a child that says something and dies
    worker = child(tmp_path, "print('no key'); raise SystemExit(3)")
    worker.look(now=0.0)
    until(lambda: not worker.running())
    # When the supervisor looks
    told = worker.look(now=1.0)
    # Then it is told why, and that it starts again, not at once
    assert "worker ended with code 3, starts again in 0.5 s: no key" in told
    assert worker.look(now=1.0 + FIRST_PAUSE / 2) == ""
    assert not worker.running()
    assert worker.look(now=1.0 + FIRST_PAUSE) == "worker runs again"
    worker.kill()


def test_the_pause_doubles_up_to_a_limit_and_is_forgotten_after_a_steady_run(tmp_path: Path) -> None:
    def fails() -> subprocess.Popen[bytes]:
        raise Problem("no disk")

    worker = Child("worker", fails, tmp_path / "log")
    now, pauses = 0.0, []
    for _ in range(9):
        told = worker.look(now)
        pauses.append(float(told.split(" again in ")[1].split(" s")[0]))
        now += pauses[-1]
    assert pauses == [0.5, 1, 2, 4, 8, 16, 30, 30, 30]
    assert pauses[-1] == LONGEST_PAUSE

    steady = child(tmp_path, FOR_EVER)
    steady.deaths = 5
    steady.look(now=0.0)
    steady.look(now=STEADY + 1)
    assert steady.deaths == 0
    steady.kill()


def test_a_child_killed_from_outside_comes_back(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    worker = child(tmp_path, FOR_EVER)
    supervisor.add(worker)
    first = worker.pid
    assert first is not None
    os.kill(first, signal.SIGKILL)
    supervisor.watch(lambda: worker.pid not in (None, first))
    assert "worker was killed by SIGKILL" in said[0]
    supervisor.stop()


def test_stop_ends_all_and_the_first_one_last(tmp_path: Path) -> None:
    # Given a database and a worker that note when they were asked to end
    note = "import signal, sys, time\ndef end(*_): time.sleep({}); print(time.monotonic()); sys.exit()\n"
    code = note + "signal.signal(signal.SIGTERM, end); print('on', flush=True); time.sleep(600)"
    database, worker = child(tmp_path, code.format(0), "database"), child(tmp_path, code.format(0.3), "worker")
    supervisor = Supervisor(print)
    supervisor.add(database)
    supervisor.add(worker)
    until(lambda: all("on" in each.log.read_text() for each in (database, worker)))
    # When all are stopped
    supervisor.stop()
    # Then the worker was gone before the database was asked
    ended = [float(each.log.read_text().split()[-1]) for each in (worker, database)]
    assert ended[0] < ended[1]


def test_a_child_that_will_not_end_is_killed_after_the_deadline(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append, patience=0.2)
    worker = child(tmp_path, STUBBORN)
    supervisor.add(worker)
    until(lambda: "on" in worker.log.read_text())
    supervisor.stop()
    assert not worker.running()
    assert said == ["worker does not end by itself and is killed"]


@pytest.mark.parametrize("ending", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_no_child_outlives_its_supervisor_however_that_ends(tmp_path: Path, ending: signal.Signals) -> None:
    # Given a supervisor in a process of its own, with a stubborn child
    program = f"""
        import signal
        from pathlib import Path
        from deploy.supervisor import Stopped, Supervisor, stoppable
        from tests.deploy.test_supervisor import STUBBORN, child
        signal.signal(signal.SIGHUP, signal.SIG_DFL)  # whoever runs the tests may be deaf to it, as under nohup
        supervisor = Supervisor(print, patience=0.2)
        worker = child(Path({str(tmp_path)!r}), STUBBORN)
        with stoppable():
            try:
                supervisor.add(worker)
                print(worker.pid, flush=True)
                supervisor.watch()
            except Stopped:
                supervisor.stop()
    """
    command = [sys.executable, "-c", textwrap.dedent(program)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        pid = int(process.stdout.readline())
        log = tmp_path / "worker.log"
        until(lambda: log.exists() and "on" in log.read_text())
        # When it ends
        process.send_signal(ending)
        process.wait(10)
    # Then the child is gone
    until(lambda: not processes.alive(pid))
