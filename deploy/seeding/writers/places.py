"""Tenants, sites and the closure of the tree. Sites are never removed: cases remember them."""

from collections.abc import Iterator

from sqlalchemy import Connection

from deploy.seeding.bundle import Seed
from deploy.seeding.records import SiteLine
from deploy.seeding.sync import Change, Row, sync
from shared.store.tables import org


def write(conn: Connection, seed: Seed) -> Iterator[Change]:
    """Parents come before their children, as the foreign key wants it."""
    by_id = {site.id: site for site in seed.sites}
    ordered = sorted(seed.sites, key=lambda site: len(_up(site, by_id)))
    yield sync(conn, org.tenants, (_tenant(seed, i) for i in range(len(seed.tenants))), ("id",))
    yield sync(conn, org.sites, map(_site, ordered), ("id",))
    known = org.site_paths.c.descendant_id.in_(by_id)
    yield sync(conn, org.site_paths, _paths(by_id), ("ancestor_id", "descendant_id"), within=known, owned=True)


def _tenant(seed: Seed, index: int) -> Row:
    line = seed.tenants[index]
    return {
        "id": line.id,
        "name": line.name,
        "short_name": line.short_name,
        "parent_id": line.parent_id or None,
        "weight": line.weight,
    }


def _site(line: SiteLine) -> Row:
    return {
        "id": line.id,
        "tenant_id": line.tenant_id,
        "parent_id": line.parent_id or None,
        "kind": line.kind.value,
        "tier": line.tier.value,
        "name": line.name,
        "short_name": line.short_name,
        "division_code": line.division_code,
        "duty": line.duty,
        "phone": line.phone,
        "valid_from": line.valid_from,
    }


def _paths(by_id: dict[str, SiteLine]) -> Iterator[Row]:
    """One row for each site and each of its ancestors, itself at depth 0."""
    for site in by_id.values():
        for depth, ancestor in enumerate(_up(site, by_id)):
            yield {"ancestor_id": ancestor, "descendant_id": site.id, "depth": depth}


def _up(site: SiteLine, by_id: dict[str, SiteLine]) -> list[str]:
    ids = [site.id]
    while site.parent_id:
        site = by_id[site.parent_id]
        ids.append(site.id)
    return ids
