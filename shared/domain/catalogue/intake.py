"""May this item be taken in here, for this applicant?"""

from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import invalid


def serves(item: Item, tenant_id: str, tree: OrgTree) -> bool:
    """Whether the item belongs to the tenant itself or to one above it."""
    return any(site.tenant_id == item.tenant_id for site in tree.up(tree.centre(tenant_id).id))


def require_intake(item: Item, tenant_id: str, applicant_kind: str, tree: OrgTree) -> None:
    """Raises Refusal invalid `item.foreign`, `item.closed` or `item.applicant_kind`, naming what to do instead."""
    if not serves(item, tenant_id, tree):
        raise invalid("item.foreign", {"item_code": "item.foreign"}, item=item.name)
    if not item.open:
        raise invalid("item.closed", {"item_code": "item.closed"}, item=item.name)
    if applicant_kind not in item.applicant_kinds:
        raise invalid("item.applicant_kind", {"applicant_kind": "item.applicant_kind"}, item=item.name)
