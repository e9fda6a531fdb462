"""Copies of one completed case in the store, for benches that need more of them than the front door makes in time.

A copy is the rows of the model with other ids, a number of its own and an applicant with a phone of their own. Its
chain of events does not verify: nothing here is about that.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import TypeVar
from uuid import UUID

from sqlalchemy import Connection, insert, text

from bench.rig.texting import TENANT, Texting, applicant
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.store.persons import sealed_row
from shared.store.tables.cases import person_versions

TABLES = ("cases", "case_events", "case_holders", "case_access")
BATCH = 500
T = TypeVar("T")


def completed(there: Texting, numbers: Sequence[int]) -> list[UUID]:
    """As many completed cases, each of an applicant of its own, whose phone ends in the number."""
    model = there.completed(numbers[0])
    rest = [(number, new_id(), new_id()) for number in numbers[1:]]
    with there.owner.begin() as conn:
        applicant, number = conn.execute(
            text("select snapshot::jsonb->>'applicant', number from cases where id = :model"), {"model": model}
        ).one()
        for some in _batches(rest):
            conn.execute(insert(person_versions), [_person(there, *one) for one in some])
        changes = [{str(model): str(case), applicant: str(person), number: f"{number}-{n}"} for n, case, person in rest]
        copy(conn, TABLES, model, changes)
    return [model, *(case for _, case, _ in rest)]


def copy(conn: Connection, tables: Sequence[str], model: UUID, changes: Sequence[Mapping[str, str]]) -> None:
    """Every row of these tables that names the model, once for each of `changes`, in which old words have new ones."""
    for table in tables:
        rows = conn.execute(
            text(f"select to_jsonb(t)::text from {table} t where to_jsonb(t)::text like :named"),
            {"named": f"%{model}%"},
        ).scalars()
        into = text(f"insert into {table} select * from jsonb_populate_recordset(null::{table}, cast(:rows as jsonb))")
        for some in _batches(list(_changed(list(rows), changes))):
            conn.execute(into, {"rows": f"[{','.join(some)}]"})


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    yield from (items[at : at + BATCH] for at in range(0, len(items), BATCH))


def _changed(rows: Sequence[str], changes: Sequence[Mapping[str, str]]) -> Iterator[str]:
    for change in changes:
        for row in rows:
            for old, new in change.items():
                row = row.replace(old, new)
            yield row


def _person(there: Texting, number: int, case_id: UUID, person_id: UUID) -> dict[str, object]:
    row = sealed_row(applicant(number), person_id, TENANT, case_id, there.store.keys.vault)
    return row | {"created_at": real_now()}
