"""Texts of messages with every version, how many segments they take, and where they stand at each supplier."""

import re
from datetime import datetime

import msgspec
from msgspec.structs import replace
from sqlalchemy import select

from services.gateway.queries.suppliers import name_of, sends_text
from shared.domain.texting.segments import segments, units
from shared.domain.texting.templates import MOVES, Approval
from shared.store import sms_templates
from shared.store.sms_templates import Template
from shared.store.tables.notify import sms_suppliers as s
from shared.store.tables.notify import sms_texts as t
from shared.store.uow import Work

FIRST = frozenset({Approval.DRAFT, Approval.SUBMITTED, Approval.APPROVED})
_SAMPLES = {
    "item": "高龄津贴申领",
    "number": "150271-20261116-0123-4",
    "due": "11月30日",
    "phone": "0472-5163108",
    "link": "https://bangban.example.cn/r/AAAAAAAAAAAAAAAAAAAAAA",
}
"""What stands for a placeholder where a length is shown; any other one counts as eight characters."""


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a version stands at a supplier; no state: nobody wrote anything down, so it takes free text or nothing."""

    supplier: str
    name: str
    state: str
    code: str
    reason: str
    at: datetime | None
    by: str
    may: tuple[str, ...]


class TextView(msgspec.Struct, frozen=True, kw_only=True):
    """One version. `units` and `segments` are an ordinary case's. `ours`: this tenant's, so it may be reported."""

    tenant_id: str
    purpose: str
    version: int
    newest: bool
    ours: bool
    sign: str
    body: str
    units: int
    segments: int
    standing: tuple[Standing, ...]


def sms_texts(work: Work) -> tuple[TextView, ...]:
    """The texts this tenant's applicants get: its own, and those above it that it has not; the newest version first."""
    tenants = [site.tenant_id for site in work.reference.tree.up(work.actor.tenant_id)]
    rows = work.conn.execute(select(t).where(t.c.tenant_id.in_(tenants))).mappings().all()
    nearest = {purpose: min(tenants.index(r["tenant_id"]) for r in rows if r["purpose"] == purpose)
               for purpose in {r["purpose"] for r in rows}}  # fmt: skip
    shown = [r for r in rows if tenants.index(r["tenant_id"]) == nearest[r["purpose"]]]
    newest = {p: max(r["version"] for r in shown if r["purpose"] == p) for p in nearest}
    listed = work.conn.execute(select(s.c.id, s.c.document).order_by(s.c.weight.desc(), s.c.id))
    suppliers = {one.id: name_of(one.id, one.document) for one in listed if sends_text(one.document)}
    known = {(x.tenant_id, x.purpose, x.version, x.supplier): x for x in sms_templates.listing(work.conn, tenants)}
    ordered = sorted(shown, key=lambda r: (r["purpose"], -r["version"]))
    return tuple(_view(work, dict(row), newest, suppliers, known) for row in ordered)


def _view(
    work: Work,
    row: dict[str, object],
    newest: dict[str, int],
    suppliers: dict[str, str],
    known: dict[tuple[str, str, int, str], Template],
) -> TextView:
    tenant, purpose, version = str(row["tenant_id"]), str(row["purpose"]), int(str(row["version"]))
    sign, body = str(row["sign"]), str(row["body"])
    filled = re.sub(r"\{(\w+)\}", lambda found: _SAMPLES.get(found[1], "一" * 8), body)
    return TextView(
        tenant_id=tenant,
        purpose=purpose,
        version=version,
        newest=version == newest[purpose],
        ours=tenant == work.actor.tenant_id,
        sign=sign,
        body=body,
        units=units(f"【{sign}】{filled}"),
        segments=segments(sign, filled),
        standing=tuple(
            _standing(supplier, name, known.get((tenant, purpose, version, supplier)))
            for supplier, name in suppliers.items()
        ),
    )


def _standing(supplier: str, name: str, one: Template | None) -> Standing:
    may = tuple(state.value for state in Approval if state in (MOVES[one.state] if one else FIRST))
    nothing = Standing(supplier=supplier, name=name, state="", code="", reason="", at=None, by="", may=may)
    if one is None:
        return nothing
    return replace(nothing, state=one.state.value, code=one.code, reason=one.reason, at=one.at, by=one.by)
