"""The SMS journal of a tenant: a list by state, purpose, supplier and reason, and one message with its steps."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Select, and_, func, select

from shared.domain.feedback.notices import ASKING
from shared.store import sms_history
from shared.store.sms import SmsState
from shared.store.sms_by_hand import Act, may
from shared.store.sms_history import SmsStep
from shared.store.tables.cases import cases
from shared.store.tables.notify import sms as t
from shared.store.uow import Work

PAGE = 50
OPEN = (SmsState.STUCK, SmsState.UNKNOWN, SmsState.WAITING, SmsState.SENDING)
"""What is not over, the most pressing first."""
ACTS: tuple[Act, ...] = ("replay", "close", "sent", "not-sent")


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A filter; '' lets all through, `open` as a state is all that is not over. `before`: the page after that one."""

    state: str = ""
    purpose: str = ""
    supplier: str = ""
    code: str = ""
    before: datetime | None = None


def moment_of(token: str) -> datetime | None:
    """Where a page begins; what nobody gave out, or a time without its zone, begins at the top."""
    try:
        found = datetime.fromisoformat(token)
    except ValueError:
        return None
    return found if found.tzinfo else None


class SmsRow(msgspec.Struct, frozen=True, kw_only=True):
    """One message, without number and words: its case has them, for whoever may see them."""

    id: UUID
    case_id: UUID
    number: str
    purpose: str
    round: int
    state: str
    code: str
    supplier: str
    attempts: int
    segments: int
    created_at: datetime
    sent_at: datetime | None
    held_until: datetime | None
    acts: tuple[Act, ...]


class SmsDetail(msgspec.Struct, frozen=True, kw_only=True):
    """A message with its steps."""

    row: SmsRow
    reference: str
    supplier_id: str
    text_version: str
    asks: bool
    steps: tuple[SmsStep, ...]


class Journal(msgspec.Struct, frozen=True, kw_only=True):
    """A page of the list, the newest first, how many there are by state, and the filter's choices."""

    rows: tuple[SmsRow, ...]
    states: dict[str, int]
    reasons: dict[str, int]
    purposes: tuple[str, ...]
    suppliers: tuple[str, ...]
    next_before: datetime | None


def journal(work: Work, wanted: Wanted) -> Journal:
    """What the filter lets through; numbers by state are those of the whole tenant."""
    states = select(t.c.state, func.count()).group_by(t.c.state)
    stuck = t.c.state.in_([state.value for state in OPEN])
    reasons = select(t.c.code, func.count()).where(stuck, t.c.code != "").group_by(t.c.code)
    found = _rows(work, wanted)
    return Journal(
        rows=found[:PAGE],
        states=_numbers(work, states),
        reasons=_numbers(work, reasons),
        purposes=_values(work, "purpose"),
        suppliers=tuple(name for name in _values(work, "supplier") if name),
        next_before=found[PAGE - 1].created_at if len(found) > PAGE else None,
    )


def stuck_count(work: Work) -> int:
    """How many of the tenant wait for a person."""
    left = t.c.state.in_([SmsState.STUCK.value, SmsState.UNKNOWN.value])
    return int(work.conn.execute(select(func.count()).select_from(t).where(left)).scalar_one())


def sms_detail(work: Work, sms_id: UUID) -> SmsDetail | None:
    """One message, None where the tenant has none of that id."""
    row = work.conn.execute(_joined().where(t.c.id == sms_id)).mappings().one_or_none()
    if row is None:
        return None
    return SmsDetail(
        row=_row(row),
        reference=row["reference"],
        supplier_id=row["supplier_id"],
        text_version=row["text_version"],
        asks=row["purpose"] in ASKING,
        steps=sms_history.of(work.conn, sms_id),
    )


def _numbers(work: Work, asked: Select[Any]) -> dict[str, int]:
    return {row[0]: row[1] for row in work.conn.execute(asked)}


def _values(work: Work, column: str) -> tuple[str, ...]:
    return tuple(work.conn.execute(select(t.c[column]).distinct().order_by(t.c[column])).scalars())


def _rows(work: Work, wanted: Wanted) -> tuple[SmsRow, ...]:
    asked = [t.c[name] == getattr(wanted, name) for name in ("purpose", "supplier", "code") if getattr(wanted, name)]
    if wanted.state == "open":
        asked.append(t.c.state.in_([state.value for state in OPEN]))
    elif wanted.state:
        asked.append(t.c.state == wanted.state)
    if wanted.before:
        asked.append(t.c.created_at < wanted.before)
    listed = _joined().where(and_(True, *asked)).order_by(t.c.created_at.desc(), t.c.id).limit(PAGE + 1)
    return tuple(_row(row) for row in work.conn.execute(listed).mappings())


def _joined() -> Select[Any]:
    return select(t, cases.c.number).join(cases, cases.c.id == t.c.case_id)


def _row(row: object) -> SmsRow:
    known = dict(row)  # type: ignore[call-overload]
    fields = {name: known[name] for name in SmsRow.__struct_fields__ if name not in ("number", "acts")}
    acts = tuple(act for act in ACTS if may(act, SmsState(known["state"])))
    return SmsRow(**fields, number=known["number"] or "", acts=acts)
