"""Rows that follow from a case and its new events: hand-overs, holders, access, desks. Values in, values out."""

from collections.abc import Iterator
from typing import Any

import msgspec

from shared.domain.cases import events as e
from shared.domain.cases.desk import Bucket, bucket, decides, next_due, seeing_sites
from shared.domain.cases.model import Case, CaseState, HandoverState
from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree

Row = dict[str, Any]


def handover_rows(before: Case | None, after: Case, happened: tuple[e.Happened, ...]) -> Iterator[Row]:
    """One row per hand-over the events touched, as it stands after them."""
    touched: dict[Any, Row] = {}
    ends = _ENDS
    for h in happened:
        event = h.event
        if isinstance(event, e.HandoverOffered):
            touched[event.handover_id] = _offered_row(after, event, h)
        elif type(event) in ends:
            row = touched.setdefault(event.handover_id, {"id": event.handover_id})  # type: ignore[union-attr]
            row |= {"state": ends[type(event)].value, "ended_at": h.at}
        elif isinstance(event, e.Undone):
            touched |= _undone_rows(before, after, h)
    yield from touched.values()


_ENDS: dict[type, HandoverState] = {
    e.HandoverSigned: HandoverState.SIGNED,
    e.HandoverRefused: HandoverState.REFUSED,
    e.HandoverReturned: HandoverState.RETURNED,
    e.HandoverWithdrawn: HandoverState.WITHDRAWN,
    e.HandoverExpired: HandoverState.EXPIRED,
}


def _offered_row(case: Case, event: e.HandoverOffered, h: e.Happened) -> Row:
    return {
        "id": event.handover_id,
        "tenant_id": case.tenant_id,
        "case_id": case.id,
        "from_site": event.from_site,
        "to_site": event.to_site,
        "kind": event.handover.value,
        "state": HandoverState.OFFERED.value,
        "offered_at": h.at,
        "due_at": event.due_at,
        "ended_at": None,
        "rule": event.rule,
        "why": event.why,
    }


def _undone_rows(before: Case | None, after: Case, h: e.Happened) -> dict[Any, Row]:
    rows: dict[Any, Row] = {}
    if before and before.handover and (after.handover is None or after.handover.id != before.handover.id):
        # An offer that is taken back is withdrawn; a return that is taken back leaves its hand-over signed.
        signed = before.handover.id in {handover.id for handover in after.signed_for}
        rows[before.handover.id] = {
            "id": before.handover.id,
            "state": (HandoverState.SIGNED if signed else HandoverState.WITHDRAWN).value,
            "ended_at": h.at,
        }
    if after.handover:
        open_again = after.handover.state is HandoverState.OFFERED
        rows[after.handover.id] = {
            "id": after.handover.id,
            "state": after.handover.state.value,
            "ended_at": None if open_again else h.at,
        }
    return rows


def access_rows(case: Case, tree: OrgTree) -> Iterator[Row]:
    """One row per site that sees the case."""
    for site_id, part in seeing_sites(case, tree).items():
        yield {
            "tenant_id": tree.site(site_id).tenant_id,
            "case_id": case.id,
            "site_id": site_id,
            "part": part,
            "until": None,
        }


def seen_by(case: Case, tree: OrgTree) -> frozenset[tuple[str, str]]:
    """(tenant, site) of everybody who sees the case."""
    return frozenset((tree.site(site_id).tenant_id, site_id) for site_id in seeing_sites(case, tree))


def desk_rows(case: Case, item: Item, tree: OrgTree, last: e.Happened, mask: str, tail: str) -> Iterator[Row]:
    """One row per seeing site, with everything a list shows and sorts by."""
    shared = {
        "case_id": case.id,
        "state": case.state.value,
        "number": case.number,
        "item_code": item.code,
        "item_name": item.name,
        "applicant_mask": mask,
        "phone_tail": tail,
        "applicant_kind": case.applicant_kind,
        "origin_site": case.origin_site,
        "holder_site": case.holder_site,
        "to_site": case.offered.to_site if case.offered else "",
        "agent": case.agent,
        "paused": case.state is CaseState.PAUSED,
        "started_at": case.accepted_at or case.received_at,
        "promised_due": case.promised_due,
        "statutory_due": case.statutory_due,
        "warn_at": case.warn_at,
        "ruler": msgspec.json.encode(case.stops).decode(),
        "last_kind": e.kind_of(last.event),
        "last_at": last.at,
        "last_site": last.by_site,
        "version": case.version,
        "problem": case.problem,
    }
    for site_id in seeing_sites(case, tree):
        yield shared | {
            "tenant_id": tree.site(site_id).tenant_id,
            "site_id": site_id,
            "bucket": bucket(case, site_id).value,
            "due_at": next_due(case, site_id),
            "decides": decides(case, site_id),
            "asked_by": case.extension.asked_by if case.extension and decides(case, site_id) else None,
            **_own_clock(case, site_id),
        }


def _own_clock(case: Case, site_id: str) -> Row:
    """A co-handler's desk shows the clock of its part: lamp and ruler tell its own limit, not the lead's."""
    part = case.open_part(site_id)
    if part is None or bucket(case, site_id) is not Bucket.CO:
        return {}
    return {
        "started_at": part.asked_at,
        "promised_due": part.due_at,
        "statutory_due": None,
        "warn_at": part.warn_at,
    }
