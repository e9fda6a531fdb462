"""Writes requirements/*.txt anew from *.in: pins with hashes for every platform, and no index address."""

import shutil
import subprocess
import sys
from pathlib import Path

from deploy.install.packages import pip
from deploy.problems import Problem

ROOT = Path(__file__).resolve().parents[2]
HEADER = "# Locked from {name}.in by `make lock`; not edited by hand.\n"


def main() -> int:
    """Lock what runs first: what only developers need is held to the same versions."""
    try:
        uv = tool()
        for name in ("runtime", "dev"):
            lock(uv, name)
    except Problem as problem:
        print(f"bangban: {problem}", file=sys.stderr)
        return 1
    return 0


def tool() -> str:
    """The resolver `uv`, fetched into the environment when the machine has none."""
    if found := shutil.which("uv"):
        return found
    own = Path(sys.executable).with_name("uv")
    if not own.exists():
        fetched = subprocess.run([*pip(), "--python", sys.executable, "install", "-q", "uv"], check=False)
        if fetched.returncode != 0:
            raise Problem("uv could not be installed", "install it by hand and run `make lock` again")
    return str(own)


def lock(uv: str, name: str) -> None:
    """Resolve one file; the tool's own header goes, since it repeats the command line of one machine."""
    target = ROOT / "requirements" / f"{name}.txt"
    command = [
        uv,
        "pip",
        "compile",
        "-q",
        "--python-version",
        "3.11",
        "--universal",
        "--generate-hashes",
        "--no-header",
        "--no-emit-index-url",
        "--no-emit-find-links",
        f"requirements/{name}.in",
        "-o",
        str(target),
    ]
    if subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode != 0:
        raise Problem(f"requirements/{name}.in does not resolve", "see the lines above")
    body = target.read_text().replace(str(ROOT) + "/", "")
    target.write_text(HEADER.format(name=name) + body)


if __name__ == "__main__":
    sys.exit(main())
