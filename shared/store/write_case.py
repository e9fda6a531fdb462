"""Writing a case: its number, its row against the version read, its events with the chain, its holder."""

from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace
from sqlalchemy import Connection, bindparam, insert, select, text, update

from shared.domain.cases import events as e
from shared.domain.cases.evolve import evolve
from shared.domain.cases.numbering import number
from shared.domain.deadlines.calendar import local_date
from shared.store import chain, persons, projection
from shared.store.cases import stale
from shared.store.pending import Saved
from shared.store.tables import cases
from shared.store.tokens import token

if TYPE_CHECKING:
    from shared.store.uow import Work


_NEXT = text(
    "insert into case_counters (tenant_id, day, last) values (:tenant, :day, 1)"
    " on conflict (tenant_id, day) do update set last = case_counters.last + 1 returning last"
)


def take_number(work: "Work", saved: Saved) -> None:
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
    row = {"tenant_id": case.tenant_id, "kind": "number", "case_id": case.id}
    row["token"] = token(work.keys.token_key, case.tenant_id, "number", printed)
    work.conn.execute(insert(cases.search_tokens).values(row))


def write(work: "Work", saved: Saved) -> None:
    """The case's row, then hand-overs, holder and events. Raises Refusal conflict `case.stale`."""
    _case_row(work, saved)
    _handovers(work.conn, saved)
    _holder(work, saved)
    _events(work, saved)


def _case_row(work: "Work", saved: Saved) -> None:
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
    mine = cases.cases.c.id == case.id, cases.cases.c.version == saved.before.version
    if conn.execute(update(cases.cases).where(*mine).values(row)).rowcount == 0:
        raise stale(conn, case.id, saved.before.version)


def _new_case(work: "Work", saved: Saved, row: dict[str, Any]) -> None:
    case, person = saved.after, saved.person
    if person is None:
        raise ValueError("a new case needs its applicant")
    named = {"id": case.id, "tenant_id": case.tenant_id, "item_code": case.item_code, "item_version": case.item_version}
    shown = {"origin_site": case.origin_site, "applicant_mask": person.mask, "phone_tail": person.phone[-4:]}
    work.conn.execute(insert(cases.cases).values(row | named | shown))
    sealed = persons.sealed_row(person, case.applicant, case.tenant_id, case.id, work.keys.vault)
    work.conn.execute(insert(cases.person_versions).values(sealed | {"created_at": work.now}))


def _events(work: "Work", saved: Saved) -> None:
    conn, case = work.conn, saved.after
    mac = b""
    if saved.before is not None:
        t = cases.case_events
        last = t.c.case_id == case.id, t.c.seq == saved.before.version
        mac = conn.execute(select(t.c.mac).where(*last)).scalar_one()
    rows = []
    for h in saved.happened:
        body, kind = msgspec.json.encode(h.event).decode(), e.kind_of(h.event)
        mac = chain.link(work.keys.chain_key, mac, str(case.id), h, kind, body)
        rows.append(_event_row(saved, h, kind, body, mac))
    conn.execute(insert(cases.case_events), rows)


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
            conn.execute(insert(t).values(row))
        else:
            rest = {k: v for k, v in row.items() if k != "id"}
            conn.execute(update(t).where(t.c.id == bindparam("which")).values(rest), {"which": row["id"]})


def _holder(work: "Work", saved: Saved) -> None:
    """Exactly one active holder: the old one ends where the new one begins."""
    before, after, t = saved.before, saved.after, cases.case_holders
    if before is not None and before.holder_site == after.holder_site:
        return
    active = t.c.case_id == after.id, t.c.until.is_(None)
    work.conn.execute(update(t).where(*active).values(until=work.now))
    row = {"case_id": after.id, "tenant_id": after.tenant_id, "since_seq": after.version}
    work.conn.execute(insert(t).values(row | {"site_id": after.holder_site, "since": work.now}))
