"""What a case is to the desk of a site: to sign for, to work on, to place, sent on, or closed."""

from datetime import datetime
from enum import StrEnum

from shared.domain.cases.joint import CoHandlerState
from shared.domain.cases.model import CLOSED_STATES, Case, CaseState
from shared.domain.org.tree import OrgTree


class Bucket(StrEnum):
    """The parts of a desk."""

    SIGN = "sign"  # 待签收
    POOL = "pool"  # 待派单
    HOLD = "hold"  # 办理中
    CO = "co"  # 待协办; or a proposed pause, or a request for more time, waits for an answer
    SENT = "sent"  # 我转出的、参与的
    CLOSED = "closed"


def bucket(case: Case, site_id: str) -> Bucket:
    """Where the case lies on the site's desk."""
    if case.state in CLOSED_STATES:
        return Bucket.CLOSED
    if case.offered and case.offered.to_site == site_id:
        return Bucket.SIGN
    if case.pool_site == site_id:
        return Bucket.POOL
    if case.holder_site == site_id:
        return Bucket.HOLD
    asked = case.open_part(site_id) or _asked_to_pause(case, site_id) or decides(case, site_id)
    return Bucket.CO if asked else Bucket.SENT


def decides(case: Case, site_id: str) -> bool:
    """Whether a request for more time waits for a decision at the site."""
    asked = case.extension
    return asked is not None and asked.open and asked.at_site == site_id and case.state not in CLOSED_STATES


def _asked_to_pause(case: Case, site_id: str) -> bool:
    return case.pause_proposal is not None and case.pause_proposal.to_site == site_id


def next_due(case: Case, site_id: str) -> datetime | None:
    """The limit that counts next at this site: signing, its own part, deciding on acceptance, or the promised date."""
    if case.offered and case.offered.to_site == site_id:
        return case.offered.due_at
    if bucket(case, site_id) is Bucket.CO and (asked := _asked_until(case, site_id)):
        return asked
    if case.state is CaseState.RECEIVED:
        return case.acceptance_due
    return case.promised_due


def _asked_until(case: Case, site_id: str) -> datetime | None:
    """By when another site awaits something here: signing for its part, then its answer; or one to a proposed pause."""
    part, proposal = case.open_part(site_id), case.pause_proposal
    due = [part.sign_by if part.sign_by and part.signed_at is None else part.due_at] if part else []
    if proposal and proposal.to_site == site_id:
        due.append(proposal.answer_due)
    return min(due, default=None)


def seeing_sites(case: Case, tree: OrgTree) -> dict[str, str]:
    """Every site that sees the case, with its part; across tenants their common coordinator sees it, too.

    A co-handler that was released is none of them, unless it takes part in another way.
    """
    joining = [part.site for part in case.cohandlers if part.state is not CoHandlerState.RELEASED]
    parts = dict.fromkeys(joining, "cohandler") | dict.fromkeys(case.participants, "handler")
    parts[case.origin_site] = "origin"
    if case.pool_site:
        parts[case.pool_site] = "coordinator"
    for site in (*case.participants, *joining):
        if tree.site(site).tenant_id != case.tenant_id:
            parts.setdefault(tree.common_coordinator(case.origin_site, site).id, "coordinator")
    return parts
