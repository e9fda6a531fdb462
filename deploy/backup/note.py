"""What a backup says of itself: when it was whole, which keys open it (never the keys), which schema it has."""

import hashlib
from datetime import datetime
from pathlib import Path

import msgspec

from deploy.problems import Problem
from shared.kernel.settings import parse_data_keys

FILE = "backup.json"
FITTING = ("pg_super", "token", "chain")
"""Secrets that must be the same; data keys may have become more."""


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """Written last: a backup without it is not finished."""

    made_at: datetime
    postgres: str
    revision: str
    keys: dict[str, str]
    data_keys: dict[int, str]


def mark(text: str) -> str:
    """A fingerprint of a random secret, from which it cannot be guessed."""
    return hashlib.sha256(f"bangban backup\n{text}".encode()).hexdigest()[:16]


def marks(home: Path) -> tuple[dict[str, str], dict[int, str]]:
    """The fingerprints of a home's secrets. Raises Problem where there are none."""
    folder = home / "keys"
    try:
        fitting = {name: mark(folder.joinpath(name).read_text().strip()) for name in FITTING}
        numbered = parse_data_keys(folder.joinpath("data").read_text())
    except FileNotFoundError as gone:
        mend = "bring them with `bangban keys import FILE` first"
        raise Problem(f"the key {gone.filename} is missing, without which the backup cannot be read", mend) from None
    return fitting, {number: mark(key.hex()) for number, key in numbered.items()}


def demand_fitting(note: Note, home: Path) -> None:
    """Raises Problem where the home's keys are not those of the backup."""
    fitting, numbered = marks(home)
    wrong = [name for name in FITTING if fitting[name] != note.keys[name]]
    wrong += [f"data key {number}" for number, text in note.data_keys.items() if numbered.get(number) != text]
    if wrong:
        mend = "import the keys that were exported from the platform it is of"
        raise Problem(f"the keys in {home / 'keys'} are not those of this backup ({', '.join(wrong)} differ)", mend)


def write(folder: Path, note: Note) -> None:
    """Beside the copied data."""
    folder.joinpath(FILE).write_bytes(msgspec.json.encode(note))


def read(folder: Path) -> Note | None:
    """None where the backup was never finished."""
    try:
        return msgspec.json.decode(folder.joinpath(FILE).read_bytes(), type=Note)
    except (FileNotFoundError, msgspec.DecodeError):
        return None
