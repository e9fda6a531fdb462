"""Which acts applicants of a tenant are told of, and who decided so."""

import msgspec

from shared.domain.feedback.notices import NOTICES, OFF, switch_of
from shared.store.reference import Reference


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """`own` is what the tenant itself decided, if it did; `inherited` is what holds where it did not."""

    purpose: str
    on: bool
    own: bool | None
    inherited: bool


def notices(reference: Reference, tenant_id: str) -> tuple[Notice, ...]:
    """All of them, in the order in which a case meets them."""
    return tuple(notice(reference, tenant_id, purpose) for purpose in NOTICES)


def notice(reference: Reference, tenant_id: str, purpose: str) -> Notice:
    """One. Raises Refusal not_found `telling.unknown`."""
    key, default = switch_of(purpose), int(purpose not in OFF)
    written = reference.parameters.get(tenant_id, {}).get(key)
    own = bool(float(written)) if written is not None else None
    above = reference.tree.site(tenant_id).parent_id if tenant_id in reference.tree else None
    inherited = bool(reference.whole(above, key, default) if above else default)
    return Notice(purpose=purpose, on=inherited if own is None else own, own=own, inherited=inherited)
