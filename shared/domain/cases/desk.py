"""What a case is to the desk of a site: to sign for, to work on, to place, sent on, or closed."""

from datetime import datetime
from enum import StrEnum

from shared.domain.cases.model import CLOSED_STATES, Case, CaseState
from shared.domain.org.tree import OrgTree


class Bucket(StrEnum):
    """The parts of a desk."""

    SIGN = "sign"  # 待签收
    POOL = "pool"  # 待派单
    HOLD = "hold"  # 办理中
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
    return Bucket.HOLD if case.holder_site == site_id else Bucket.SENT


def next_due(case: Case, site_id: str) -> datetime | None:
    """The limit that counts next at this site: signing, deciding on acceptance, or the promised date."""
    if case.offered and case.offered.to_site == site_id:
        return case.offered.due_at
    if case.state is CaseState.RECEIVED:
        return case.acceptance_due
    return case.promised_due


def seeing_sites(case: Case, tree: OrgTree) -> dict[str, str]:
    """Every site that sees the case, with its part: participants, and across tenants their common coordinator."""
    parts = dict.fromkeys(case.participants, "handler") | {case.origin_site: "origin"}
    if case.pool_site:
        parts[case.pool_site] = "coordinator"
    for site in case.participants:
        if tree.site(site).tenant_id != case.tenant_id:
            parts.setdefault(tree.common_coordinator(case.origin_site, site).id, "coordinator")
    return parts
