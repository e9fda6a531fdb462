"""Installs one lock with pip, shows how far it is, and says in one line why it could not."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from deploy.problems import Problem

# What pip prints, from the telling to the vague, and the sentence a person needs instead.
REASONS = (
    ("No space left on device", "the disk is full", "make room and run it again"),
    ("DO NOT MATCH THE HASHES", "a package differs from the lock", "the index or a proxy gives other files"),
    ("Failed to establish a new connection", "the package index cannot be reached", ""),
    ("Connection refused", "the package index cannot be reached", ""),
    ("Name or service not known", "the package index cannot be reached", ""),
    ("Temporary failure in name resolution", "the package index cannot be reached", ""),
    ("ConnectTimeoutError", "the package index cannot be reached", ""),
    ("Read timed out", "the package index does not answer", ""),
    ("ProxyError", "the proxy before the package index refuses", ""),
    ("SSLError", "the package index has a certificate that is not trusted", "set PIP_CERT to your authority's file"),
    ("No matching distribution found", "the package index lacks a package of the lock", ""),
)
NETWORK = "check the network, or set PIP_INDEX_URL (a mirror) or HTTPS_PROXY"


def install(venv: Path, lock: Path) -> None:
    """Install every line of the lock, hashes required. Raises Problem with the reason in words."""
    total = sum(1 for line in lock.read_text().splitlines() if line[:1].isalnum())
    print(f"bangban: installing {lock.stem} packages, {total} at most; once, within a minute or so", flush=True)
    log = venv / f"install-{lock.stem}.log"
    target = ["--python", str(venv / "bin/python")]
    command = [*pip(), *target, "install", "--require-hashes", "--no-deps", "-r", str(lock)]
    with (
        log.open("w") as copy,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=surroundings()
        ) as process,
    ):
        assert process.stdout is not None
        seen = 0
        for line in process.stdout:
            copy.write(line)
            seen = progress(line, seen, total)
    print(flush=True)
    if process.returncode != 0:
        raise reason(log)


def pip() -> list[str]:
    """A pip that can install for another Python: this Python's own, else the one on the path."""
    own = [sys.executable, "-m", "pip"]
    if subprocess.run([*own, "--version"], capture_output=True, check=False).returncode == 0:
        return own
    if found := shutil.which("pip") or shutil.which("pip3"):
        return [found]
    raise Problem("pip is missing", "install it, on Debian with `apt-get install python3-pip`")


def surroundings() -> dict[str, str]:
    """The environment for pip: what the machine sets stays; few retries, so that a dead index is told soon."""
    quiet = {
        "PIP_RETRIES": "2",
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        "PIP_ROOT_USER_ACTION": "ignore",
        "PIP_NO_INPUT": "1",
        "PYTHONUNBUFFERED": "1",
        "PIP_PROGRESS_BAR": "off",
    }
    return quiet | dict(os.environ)


def progress(line: str, seen: int, total: int) -> int:
    """Show one line of pip's talk as progress; return how many packages were seen."""
    if line.startswith(("Collecting ", "Requirement already satisfied")):
        seen += 1
        if sys.stdout.isatty():
            print(f"\r  {seen} of {total}: {line.split()[1][:50]:<50}", end="", flush=True)
        elif seen % 10 == 0:
            print(f"  {seen} of {total}", flush=True)
    elif line.startswith("Installing collected"):
        print("\n  unpacking" if sys.stdout.isatty() else "  unpacking", end="", flush=True)
    return seen


def reason(log: Path) -> Problem:
    """Why pip failed, from its own words."""
    said = log.read_text()
    for sign, what, mend in REASONS:
        if sign in said:
            return Problem(what, f"{mend or NETWORK}; pip's words are in {log}")
    return Problem("the packages could not be installed", f"pip's words are in {log}")
