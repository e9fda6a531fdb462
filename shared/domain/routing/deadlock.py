"""Whether those who were asked are deadlocked, and what each of them said: read from the history of a case."""

from collections.abc import Sequence

from shared.domain.cases import events as e
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case, HandoverKind, HandoverState
from shared.domain.cases.replay import standing
from shared.domain.org.model import SiteKind
from shared.domain.org.tree import OrgTree


def said_no(history: Sequence[e.Happened]) -> tuple[str, ...]:
    """The sites that refused or returned it since the last decision in a dispute, in the order of their first no."""
    found: dict[str, None] = {}
    offers: dict[object, str] = {}
    for h in standing(history):
        match h.event:
            case e.HandoverOffered(handover_id=handover, to_site=site, handover=kind):
                offers[handover] = site
                if kind is HandoverKind.SETTLE:
                    found.clear()
            case e.DisputeKept():
                found.clear()
            case e.HandoverRefused(handover_id=handover) | e.HandoverReturned(handover_id=handover):
                found[offers[handover]] = None
    return tuple(found)


def deadlock(case: Case, history: Sequence[e.Happened], tree: OrgTree, limits: Limits) -> tuple[str, ...]:
    """The sites that are deadlocked, or nobody.

    Departments of one tenant that said no, as many as the threshold has; or whoever said no to a coordinator's own
    placing. Our default: two departments passing a case between them is what the leader is for.
    """
    noes = said_no(history)
    departments: dict[str, list[str]] = {}
    for site_id in noes:
        site = tree.site(site_id)
        if site.kind is SiteKind.DEPARTMENT:
            departments.setdefault(site.tenant_id, []).append(site_id)
    for sites in departments.values():
        if len(sites) >= limits.deadlock_departments:
            return tuple(sites)
    return noes if noes and _placing_failed(case) else ()


def _placing_failed(case: Case) -> bool:
    last = case.handover
    said = last is not None and last.state in (HandoverState.REFUSED, HandoverState.RETURNED)
    return said and last is not None and last.kind is HandoverKind.REASSIGN
