"""A point fails where it is armed, how it is armed, once; and only a demonstration may arm one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.kernel import failpoints
from shared.kernel.settings import BadSettings, read

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def disarmed() -> Iterator[None]:
    yield
    failpoints.arm("")


def act(done: list[str]) -> str:
    return failpoints.through("act.commit", lambda: done.append("done") or "answer", lambda: "lost")  # type: ignore[func-returns-value]


def test_an_unarmed_point_only_acts() -> None:
    done: list[str] = []
    assert act(done) == "answer"
    assert (done, failpoints.fired()) == (["done"], False)


def test_a_reported_failure_is_done_and_said_to_be_lost_at_the_hit_that_was_named_and_no_other() -> None:
    failpoints.arm("act.commit:reported:2")
    done: list[str] = []
    assert [act(done) for _ in range(3)] == ["answer", "lost", "answer"]
    assert (len(done), failpoints.fired()) == (3, True)


def test_another_point_is_left_alone() -> None:
    failpoints.arm("heard.commit:reported")
    assert act([]) == "answer"
    assert not failpoints.fired()


@pytest.mark.parametrize(("mode", "told"), [("before", ""), ("after", "done")])
def test_a_process_dies_before_the_act_or_just_after_it(mode: str, told: str, tmp_path: Path) -> None:
    code = (
        "import sys, pathlib; from shared.kernel import failpoints as f; f.arm('act.commit:' + sys.argv[1])\n"
        "f.through('act.commit', lambda: pathlib.Path(sys.argv[2]).write_text('done'), lambda: 0)\n"
        "pathlib.Path(sys.argv[2]).write_text('went on')"
    )
    file = tmp_path / "told"
    died = subprocess.run([sys.executable, "-c", code, mode, str(file)], cwd=ROOT, check=False)
    assert died.returncode == -9
    assert (file.read_text() if file.exists() else "") == told


@pytest.mark.parametrize("text", ["act.commit", "nowhere:after", "act.commit:never", "act.commit:after:0", "a:b:c:d"])
def test_a_point_that_cannot_be_meant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"should read|hit counted"):
        failpoints.arm(text)


def test_a_demonstration_may_arm_a_point_and_production_does_not_start_with_one() -> None:
    env = {"BANGBAN_FAILPOINT": "act.commit:after:3"}
    assert read(env | {"BANGBAN_DEMO": "1"}).failpoint == "act.commit:after:3"
    with pytest.raises(BadSettings, match="only a demonstration"):
        read(env)
    with pytest.raises(BadSettings, match="should read POINT:MODE:HIT"):
        read({"BANGBAN_FAILPOINT": "x", "BANGBAN_DEMO": "1"})


def test_a_service_with_production_settings_says_so_and_ends() -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("BANGBAN_")}
    env |= {
        "BANGBAN_FAILPOINT": "timers.fire:after",
        "BANGBAN_DATABASE_QUEUE_URL": "postgresql+psycopg://x@localhost/x",
    }
    command = [sys.executable, "-m", "deploy.cli", "tick"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1
    assert "BANGBAN_FAILPOINT lets processes die" in done.stderr
