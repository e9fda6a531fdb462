"""Who acts, from where, in which capacity: one frozen value passed to every use case."""

from uuid import UUID

import msgspec

from shared.domain.access.roles import TENANT_WIDE, Role


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in person, a partner system with its key (`key_id`), an applicant with a link, or the platform."""

    tenant_id: str
    site_id: str
    roles: frozenset[Role]
    staff_id: UUID | None = None
    user_id: UUID | None = None
    name: str = ""
    key_id: UUID | None = None

    @property
    def id(self) -> str:
        """Stable text that tells this actor from any other, for idempotency and audit."""
        return str(self.user_id or self.staff_id or f"{min(self.roles)}:{self.site_id}")

    @property
    def sees_tenant(self) -> bool:
        """Whether the actor sees every case of the tenant, not only those of the own site and below."""
        return bool(self.roles & TENANT_WIDE)


def platform(tenant_id: str) -> Actor:
    """The platform acting by itself within one tenant."""
    return Actor(tenant_id=tenant_id, site_id=tenant_id, roles=frozenset({Role.SYSTEM}), name="platform")
