"""The tree of sites as the reference data has it, for tests that need no database."""

from deploy.seeding.bundle import Seed
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree


def tree_of(seed: Seed) -> OrgTree:
    """All sites of the seed."""
    return OrgTree(
        Site(
            id=line.id,
            tenant_id=line.tenant_id,
            parent_id=line.parent_id or None,
            kind=line.kind,
            tier=line.tier,
            name=line.name,
            short_name=line.short_name,
            division_code=line.division_code,
        )
        for line in seed.sites
    )
