"""Who writes in the texts of a tenant above: whoever has none of their own."""

from shared.store import sms_data
from shared.store.uow import Work


def heirs(work: Work, owner: str, purpose: str, version: int) -> tuple[str, ...]:
    """The other tenants whose text of that purpose and version is the owner's."""
    tree = work.reference.tree
    lines = {tenant: [one.tenant_id for one in tree.up(tenant)] for tenant in {site.tenant_id for site in tree}}
    below = sorted(tenant for tenant, line in lines.items() if tenant != owner and owner in line)
    return tuple(one for one in below if sms_data.text_for(work.conn, lines[one], purpose, version).tenant_id == owner)
