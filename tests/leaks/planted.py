"""Personal data that cannot be mistaken for anything else, and the search for it: in files, tables and answers."""

import base64
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


def identity(first: str) -> str:
    """An identity number with its check place (GB 11643-1999), from its first seventeen."""
    total = sum(int(digit) * weight for digit, weight in zip(first, _WEIGHTS, strict=True))
    return first + "10X98765432"[total % 11]


WHAT = {
    "name": "慕容泄露查",
    "phone": "18747203917",
    "identity": identity("15020319520317042"),
    "other name": "尉迟不外传",
    "other phone": "13947298641",
    "contact": "司徒守口瓶",
}
"""What is planted. Masks such as 慕**** and the last four digits are shown on purpose and are not searched for."""


def patterns() -> Mapping[bytes, str]:
    """Each value as it would stand in a text, in JSON, in an address, in hex, base64, UTF-16 and GBK."""
    found: dict[bytes, str] = {}
    for name, value in WHAT.items():
        raw = value.encode()
        forms = {raw, json.dumps(value)[1:-1].encode(), quote(value).encode(), quote(value).lower().encode()}
        forms |= {raw.hex().encode(), value.encode("utf-16-le"), value.encode("gbk"), *_base64(raw)}
        found |= dict.fromkeys(forms, name)
    return found


def _base64(raw: bytes) -> Iterator[bytes]:
    """The middle of its base64 at each of the three places at which it can begin."""
    for before in range(3):
        coded = base64.b64encode(b"\0" * before + raw)
        yield coded[4 if before else 0 : len(coded) // 4 * 4 - 4]


PATTERNS = patterns()


def in_bytes(content: bytes) -> set[str]:
    """The names of what stands in it."""
    return {name for pattern, name in PATTERNS.items() if pattern in content}


def in_files(folder: Path, *but: str) -> list[str]:
    """Every file below a folder that holds any of it; `but` are names of files that may."""
    return [
        f"{file.relative_to(folder)}: {sorted(found)}"
        for file in sorted(folder.rglob("*"))
        if file.is_file() and not file.is_symlink() and not any(part in file.parts for part in but)
        if (found := in_bytes(_content(file)))
    ]


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except FileNotFoundError:  # the database tidies up while we look
        return b""


def in_tables(database: str) -> tuple[list[str], int]:
    """Every row of every table, as a dump would write it, that holds any of it; and how many were looked at."""
    found, looked = [], 0
    engine = create_engine(database, poolclass=NullPool)
    with engine.connect() as conn:
        tables = text("select oid::regclass::text from pg_class where relkind = 'r' and relnamespace = :in")
        public = conn.execute(text("select 'public'::regnamespace::oid")).scalar_one()
        for name in conn.execute(tables, {"in": public}).scalars().all():
            for row in conn.execute(text(f"select t::text from {name} t")).scalars():
                looked += 1
                if known := in_bytes(row.encode()):
                    found.append(f"{name}: {sorted(known)}")
    return found, looked
