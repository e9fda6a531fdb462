"""How many cases a second are submitted through HTTP? One JSON line a figure.

The reference is pgbench with the very same statements: they are recorded while the use case runs on drafts of its own,
rolled back, and played by eight clients, each transaction once. It has the row-level security, the settings of the
transaction and the indexes, and none of our code. It is measured before and after, and the mean is taken.
"""

import multiprocessing
import shutil
import subprocess
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from sqlalchemy import Engine, event

from bench.rig.client import CLIENTS, Client, together
from bench.rig.line import tell
from bench.rig.server import Demo, demo, serve
from deploy.postgres import binaries
from services.gateway.main import deps_of
from services.gateway.usecases.submit_case import submit_case
from shared.store.engine import open_store

CASES = 400
AIMS = {1: 0.2, 2: 0.3}


class Enough(Exception):
    """The transaction is written down; it must not be committed."""


def main() -> None:
    """Sets up, measures, prints."""
    folder = Path(tempfile.mkdtemp(prefix="bb-bench-", dir="/tmp"))
    folder.chmod(0o711)
    with demo(folder / "home") as there:
        for processes, aim in AIMS.items():
            _measure(there, processes, aim, folder)
    shutil.rmtree(folder, ignore_errors=True)


def _measure(there: Demo, processes: int, aim: float, folder: Path) -> None:
    with serve(there, processes) as addresses:
        clients = [Client(addresses[n % processes]) for n in range(CLIENTS)]
        drafts = _drafts(clients, 3 * CASES)
        before = _pgbench(there, drafts[:CASES], folder)
        ours = _submitted(addresses, drafts[CASES : 2 * CASES])
        after = _pgbench(there, drafts[2 * CASES :], folder)
    figure = f"cases submitted through HTTP, {processes} gateway process{'es' if processes > 1 else ''}"
    tell(figure, ours, "cases/s", (before + after) / 2, aim)


def _drafts(clients: list[Client], count: int) -> list[str]:
    found: list[str] = []

    def make(client: Client, phone: str) -> None:
        person = {"kind": "person", "name": "赵大海", "phone": phone}
        found.append(client.post("/api/cases", {"item_code": "MZ001", "applicant": person})["id"])

    together(make, clients, ["13800138000"] * count)
    return found


def _submitted(addresses: list[str], drafts: list[str]) -> float:
    """Cases a second, asked by a process of its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_submit_all, (addresses, drafts))


def _submit_all(addresses: list[str], drafts: list[str]) -> float:
    clients = [Client(addresses[n % len(addresses)]) for n in range(CLIENTS)]
    began = time.perf_counter()
    together(lambda client, case: client.post(f"/api/cases/{case}/submit", {}), clients, drafts)
    return len(drafts) / (time.perf_counter() - began)


def _pgbench(there: Demo, drafts: list[str], folder: Path) -> float:
    """Transactions a second of eight clients that play what was recorded, each its own part, once."""
    scripts = _recorded(there, drafts, folder)
    program = [str(binaries.installed() / "pginstall/bin/pgbench"), "-n", "-t", "1", "-f"]
    began = time.perf_counter()
    running = [subprocess.Popen([*program, str(one), _plain(there)], stdout=-3, stderr=-3) for one in scripts]
    ended = [one.wait() for one in running]
    if any(ended):
        raise RuntimeError("pgbench failed")
    return len(drafts) / (time.perf_counter() - began)


def _plain(there: Demo) -> str:
    return there.settings.database_app.replace("+psycopg", "")


def _recorded(there: Demo, drafts: list[str], folder: Path) -> list[Path]:
    store = open_store(there.settings, pool=1)
    deps, written = deps_of(there.settings, store), [""] * CLIENTS
    with _writing_down(store.engine) as statements, psycopg.connect(_plain(there)) as conn:
        cursor = psycopg.ClientCursor(conn)
        for n, case in enumerate(drafts):
            statements.clear()
            try:
                submit_case(deps, there.clerk, uuid.UUID(case))
            except Enough:
                said = (cursor.mogrify(text, values).replace("\n", " ") for text, values in statements)
                written[n % CLIENTS] += "begin;\n" + ";\n".join(said) + ";\ncommit;\n"
    store.engine.dispose()
    files = [folder / f"client-{n}.sql" for n in range(CLIENTS)]
    for file, text in zip(files, written, strict=True):
        file.write_text(text)
    return files


@contextmanager
def _writing_down(engine: Engine) -> Iterator[list[tuple[str, Any]]]:
    statements: list[tuple[str, Any]] = []

    def note(conn: object, cursor: object, statement: str, parameters: Any, context: object, many: bool) -> None:
        statements.extend((statement, one) for one in (parameters if many else [parameters]))

    def stop(conn: object) -> None:
        raise Enough

    event.listen(engine, "before_cursor_execute", note)
    event.listen(engine, "commit", stop)
    yield statements
    event.remove(engine, "before_cursor_execute", note)
    event.remove(engine, "commit", stop)


if __name__ == "__main__":
    main()
