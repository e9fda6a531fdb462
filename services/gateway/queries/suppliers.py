"""SMS suppliers as they stand: weight now and as set, errors, slowness, breaker, and who took one out."""

import json
from datetime import datetime

import msgspec
from sqlalchemy import select

from shared.domain.texting.health import Health, errors, slowness, weight_now
from shared.kernel.clock import real_now
from shared.store import sms_rules
from shared.store.tables.notify import sms_suppliers as s
from shared.store.tables.notify import supplier_states as t
from shared.store.uow import Work


class SupplierView(msgspec.Struct, frozen=True, kw_only=True):
    """One supplier. Times are real ones. `closed_off`: nothing goes there, by its breaker or by a person."""

    id: str
    name: str
    base: float
    weight_now: float
    errors: float
    slowness: float
    latency_ms: float
    calls: int
    failed: int
    failures: int
    closed_off: bool
    opened_at: datetime | None
    probe_at: datetime | None
    last_code: str
    last_error_at: datetime | None
    out_reason: str
    out_by: str
    out_at: datetime | None
    polled_at: datetime | None
    poll_code: str


def suppliers(work: Work) -> tuple[SupplierView, ...]:
    """All of the reference data, the one with the most weight first."""
    joined = s.outerjoin(t, t.c.supplier == s.c.id)
    rows = work.conn.execute(
        select(s.c.id, s.c.weight, s.c.document, t).select_from(joined).order_by(s.c.weight.desc(), s.c.id)
    )
    return tuple(_view(work, dict(row)) for row in rows.mappings() if sends_text(row["document"]))


def sends_text(document: str) -> bool:
    """Whether a supplier's data describe one of text messages, not one of calls."""
    return not str(json.loads(document).get("adapter", "")).endswith("_voice")


def name_of(supplier: str, document: str) -> str:
    """What people call a supplier: as its data say, else its id."""
    return str(json.loads(document).get("name", supplier))


def _view(work: Work, row: dict[str, object]) -> SupplierView:
    fields = {name: row[name] for name in Health.__struct_fields__ if row["supplier"]}
    health = Health(**fields) if fields else Health(supplier=str(row["id"]))  # type: ignore[arg-type]
    now, pace = real_now(), sms_rules.pace(work.reference)
    base = float(row["weight"])  # type: ignore[arg-type]
    return SupplierView(
        id=str(row["id"]),
        name=name_of(str(row["id"]), str(row["document"])),
        base=base,
        weight_now=round(weight_now(base, health, now, pace), 3),
        errors=round(errors(health, now, pace), 3),
        slowness=round(slowness(health, now, pace), 3),
        latency_ms=round(health.latency_ms, 1),
        calls=health.calls,
        failed=health.failed,
        failures=health.failures,
        closed_off=bool(health.opened_at or health.out_reason),
        opened_at=health.opened_at,
        probe_at=health.probe_at,
        last_code=health.last_code,
        last_error_at=health.last_error_at,
        out_reason=health.out_reason,
        out_by=health.out_by,
        out_at=health.out_at,
        polled_at=row["polled_at"],  # type: ignore[arg-type]
        poll_code=str(row["poll_code"] or ""),
    )
