"""Secrets of an embedded platform: one file each in the home's `keys` folder, made once, readable by its owner only."""

import base64
import json
import os
import re
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path

from deploy.problems import Problem


def password() -> str:
    """A password that may stand in a URL as it is."""
    return secrets.token_urlsafe(24)


def key() -> str:
    """Thirty-two random bytes in base64, as the settings want a key."""
    return base64.b64encode(secrets.token_bytes(32)).decode()


def first_data_key() -> str:
    """The numbered list of data keys with its first entry."""
    return f"1:{key()}"


def secret(home: Path, name: str, make: Callable[[], str]) -> str:
    """The secret called `name`, made on the first call. Raises Problem where the file is there but empty."""
    file = home / "keys" / name
    if not file.exists():
        write(file, make())
    text = file.read_text().strip()
    if not text:
        raise Problem(f"the key file {file} is empty", "restore it from a backup: nothing can be read without it")
    return text


def kept(home: Path, name: str, make: Callable[[], str]) -> Path:
    """The file of the secret called `name`, made on the first call: for what may change while processes run."""
    secret(home, name, make)
    return home / "keys" / name


def write(file: Path, text: str) -> None:
    """Write a secret so that it is whole or absent even after a power cut, and never readable by others."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w") as out:
        out.write(text + "\n")
        out.flush()
        os.fsync(handle)
    draft.replace(file)
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def write_all(file: Path, secrets_by_name: Mapping[str, str]) -> None:
    """All secrets in one file, as whole and as private as each by itself."""
    write(file, json.dumps(dict(secrets_by_name), indent=1, sort_keys=True))


def read_all(file: Path) -> dict[str, str]:
    """What `write_all` wrote. Raises Problem for anything else."""
    try:
        found = json.loads(file.read_text())
    except (OSError, ValueError):
        raise Problem(f"{file} holds no exported keys", "`bangban keys export` writes such a file") from None
    names = [name for name in found if not re.fullmatch(r"[a-z_]{1,30}", name)] if isinstance(found, dict) else ["?"]
    if names or not all(isinstance(value, str) and value for value in found.values()):
        raise Problem(f"{file} holds no exported keys", "`bangban keys export` writes such a file")
    return dict(found)
