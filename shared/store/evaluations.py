"""Occasions to evaluate as rows; the rules are in domain/feedback."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.cases.model import Case
from shared.domain.feedback import evaluations as rules
from shared.domain.feedback.evaluations import Evaluation
from shared.store.tables.evaluations import evaluations as t
from shared.store.uow import Work

_KEY = ("case_id", "round", "occasion")
_TAKE = select(t).where(*(t.c[name] == bindparam(f"the_{name}") for name in _KEY)).with_for_update()
_OPEN = upsert(t).on_conflict_do_nothing().returning(t.c.case_id)
_MOVING = ("state", "reminded_at", "settled_at")


def open_for(work: Work, case: Case, occasion: str = "", site: str = "") -> Evaluation:
    """The occasion, opened where there was none."""
    new = Evaluation(
        tenant_id=case.tenant_id,
        case_id=case.id,
        round=case.round,
        occasion=occasion,
        site=site or case.handling_site or case.holder_site,
        opened_at=work.now,
    )
    opened = work.conn.execute(_OPEN, msgspec.structs.asdict(new)).first()
    return new if opened else take(work.conn, case.id, case.round, occasion) or new


def take(conn: Connection, case_id: UUID, round_: int, occasion: str = "") -> Evaluation | None:
    """The occasion, locked until the transaction ends."""
    key = {"the_case_id": case_id, "the_round": round_, "the_occasion": occasion}
    row = conn.execute(_TAKE, key).mappings().one_or_none()
    return None if row is None else evaluation(row)


def put(conn: Connection, one: Evaluation) -> None:
    """Writes how it stands."""
    key = (t.c.case_id == one.case_id, t.c.round == one.round, t.c.occasion == one.occasion)
    conn.execute(update(t).where(*key).values({name: getattr(one, name) for name in _MOVING}))


def answered(work: Work, case: Case, occasion: str) -> None:
    """Somebody rated it."""
    put(work.conn, rules.answered(open_for(work, case, occasion), work.now))


def evaluation(row: Any) -> Evaluation:
    """The occasion of a row."""
    return msgspec.convert({name: row[name] for name in Evaluation.__struct_fields__}, Evaluation)
