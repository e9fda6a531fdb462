"""Where a cluster lives: in the home, or under /var/lib/bangban when PostgreSQL's account cannot reach the home."""

import hashlib
import os
import time
from pathlib import Path

import msgspec

from deploy import homes
from deploy.postgres import account as accounts
from deploy.postgres.account import Account
from deploy.problems import Problem

FAR = Path("/var/lib/bangban")
POINTER = "elsewhere"  # the file in the home that names the far place


class Place(msgspec.Struct, frozen=True):
    """`folder` holds `data`, `run` (the socket) and, if they had to be copied, `programs`; `notes` are for people."""

    folder: Path
    account: Account
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        """PostgreSQL's own data folder."""
        return self.folder / "data"

    @property
    def socket(self) -> Path:
        """The folder of the Unix socket, closed to everybody but the account (and root)."""
        return self.folder / "run"


def choose(home: Path) -> Place:
    """The place for this home's cluster: where it already is, else where the account can reach. Raises Problem."""
    if found := existing(home):
        return found
    near = home / "pg"
    account = accounts.of_new()
    homes.own(near)
    if account.reaches(near):
        return Place(near, account)
    return _far_new(home, near / POINTER, account)


def existing(home: Path) -> Place | None:
    """Where this home's cluster is, None when there is none yet; changes nothing. Raises Problem if it is lost."""
    near = home / "pg"
    pointer = near / POINTER
    if pointer.exists():
        return _far_existing(Path(pointer.read_text().strip()), pointer)
    return _near_existing(near) if near.joinpath("data").exists() else None


def _near_existing(near: Path) -> Place:
    account = accounts.of_existing(near / "data")
    if not account.reaches(near):
        raise Problem(
            f"{account.name}, who owns {near / 'data'}, cannot reach it", "move the home out of closed folders"
        )
    return Place(near, account)


def _far_existing(far: Path, pointer: Path) -> Place:
    if not far.joinpath("data").exists():
        raise Problem(
            f"the database of this home should be in {far}, and is not there",
            f"restore it, or remove {pointer} to begin anew",
        )
    return Place(far, accounts.of_existing(far / "data"), (_note(far),))


def _far_new(home: Path, pointer: Path, account: Account) -> Place:
    """A new far place; what an earlier home of the same path left there is set aside, since its keys are gone."""
    far = FAR / hashlib.sha256(os.fsencode(home)).hexdigest()[:16]
    notes = [_note(far)]
    if far.exists():
        aside = far.with_name(f"{far.name}.{int(time.time())}")
        far.rename(aside)
        notes.append(f"an older database without its home was set aside as {aside}; remove it if nobody needs it")
    homes.own(FAR)
    homes.own(far)
    far.joinpath("home").write_text(f"{home}\n")
    if not account.reaches(far):
        raise Problem(f"{account.name} cannot reach {far}", "choose a folder others may pass through with BANGBAN_HOME")
    pointer.write_text(f"{far}\n")
    return Place(far, account, tuple(notes))


def _note(far: Path) -> str:
    return f"the database lives in {far}: its account cannot reach the home"
