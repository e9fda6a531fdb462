"""A case as routing sees it."""

from collections.abc import Mapping
from datetime import date

from shared.domain.cases.model import Case
from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RouteFacts


def route_facts(case: Case, item: Item, tree: OrgTree, day: date | None = None, asked: str = "") -> RouteFacts:
    """Facts from the case where it stands now, on a business day: rules are asked for the site that holds it.

    They are its tenant's, which is not the case's own once another has taken it over; `asked` names the tenant whose
    rules were asked where that is known of a decision of the past.
    """
    return preview_facts(
        asked or tree.site(case.holder_site).tenant_id,
        case.holder_site,
        case.applicant_kind,
        case.competence_region,
        item,
        tree,
        case.refused_by,
        regions=case.regions,
        amount=case.amount,
        moves=case.moves,
        returns=case.returns,
        day=day,
    )


def preview_facts(
    tenant_id: str,
    site_id: str,
    applicant_kind: str,
    competence_region: str,
    item: Item,
    tree: OrgTree,
    excluded: tuple[str, ...] = (),
    *,
    regions: Mapping[str, str] | None = None,
    amount: int | None = None,
    moves: int = 0,
    returns: int = 0,
    day: date | None = None,
) -> RouteFacts:
    """Facts for a case that does not exist yet: what registration shows before it is accepted.

    The region that decides is the one told for the place the item names, else `competence_region`.
    """
    told = regions or {}
    decisive = told.get(item.competence.value, "") or competence_region
    return RouteFacts(
        tenant_id=tenant_id,
        origin_site=site_id,
        origin_tier=tree.site(site_id).tier,
        item_code=item.code,
        category=item.category,
        applicant_kind=applicant_kind,
        competence=_competence(tenant_id, decisive, tree),
        competence_region=decisive,
        regions=told,
        places={name: _competence(tenant_id, code, tree) for name, code in told.items()},
        amount=amount,
        moves=moves,
        returns=returns,
        day=day,
        excluded=frozenset(excluded),
    )


def _competence(tenant_id: str, region: str, tree: OrgTree) -> str:
    centre = tree.centre_of_region(region) if region else None
    return "inside" if centre is None or tree.under(centre.id, tenant_id) else "outside"
