"""What is in no batch yet: versions of first and second ratings, and silences where they are reported."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Exists, Select, Table, and_, literal, select

from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.exchange import Kind, Report
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.store import ratings, second_ratings
from shared.store.crypto import Vault
from shared.store.tables.evaluations import evaluations as e
from shared.store.tables.exports import rating_export_rows as x
from shared.store.tables.feedback import second_ratings as s
from shared.store.tables.notify import ratings as r


def unreported(
    conn: Connection, tenant_id: str, vault: Vault, most: int, silence: bool, why_since: datetime
) -> tuple[Report, ...]:
    """The oldest first. `silence`: 默认评价 are reported, too.

    A bad grade given after `why_since` waits for its reason: a version is reported once, with all that was said.
    """
    found = [*_firsts(conn, tenant_id, vault, most, why_since), *_seconds(conn, tenant_id, vault, most)]
    if silence:
        found += _silences(conn, tenant_id, most)
    return tuple(sorted(found, key=lambda one: one.rating.rated_at)[:most])


def _firsts(conn: Connection, tenant_id: str, vault: Vault, most: int, why_since: datetime) -> Iterator[Report]:
    bad = r.c.grade.in_([grade.value for grade in Grade if grade.is_bad])
    waits = and_(bad, r.c.reasons == "", r.c.words_ct.is_(None), r.c.rated_at > why_since)
    known = _known(r, r.c.occasion, Kind.FIRST, r.c.changes + 1)
    for row in conn.execute(_oldest(r, tenant_id, r.c.rated_at, most).where(~known, ~waits)).mappings():
        yield Report(rating=ratings.rating_of(row, vault))


def _seconds(conn: Connection, tenant_id: str, vault: Vault, most: int) -> Iterator[Report]:
    known = _known(s, literal(""), Kind.SECOND, s.c.changes + 1)
    for row in conn.execute(_oldest(s, tenant_id, s.c.rated_at, most).where(~known)).mappings():
        yield Report(rating=second_ratings.rating_of(row, vault), kind=Kind.SECOND)


def _silences(conn: Connection, tenant_id: str, most: int) -> Iterator[Report]:
    known = _known(e, e.c.occasion, Kind.DEFAULT, literal(1))
    silent = e.c.state == EvaluationState.DEFAULT.value
    for row in conn.execute(_oldest(e, tenant_id, e.c.settled_at, most).where(silent, ~known)).mappings():
        counted = Rating(
            case_id=row["case_id"],
            round=row["round"],
            occasion=row["occasion"],
            grade=Grade.GOOD,
            channel=Channel.SMS,
            rated_at=row["settled_at"],
        )
        yield Report(rating=counted, kind=Kind.DEFAULT)


def _oldest(table: Table, tenant_id: str, at: ColumnElement[Any], most: int) -> Select[Any]:
    return select(table).where(table.c.tenant_id == tenant_id).order_by(at, table.c.case_id).limit(most)


def _known(table: Table, occasion: ColumnElement[Any], kind: Kind, sequence: ColumnElement[Any]) -> Exists:
    same = (x.c.case_id == table.c.case_id, x.c.round == table.c.round, x.c.occasion == occasion)
    return select(x.c.row).where(*same, x.c.kind == kind.value, x.c.sequence == sequence).exists()
