"""Lists of chain heads in a folder outside the database: each signed, each naming the one before, none ever changed.

A list is a file of JSON lines: a header with its number, its time and the mac of the list before; then the head of
every case that has grown since; last the mac over all of it. A chain alone cannot tell that its end was cut off or
that a whole case was removed: the lists can. They cannot tell that the newest of themselves were removed, except by
their age: copy them away (the folder may be on another machine), and look at the time `verify` names.
"""

import hashlib
import hmac
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from deploy.auditing.chains import Head

_head = msgspec.json.Decoder(Head)


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """How a list begins. `previous` is the mac of the list before, '' for the first."""

    number: int
    at: datetime
    previous: str


class Lists(msgspec.Struct, kw_only=True):
    """All lists of a folder, read together: the newest head of every case, and what is wrong with the lists."""

    heads: dict[str, Head]
    number: int = 0
    mac: str = ""
    newest: datetime | None = None
    wrong: list[str]


def read(folder: Path, key: bytes) -> Lists:
    """Reads every list in order. A list that is not as it was written is told and not believed."""
    lists = Lists(heads={}, wrong=[])
    for file in sorted(folder.glob("*.jsonl")):
        *lines, last = file.read_bytes().splitlines(keepends=True) or [b""]
        if not hmac.compare_digest(last.strip(), _signed(key, lines)):
            lists.wrong.append(f"{file.name}: it was changed, or signed with another key")
            continue
        header = msgspec.json.decode(lines[0], type=Header)
        if (header.number, header.previous) != (lists.number + 1, lists.mac):
            lists.wrong.append(f"{file.name}: the list before it is missing or another one")
        lists.heads |= {head.case: head for head in map(_head.decode, lines[1:])}
        lists.number, lists.mac, lists.newest = header.number, last.strip().decode(), header.at
    return lists


def write(folder: Path, key: bytes, now: datetime, heads: Iterable[Head]) -> int:
    """Adds a list of what has grown since the last; gives the number of heads in it.

    A head that is no longer as it was listed is not listed anew: `verify` has to find it.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    known = read(folder, key)
    header = Header(number=known.number + 1, at=now, previous=known.mac)
    grown = list(_grown(known, heads))
    lines = [msgspec.json.encode(one) + b"\n" for one in (header, *grown)]
    _keep(folder / f"{header.number:08d}.jsonl", b"".join([*lines, _signed(key, lines), b"\n"]))
    return len(grown)


def _grown(known: Lists, heads: Iterable[Head]) -> Iterator[Head]:
    for head in heads:
        before = known.heads.get(head.case)
        if before is None or head.seq > before.seq:
            yield head


def _signed(key: bytes, lines: Iterable[bytes]) -> bytes:
    return hmac.new(key, b"".join(lines), hashlib.sha256).hexdigest().encode()


def _keep(file: Path, content: bytes) -> None:
    """Whole or absent even after a power cut; raises FileExistsError where another process has just written it."""
    draft = file.with_name(f".{file.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400)
    with os.fdopen(handle, "wb") as out:
        out.write(content)
        out.flush()
        os.fsync(handle)
    try:
        os.link(draft, file)
    finally:
        draft.unlink()
    folder = os.open(file.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)
