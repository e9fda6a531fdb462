"""The virtual environment: made without ensurepip, which Debian keeps in a package of its own."""

import hashlib
import subprocess
import sys
import sysconfig
from pathlib import Path

from deploy.problems import Problem

COMMAND = """#!{python}
import sys

from deploy.cli import main

sys.exit(main())
"""


def fingerprint(root: Path, lock: Path) -> str:
    """What the environment depends on: the lock, the Python, and the folder (scripts hold absolute paths)."""
    digest = hashlib.sha256(lock.read_bytes()).hexdigest()
    return f"{digest} {sys.version_info[0]}.{sys.version_info[1]} {root}\n"


def works(venv: Path) -> bool:
    """Whether the environment's Python starts and is this version (an upgrade or a move breaks it)."""
    probe = f"import sys; sys.exit(sys.version_info[:2] != {sys.version_info[:2]})"
    try:
        return subprocess.run([str(venv / "bin/python"), "-c", probe], capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def ensure(venv: Path) -> None:
    """Make the environment where it is missing or broken. Raises Problem where even that is impossible."""
    if works(venv):
        return
    print(f"bangban: making {venv} with Python {sys.version.split()[0]}", flush=True)
    made = subprocess.run(
        [sys.executable, "-m", "venv", "--clear", "--without-pip", str(venv)],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        last = (made.stderr or made.stdout).strip().splitlines()[-1:]
        raise Problem(f"cannot make {venv}: {' '.join(last)}", "is the folder writable, and python3 complete?")


def link(root: Path, venv: Path) -> None:
    """Put our packages and the `bangban` command into the environment; no build and no network needed."""
    site = Path(sysconfig.get_path("purelib", scheme="venv", vars={"base": str(venv), "platbase": str(venv)}))
    (site / "bangban.pth").write_text(f"{root}\n")
    script = venv / "bin/bangban"
    script.write_text(COMMAND.format(python=venv / "bin/python"))
    script.chmod(0o755)
