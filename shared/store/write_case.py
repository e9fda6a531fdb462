"""Writing a case: its number, its row against the version read, its events with the chain, its holder."""

from typing import Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, insert, text, update

from shared.domain.cases import events as e
from shared.domain.cases.evolve import evolve
from shared.domain.cases.numbering import number
from shared.domain.deadlines.calendar import local_date
from shared.store import chain, persons, projection
from shared.store.cases import stale
from shared.store.pending import Pending, Saved
from shared.store.tables import cases
from shared.store.tokens import token

_NEXT = text(
    "insert into case_counters (tenant_id, day, last) values (:tenant, :day, 1)"
    " on conflict (tenant_id, day) do update set last = case_counters.last + 1 returning last"
)


_c, _e, _h = cases.cases, cases.case_events, cases.case_holders
_FIND_BY = insert(cases.search_tokens)
_OFFERED = insert(cases.handovers)
_NEW, _PERSON, _EVENTS, _HOLD = insert(_c), insert(cases.person_versions), insert(_e), insert(_h)
_MOVE = (
    update(_c)
    .where(_c.c.id == bindparam("mine"), _c.c.version == bindparam("was"))
    .values({name: bindparam(name) for name in ("version", "state", "number", "holder_site", "pool_site")})
    .values(snapshot=bindparam("snapshot"), updated_at=bindparam("updated_at"))
)
_RELEASE = update(_h).where(_h.c.case_id == bindparam("case"), _h.c.until.is_(None)).values(until=bindparam("at"))


def take_number(work: Pending, saved: Saved) -> None:
    """Gapless: taken when nothing but the case itself is left to write, and given back by a rollback."""
    if not any(isinstance(h.event, e.Accepted) and not h.event.number for h in saved.happened):
        return
    case = saved.after
    day = local_date(work.now)
    last = work.conn.execute(_NEXT, {"tenant": case.tenant_id, "day": day}).scalar_one()
    printed = number(case.tenant_id, day, last)
    saved.happened = tuple(
        replace(h, event=replace(h.event, number=printed)) if isinstance(h.event, e.Accepted) else h
        for h in saved.happened
    )
    after = saved.before
    for one in saved.happened:
        after = evolve(after, one)
    saved.after = after or case
    for tenant_id in sorted({tenant for tenant, _ in projection.seen_by(saved.after, work.reference.tree)}):
        row = {"tenant_id": tenant_id, "kind": "number", "case_id": case.id}
        work.conn.execute(_FIND_BY, row | {"token": token(work.keys.token_key, tenant_id, "number", printed)})


def write(work: Pending, saved: Saved) -> None:
    """The case's row, then hand-overs, holder and events. Raises Refusal conflict `case.stale`."""
    _case_row(work, saved)
    _handovers(work.conn, saved)
    _holder(work, saved)
    _events(work, saved)


def _case_row(work: Pending, saved: Saved) -> None:
    case, conn = saved.after, work.conn
    row = {
        "version": case.version,
        "state": case.state.value,
        "number": case.number or None,
        "holder_site": case.holder_site,
        "pool_site": case.pool_site,
        "snapshot": msgspec.json.encode(case).decode(),
        "updated_at": work.now,
    }
    if saved.before is None:
        _new_case(work, saved, row)
        return
    if conn.execute(_MOVE, row | {"mine": case.id, "was": saved.before.version}).rowcount == 0:
        raise stale(conn, case.id, saved.before.version)


def _new_case(work: Pending, saved: Saved, row: dict[str, Any]) -> None:
    case, person = saved.after, saved.person
    if person is None:
        raise ValueError("a new case needs its applicant")
    named = {"id": case.id, "tenant_id": case.tenant_id, "item_code": case.item_code, "item_version": case.item_version}
    shown = {"origin_site": case.origin_site, "applicant_mask": person.mask, "phone_tail": person.phone[-4:]}
    work.conn.execute(_NEW, row | named | shown)
    sealed = persons.sealed_row(person, case.applicant, case.tenant_id, case.id, work.keys.vault)
    work.conn.execute(_PERSON, sealed | {"created_at": work.now})


def _events(work: Pending, saved: Saved) -> None:
    conn, case = work.conn, saved.after
    mac = b""
    if saved.before is not None:
        mac = work.cases.beside(saved.before).mac
    rows = []
    for h in saved.happened:
        body, kind = msgspec.json.encode(h.event).decode(), e.kind_of(h.event)
        mac = chain.link(work.keys.chain_key, mac, str(case.id), h, kind, body)
        rows.append(_event_row(saved, h, kind, body, mac))
    conn.execute(_EVENTS, rows)


def _event_row(saved: Saved, h: e.Happened, kind: str, body: str, mac: bytes) -> dict[str, Any]:
    return {
        "case_id": saved.after.id,
        "seq": h.seq,
        "batch": h.batch,
        "tenant_id": saved.after.tenant_id,
        "kind": kind,
        "at": h.at,
        "by_site": h.by_site,
        "by_role": h.by_role.value,
        "by_staff": h.by_staff,
        "body": body,
        "mac": mac,
    }


def _handovers(conn: Connection, saved: Saved) -> None:
    t = cases.handovers
    for row in projection.handover_rows(saved.before, saved.after, saved.happened):
        if "from_site" in row:
            conn.execute(_OFFERED, row)
        else:
            rest = {k: v for k, v in row.items() if k != "id"}
            conn.execute(update(t).where(t.c.id == bindparam("which")).values(rest), {"which": row["id"]})


def _holder(work: Pending, saved: Saved) -> None:
    """Exactly one active holder: the old one ends where the new one begins."""
    before, after = saved.before, saved.after
    if before is not None:
        if before.holder_site == after.holder_site:
            return
        work.conn.execute(_RELEASE, {"case": after.id, "at": work.now})
    row = {"case_id": after.id, "tenant_id": after.tenant_id, "since_seq": after.version}
    work.conn.execute(_HOLD, row | {"site_id": after.holder_site, "since": work.now})
