"""Every case against its own history: gapless, chained, legal, and equal to its snapshot."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, select

from deploy.auditing.chains import broken
from deploy.checking.finding import Finding, finding
from shared.domain.cases.evolve import evolve
from shared.domain.cases.model import Case
from shared.domain.cases.table import TRANSITIONS
from shared.store.cases import happened
from shared.store.keys import Keys
from shared.store.tables.cases import case_events, cases

BACK = ("resumed", "undone")  # these lead back to where the case was before
_case = msgspec.json.Decoder(Case)


def check(conn: Connection, keys: Keys) -> Iterator[Finding]:
    """I1 events without a case, I3 gaps and snapshots, I4 the chain."""
    snapshots = dict(conn.execute(select(cases.c.id, cases.c.snapshot)).all())
    gaps, chained, unequal, orphans, illegal = [], [], [], [], []
    seen = set()
    for case_id, rows in _histories(conn):
        seen.add(case_id)
        if case_id not in snapshots:
            orphans.append(str(case_id))
            continue
        if [row["seq"] for row in rows] != list(range(1, len(rows) + 1)):
            gaps.append(str(case_id))
        fault = broken(str(case_id), rows, (keys.chain_key,))
        chained += [str(fault)] if fault else []
        illegal += _illegal(case_id, rows)
        if _replayed(rows) != _case.decode(snapshots[case_id]):
            unequal.append(str(case_id))
    missing = [str(case_id) for case_id in snapshots if case_id not in seen]
    yield finding("I1", "every history has its case, every case its history", len(seen), orphans + missing)
    yield finding("I3", "versions are gapless", len(seen), gaps)
    yield finding("I3", "every change of state is one the table knows", len(seen), illegal)
    yield finding("I3", "the replay of a history is the snapshot", len(seen), unequal)
    yield finding("I4", "every event's mac covers it and the one before", len(seen), chained)


def _histories(conn: Connection) -> Iterator[tuple[UUID, list[Any]]]:
    t = case_events
    rows = conn.execution_options(stream_results=True).execute(select(t).order_by(t.c.case_id, t.c.seq)).mappings()
    for case_id, group in groupby(rows, key=lambda row: row["case_id"]):
        yield case_id, list(group)


def _replayed(rows: list[Any]) -> Case | None:
    case: Case | None = None
    try:
        for row in rows:
            case = evolve(case, happened(row))
    except (ValueError, KeyError, msgspec.ValidationError):
        return None
    return case


def _illegal(case_id: UUID, rows: list[Any]) -> list[str]:
    """Changes of state to which no line of the table leads."""
    case: Case | None = None
    bad = []
    try:
        for row in rows:
            before, case = case, evolve(case, happened(row))
            if before and row["kind"] not in BACK and not _known(before, case):
                bad.append(f"{case_id} event {row['seq']}: {before.state} to {case.state}")
    except (ValueError, KeyError, msgspec.ValidationError):
        bad.append(f"{case_id}: cannot be replayed")
    return bad


def _known(before: Case, after: Case) -> bool:
    lines = [line for line in TRANSITIONS if line.to is after.state and before.state in line.states]
    return before.state is after.state or bool(lines)
