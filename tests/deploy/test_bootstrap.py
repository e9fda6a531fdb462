"""The set-up on a bare machine: it works without ensurepip, and what goes wrong is told in one line."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
OLD = "import runpy, sys; sys.version_info = (3, 9, 2); runpy.run_path({!r}, run_name='__main__')"


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A copy of what the set-up needs, with a lock of nothing."""
    shutil.copytree(ROOT / "deploy/install", tmp_path / "deploy/install")
    for name in ("__init__.py", "bootstrap.py", "problems.py"):
        shutil.copy(ROOT / "deploy" / name, tmp_path / "deploy" / name)
    tmp_path.joinpath("requirements").mkdir()
    tmp_path.joinpath("requirements/runtime.txt").write_text("# nothing\n")
    return tmp_path


def bootstrap(clone: Path, **env: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(clone / "deploy/bootstrap.py"), "runtime"]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=dict(os.environ) | env)


def test_an_old_python_is_told_in_one_line() -> None:
    command = [sys.executable, "-c", OLD.format(str(ROOT / "deploy/bootstrap.py"))]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "Python 3.11 or newer is needed" in done.stderr
    assert "is 3.9.2: name a newer one with `make PYTHON=" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_the_environment_is_made_without_ensurepip_and_the_second_time_is_quiet(clone: Path) -> None:
    # Given a Python whose ensurepip is hidden, as on Debian without python3-venv
    hidden = clone / "hidden"
    hidden.mkdir()
    hidden.joinpath("ensurepip.py").write_text("raise ImportError('Debian keeps it elsewhere')\n")
    # When the set-up runs twice
    first = bootstrap(clone, PYTHONPATH=str(hidden))
    second = bootstrap(clone, PYTHONPATH=str(hidden))
    # Then the command is there, and nothing was done again
    assert first.returncode == 0, first.stderr
    assert (clone / ".venv/bin/bangban").stat().st_mode & 0o100
    assert (second.returncode, second.stdout) == (0, "")


def test_a_new_lock_installs_again_and_a_broken_environment_is_made_anew(clone: Path) -> None:
    bootstrap(clone)
    (clone / "requirements/runtime.txt").write_text("# nothing new\n")
    assert "installing" in bootstrap(clone).stdout
    (clone / ".venv/bin/python").unlink()
    assert "making" in bootstrap(clone).stdout


def test_an_index_out_of_reach_is_told_in_one_line(clone: Path) -> None:
    line = "no-such-package-of-bangban==1.0 --hash=sha256:" + "0" * 64 + "\n"
    (clone / "requirements/runtime.txt").write_text(line)
    done = bootstrap(
        clone,
        PIP_CONFIG_FILE=os.devnull,
        PIP_INDEX_URL="http://127.0.0.1:9/simple",
        PIP_RETRIES="1",
        PIP_FIND_LINKS="",
    )
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert "the package index cannot be reached: check the network, or set PIP_INDEX_URL" in done.stderr
    # ... and the next attempt does not take the half for the whole
    assert bootstrap(clone, PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1").returncode == 1


def test_a_folder_that_cannot_be_written_is_told_in_one_line(clone: Path) -> None:
    # Given a .venv in which nobody can make anything, root neither
    (clone / ".venv").symlink_to("/proc/self")
    done = bootstrap(clone)
    assert done.returncode == 1
    assert "cannot make" in done.stderr
    assert len(done.stderr.splitlines()) == 1
