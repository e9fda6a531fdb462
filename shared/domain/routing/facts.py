"""A case as routing sees it."""

from shared.domain.cases.model import Case
from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RouteFacts


def route_facts(case: Case, item: Item, tree: OrgTree) -> RouteFacts:
    """Facts from the case where it stands now: rules are asked for the site that holds it."""
    return preview_facts(
        case.tenant_id, case.holder_site, case.applicant_kind, case.competence_region, item, tree, case.refused_by
    )


def preview_facts(
    tenant_id: str,
    site_id: str,
    applicant_kind: str,
    competence_region: str,
    item: Item,
    tree: OrgTree,
    excluded: tuple[str, ...] = (),
) -> RouteFacts:
    """Facts for a case that does not exist yet: what registration shows before it is accepted."""
    return RouteFacts(
        tenant_id=tenant_id,
        origin_site=site_id,
        origin_tier=tree.site(site_id).tier,
        item_code=item.code,
        category=item.category,
        applicant_kind=applicant_kind,
        competence=_competence(tenant_id, competence_region, tree),
        competence_region=competence_region,
        excluded=frozenset(excluded),
    )


def _competence(tenant_id: str, region: str, tree: OrgTree) -> str:
    centre = tree.centre_of_region(region) if region else None
    return "inside" if centre is None or tree.under(centre.id, tenant_id) else "outside"
