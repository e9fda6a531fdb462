"""Who is told of a measure: symbols resolved on the tree. Whoever is missing is stood in for, up to the city."""

from collections.abc import Iterator
from uuid import UUID

import msgspec

from shared.domain.access.roles import Role
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree

Staffed = frozenset[tuple[str, Role]]
"""Which roles somebody holds, and at which site."""

TARGETS = frozenset({"agent", "holder_leader", "coordinator", "parent_coordinator", "supervisor", "commission"})
"""Targets without a name; `site:ID` carries one."""

_HANDLERS = (Role.AGENT, Role.CLERK, Role.REVIEWER, Role.LEADER)


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """A role at a site, or one person there.

    `instead_of` is the target they stand in for; `vacant` says that not even the city's centre has anybody.
    """

    site: str
    role: Role
    staff: UUID | None = None
    instead_of: str = ""
    vacant: bool = False


def recipient(target: str, site: str, agent: UUID | None, tree: OrgTree, staffed: Staffed) -> Recipient:
    """Who gets the measure about what `site` has to do. `agent` is the person named for the case there, if any."""
    found = next(_meant(target, site, agent, tree, staffed), None)
    return found or _coordinator(target, tree.site(site), tree, staffed)


def _meant(target: str, site: str, agent: UUID | None, tree: OrgTree, staffed: Staffed) -> Iterator[Recipient]:
    kind, _, name = target.partition(":")
    if kind == "agent":
        if agent is not None:
            yield Recipient(site=site, role=Role.AGENT, staff=agent)
        yield from _at(site, _HANDLERS, staffed)
    elif kind == "holder_leader":
        for above in _within(site, tree):
            yield from _at(above.id, (Role.LEADER,), staffed)
    elif kind == "site":
        yield from _at(name, (*_HANDLERS, *Role), staffed) if name in tree else ()
    elif kind in _WIDE:
        yield from _anywhere(_WIDE[kind], site, tree, staffed)
    else:
        centre = _centre(site, tree)
        start = tree.parent(centre.id) if kind == "parent_coordinator" else centre
        yield from _at(start.id, (Role.COORDINATOR,), staffed) if start else ()


_WIDE = {"supervisor": Role.SUPERVISOR, "commission": Role.COMMISSION}


def _anywhere(role: Role, site: str, tree: OrgTree, staffed: Staffed) -> Iterator[Recipient]:
    """Whoever holds the role in the tenant of the site, at the highest place."""
    tenant = tree.site(site).tenant_id
    held = [at for at, one in staffed if one is role and at in tree and tree.site(at).tenant_id == tenant]
    for at in sorted(held, key=lambda at: (len(tree.path(at)), at)):
        yield Recipient(site=at, role=role)


def _coordinator(target: str, site: Site, tree: OrgTree, staffed: Staffed) -> Recipient:
    """The nearest centre at or above the site with a coordinator; the topmost where there is none at all."""
    centre = _centre(site.id, tree)
    for above in tree.up(centre.id):
        if (above.id, Role.COORDINATOR) in staffed:
            return Recipient(site=above.id, role=Role.COORDINATOR, instead_of=target)
    return Recipient(site=tree.root.id, role=Role.COORDINATOR, instead_of=target, vacant=True)


def _at(site: str, roles: tuple[Role, ...], staffed: Staffed) -> Iterator[Recipient]:
    return (Recipient(site=site, role=role) for role in roles if (site, role) in staffed)


def _within(site: str, tree: OrgTree) -> Iterator[Site]:
    """The site and those above it, inside its tenant."""
    tenant = tree.site(site).tenant_id
    return (above for above in tree.up(site) if above.tenant_id == tenant)


def _centre(site: str, tree: OrgTree) -> Site:
    return tree.centre(tree.site(site).tenant_id)
