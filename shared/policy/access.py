"""Who may do what, where: one immutable answer book made of permissions and grants."""

from collections.abc import Iterable, Mapping

import msgspec

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.org.tree import OrgTree
from shared.policy.conf import parse, shipped
from shared.policy.enforcer import IndexedEnforcer
from shared.policy.lines import Grant, Permission
from shared.policy.roles import TreeRoleManager

BEARER = "bearer:"
"""Starts the names of users that no grant may name: holders of a key or a link, whose role comes with it."""

_BORNE = (Role.PARTNER, Role.APPLICANT, Role.SYSTEM)


class Permit(msgspec.Struct, frozen=True, kw_only=True):
    """Why somebody may: the line that matched, and the site at which the role is held."""

    role: Role
    action: str
    held_at: str


class AccessSnapshot:
    """Default deny: an unknown user, site or action gets no."""

    def __init__(
        self, permissions: Iterable[Permission], grants: Iterable[Grant], tree: OrgTree, model: str | None = None
    ) -> None:
        self._tree = tree
        self._paths = {site.id: tree.path(site.id) for site in tree}
        self._roles = _roles(grants, self._paths)
        rows = sorted({(permission.role.value, permission.action) for permission in permissions})
        self._enforcer = IndexedEnforcer(parse(model or shipped("access")), ("action",), self._roles)
        self._lines = (self._enforcer.index(enumerate(rows)),)

    def may(self, actor_key: str, site_id: str, action: str) -> bool:
        """Whether a user, by id, may do the action at the site."""
        return self.why(actor_key, site_id, action) is not None

    def why(self, actor_key: str, site_id: str, action: str) -> Permit | None:
        """The line that lets a user do it, or None."""
        path = self._paths.get(site_id)
        if path is None:
            return None
        for role, _ in self._enforcer.matches(self._lines, actor_key, path, action):
            role = str(role)
            held_at = self._roles.held_at(actor_key, role, path) or ""
            return Permit(role=Role(role), action=action, held_at=held_at.rstrip("/").rpartition("/")[2])
        return None

    def may_as(self, role: Role, at: str, site_id: str, action: str) -> bool:
        """Whether somebody whose key or link makes them this role at one site may do it at another, at or below."""
        return self._tree.under(site_id, at) and self.may(f"{BEARER}{role.value}", site_id, action)

    def allows(self, actor: Actor, site_id: str, action: str) -> bool:
        """The same for an actor: users by their grants, all others by the roles their key or link gave them."""
        if actor.user_id is not None:
            return self.may(str(actor.user_id), site_id, action)
        return any(self.may_as(role, actor.site_id, site_id, action) for role in actor.roles)


def _roles(grants: Iterable[Grant], paths: Mapping[str, str]) -> TreeRoleManager:
    roles = TreeRoleManager()
    for role in _BORNE:
        roles.add_link(f"{BEARER}{role.value}", role.value, "/")
    for grant in grants:
        roles.add_link(grant.user, grant.role.value, paths[grant.site_id])
    return roles
