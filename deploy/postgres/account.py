"""The account PostgreSQL runs as: ourselves, or an unprivileged one when we are root, since it refuses root."""

import os
import pwd
import subprocess
from pathlib import Path
from typing import Any

import msgspec

from deploy.problems import Problem

# A system account of our own, not `nobody`: whatever else runs as nobody could read the data and stop the server.
NAME = "bangban"


class Account(msgspec.Struct, frozen=True):
    """Whom the server's processes belong to; `switch` is false when that is ourselves."""

    uid: int
    gid: int
    name: str
    switch: bool

    def options(self) -> dict[str, Any]:
        """What to hand to subprocess so that the program runs as this account, with a clean environment."""
        env = {"PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8"}
        if not self.switch:
            return {"env": env, "cwd": "/"}
        return {"env": env, "cwd": "/", "user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Whether this account may pass through every folder down to `path`."""
        asked = subprocess.run(["/usr/bin/test", "-x", str(path)], check=False, **self.options())
        return asked.returncode == 0


def of_existing(data: Path) -> Account:
    """The owner of a cluster that is there: it keeps it. Raises Problem where that is not open to us."""
    status = data.stat()
    account = Account(status.st_uid, status.st_gid, _name(status.st_uid), status.st_uid != os.geteuid())
    if account.uid == 0:
        raise Problem(f"{data} belongs to root, whom PostgreSQL refuses", f"chown -R {NAME} {data}")
    if account.switch and os.geteuid() != 0:
        raise Problem(
            f"{data} belongs to {account.name}", f"start as {account.name}, or choose another folder with BANGBAN_HOME"
        )
    return account


def of_new() -> Account:
    """Ourselves; when we are root the system account `bangban` (made if need be), else `nobody`."""
    if os.geteuid() != 0:
        return Account(os.geteuid(), os.getegid(), _name(os.geteuid()), False)
    for name in (NAME, _made(), "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid, name, True)
    raise Problem("PostgreSQL refuses to run as root and there is no other account", f"useradd --system {NAME}")


def _made() -> str:
    """Make the system account where the machine lets us; the name is looked up afterwards either way."""
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        command = ["useradd", "--system", "--user-group", "--home-dir", "/nonexistent", "--no-create-home"]
        try:
            subprocess.run([*command, "--shell", "/usr/sbin/nologin", NAME], capture_output=True, check=False)
        except OSError:
            return ""
    return NAME


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"uid {uid}"
