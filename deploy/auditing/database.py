"""The whole database against its chains and against the lists: every fault, with case and event."""

from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Any

import msgspec
from sqlalchemy import Connection, select

from deploy.auditing.chains import Fault, Head, against, broken
from deploy.auditing.heads import Lists
from shared.store.tables.cases import case_events, cases

_e, _c = case_events, cases


class Verified(msgspec.Struct, kw_only=True):
    """What was looked at, and what is wrong."""

    cases: int = 0
    events: int = 0
    faults: list[Fault]


def verify(conn: Connection, keys: Sequence[bytes], lists: Lists) -> Verified:
    """Looks at every event once. `conn` sees one state of the database and all of it."""
    done = Verified(faults=[])
    versions = {str(case_id): version for case_id, version in conn.execute(select(_c.c.id, _c.c.version))}
    seen = set()
    for case_id, rows in histories(conn):
        seen.add(case_id)
        done.cases, done.events = done.cases + 1, done.events + len(rows)
        done.faults += _of(case_id, rows, keys, lists.heads.get(case_id), versions.get(case_id, 0))
    for case_id in sorted((versions.keys() | lists.heads.keys()) - seen):
        head = lists.heads.get(case_id)
        bare = Fault(case_id=case_id, seq=1, wrong="the case is there without any event")
        done.faults.append((against(head, ()) if head else None) or bare)
    return done


def listed(conn: Connection) -> Iterator[Head]:
    """The head of every case as it is now."""
    heads = select(_e.c.case_id, _e.c.seq, _e.c.mac).join(_c, (_c.c.id == _e.c.case_id) & (_c.c.version == _e.c.seq))
    for case_id, seq, mac in conn.execute(heads.execution_options(stream_results=True)):
        yield Head(case=str(case_id), seq=seq, mac=mac.hex())


def histories(conn: Connection) -> Iterator[tuple[str, list[Any]]]:
    """Every case with its events in order."""
    every = select(_e).order_by(_e.c.case_id, _e.c.seq).execution_options(stream_results=True)
    rows = conn.execute(every).mappings()
    for case_id, group in groupby(rows, key=lambda row: row["case_id"]):
        yield str(case_id), list(group)


def _of(case_id: str, rows: list[Any], keys: Sequence[bytes], head: Head | None, version: int) -> Iterator[Fault]:
    """The first fault of its chain; else what its head or its own row says of its end."""
    fault = broken(case_id, rows, keys) or (against(head, rows) if head else None)
    if fault is None and version != len(rows):
        fault = Fault(case_id=case_id, seq=len(rows) + 1, wrong=f"the case says that it has {version} events")
    if fault:
        yield fault
