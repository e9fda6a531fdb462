"""What is in no batch yet: versions of first and second ratings, reasons told after them, silences where reported."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, Table, and_, literal, or_, select

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

    A bad grade given after `why_since` waits for its reason. A version that went without goes again when it is told.
    """
    found = [*_firsts(conn, tenant_id, vault, most, why_since), *_seconds(conn, tenant_id, vault, most)]
    if silence:
        found += _silences(conn, tenant_id, most)
    return tuple(sorted(found, key=lambda one: one.rating.rated_at)[:most])


def _firsts(conn: Connection, tenant_id: str, vault: Vault, most: int, why_since: datetime) -> Iterator[Report]:
    bad = r.c.grade.in_([grade.value for grade in Grade if grade.is_bad])
    why = or_(r.c.reasons != "", r.c.words_ct.is_not(None))
    waits = and_(bad, ~why, r.c.rated_at > why_since)
    known = _rows(r, r.c.occasion, Kind.FIRST, r.c.changes + 1)
    for row in conn.execute(_new(r, tenant_id, known, why, most).where(~waits)).mappings():
        yield Report(rating=ratings.rating_of(row, vault), again=row["again"])


def _seconds(conn: Connection, tenant_id: str, vault: Vault, most: int) -> Iterator[Report]:
    known = _rows(s, literal(""), Kind.SECOND, s.c.changes + 1)
    for row in conn.execute(_new(s, tenant_id, known, s.c.words_ct.is_not(None), most)).mappings():
        yield Report(rating=second_ratings.rating_of(row, vault), kind=Kind.SECOND, again=row["again"])


def _silences(conn: Connection, tenant_id: str, most: int) -> Iterator[Report]:
    known = _rows(e, e.c.occasion, Kind.DEFAULT, literal(1))
    silent = e.c.state == EvaluationState.DEFAULT.value
    for row in conn.execute(_oldest(e, tenant_id, e.c.settled_at, most).where(silent, ~known.exists())).mappings():
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


def _new(table: Table, tenant_id: str, known: Select[Any], why: ColumnElement[bool], most: int) -> Select[Any]:
    """What no row tells, and what rows tell without the reason that is there by now."""
    told = known.where(or_(x.c.reasoned, ~why)).exists()
    return _oldest(table, tenant_id, table.c.rated_at, most).add_columns(known.exists().label("again")).where(~told)


def _rows(table: Table, occasion: ColumnElement[Any], kind: Kind, sequence: ColumnElement[Any]) -> Select[Any]:
    same = (x.c.case_id == table.c.case_id, x.c.round == table.c.round, x.c.occasion == occasion)
    return select(x.c.row).where(*same, x.c.kind == kind.value, x.c.sequence == sequence)
