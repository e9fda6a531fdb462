"""`bangban keys`: a new data key, everything sealed anew with it, the old one taken away; copies for safe keeping."""

import base64
from pathlib import Path

from sqlalchemy import Engine, text

from deploy import keys, resealing, surroundings
from deploy.problems import Problem
from shared.kernel.settings import Settings
from shared.store.crypto import vault_of
from shared.store.engine import owner_engine

GRACE = 60.0  # seconds a key must have been superseded: transactions that began before may still seal with it

_AGE = text("""
select extract(epoch from clock_timestamp() - max(began_at)) from key_rotations where number = :number
""")


def show() -> None:
    """Prints every key number with the envelopes that use it; never a key."""
    settings = _settings()
    with _engine(settings).connect() as conn:
        found = resealing.uses(conn)
    for number in sorted({*settings.data_keys, *(key for _, key in found)}):
        rows = sum(count for (_, key), count in found.items() if key == number)
        kind = "seals" if number == max(settings.data_keys) else "opens" if number in settings.data_keys else "UNKNOWN"
        print(f"key {number}: {kind}, {rows} envelopes")


def rotate(batch: int = resealing.BATCH) -> None:
    """A new number in the key file, then everything sealed anew; after an interruption it goes on where it was."""
    settings = _settings()
    engine = _engine(settings)
    if not resealing.unfinished(engine, max(settings.data_keys)):
        add(settings)
        settings = _settings()
    elif settings.data_keys_file:
        print("going on with the change that was begun", flush=True)
    _reseal(settings, engine, batch)


def add(settings: Settings) -> None:
    """A new key under the next number; running processes seal with it from now on. Raises Problem without a file."""
    file = settings.data_keys_file
    if file is None:
        mend = (
            "add the next number to BANGBAN_DATA_KEYS of every process as the runbook says, then `bangban keys reseal`"
        )
        raise Problem("these keys come from the environment, not from a file", mend)
    number = max(settings.data_keys) + 1
    keys.write(file, f"{file.read_text().strip()},{number}:{keys.key()}")
    print(f"key {number} seals from now on", flush=True)


def reseal(batch: int = resealing.BATCH) -> None:
    """Everything sealed anew with the highest number."""
    settings = _settings()
    _reseal(settings, _engine(settings), batch)


def retire(number: int) -> None:
    """Takes a key away that nothing uses any more. Raises Problem while anything may."""
    settings = _settings()
    if number not in settings.data_keys:
        raise Problem(f"there is no key {number}", f"these are known: {sorted(settings.data_keys)}")
    if number == max(settings.data_keys):
        raise Problem(f"key {number} seals now", "`bangban keys rotate` makes a newer one first")
    _demand_unused(_engine(settings), number, max(settings.data_keys))
    if settings.data_keys_file is None:
        print(f"nothing uses key {number}: take it out of BANGBAN_DATA_KEYS of every process and restart them")
        return
    left = {key: value for key, value in settings.data_keys.items() if key != number}
    words = ",".join(f"{key}:{base64.b64encode(value).decode()}" for key, value in sorted(left.items()))
    keys.write(settings.data_keys_file, words)
    print(f"key {number} is retired; backups made before still need it: keep its copy as long as them")


def _demand_unused(engine: Engine, number: int, newest: int) -> None:
    with engine.connect() as conn:
        used = {name: rows for (name, key), rows in resealing.uses(conn).items() if key == number}
        age = conn.execute(_AGE, {"number": newest}).scalar_one()
    if used:
        where = ", ".join(f"{rows} in {name}" for name, rows in sorted(used.items()))
        raise Problem(f"key {number} is still in use ({where})", "`bangban keys rotate` seals them anew")
    if age is None or age < GRACE:
        raise Problem(f"key {number} sealed until a moment ago", f"try again in {GRACE:.0f} s: work may be under way")


def _reseal(settings: Settings, engine: Engine, batch: int) -> None:
    done: dict[str, int] = {}

    def tell(name: str, rows: int) -> None:
        done[name] = done.get(name, 0) + rows

    if not resealing.reseal(engine, vault_of(settings), max(settings.data_keys), batch, tell):
        raise Problem("another change of key is under way", "wait for it")
    for name, rows in done.items():
        print(f"{name}: {rows} sealed anew")
    print(f"everything is sealed with key {max(settings.data_keys)}")


def export(file: Path) -> None:
    """Copies every secret of this home into one file, readable by its owner only. Raises Problem if it is there."""
    folder = surroundings.home() / "keys"
    if file.exists():
        raise Problem(f"{file} is there already", "choose another name: it may be the only copy of other keys")
    if not folder.is_dir():
        raise Problem(f"there are no keys in {folder}", "keys from the environment are kept where that comes from")
    keys.write_all(file, {one.name: one.read_text().strip() for one in sorted(folder.iterdir()) if one.name[0] != "."})
    print(f"{file} opens everything: keep it where the backups are not")


def bring_in(file: Path) -> None:
    """Puts exported secrets into a home that has none. Raises Problem where it has."""
    folder = surroundings.home() / "keys"
    if folder.is_dir() and any(folder.iterdir()):
        raise Problem(f"{folder} has keys already", "choose another home with BANGBAN_HOME")
    found = keys.read_all(file)
    for name, value in found.items():
        keys.write(folder / name, value)
    print(f"{len(found)} secrets put into {folder}")


def _settings() -> Settings:
    return surroundings.settings("database_owner", "data_keys")


def _engine(settings: Settings) -> Engine:
    return owner_engine(settings)
