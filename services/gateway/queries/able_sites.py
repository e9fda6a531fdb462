"""Sites that may handle the item of a case: where it can be handed to, each with what lies on it already."""

from collections.abc import Sequence
from itertools import groupby

import msgspec

from services.gateway.queries.loads import Load, loads
from services.gateway.queries.places import SiteView, site_view
from shared.domain.catalogue.handlers import may_handle
from shared.domain.catalogue.model import Item
from shared.domain.org.model import Site
from shared.store.uow import Work


class SiteChoice(msgspec.Struct, frozen=True, kw_only=True):
    """A site to choose, and how many working minutes it has to sign for what is offered to it; the fewest of several.

    `load` is None where its desk belongs to another tenant: its numbers are not ours to see.
    """

    site: SiteView
    load: Load | None
    sign_minutes: int = 0


class Region(msgspec.Struct, frozen=True, kw_only=True):
    """The able sites of one tenant."""

    name: str
    sites: tuple[SiteChoice, ...]


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be handed on: an item of the case's `tenant`, at `holder_site`; '' where it may be left there."""

    item: Item
    holder_site: str
    tenant: str


def able_sites(
    work: Work, item: Item, holder_site: str, known: dict[str, Load] | None = None, tenant: str = ""
) -> tuple[Region, ...]:
    """Able sites but the holder, the actor's own tenant first, then along the tree. `tenant` is the case's."""
    handed = Handed(item=item, holder_site=holder_site, tenant=tenant or work.actor.tenant_id)
    return able_for_all(work, (handed,), known)


def able_for_all(work: Work, handed: Sequence[Handed], known: dict[str, Load] | None = None) -> tuple[Region, ...]:
    """The sites that may have every one of these, and hold none of them."""
    tree, here = work.reference.tree, work.actor.tenant_id
    holders, items = {one.holder_site for one in handed}, {one.item.code: one.item for one in handed}.values()
    able = [s for s in tree if s.id not in holders and all(may_handle(s, item, tree) for item in items)]
    able.sort(key=lambda s: (s.tenant_id != here, s.tenant_id, _KINDS.index(s.kind.value), s.id))
    numbers = loads(work) if known is None else known

    def choice(site: Site) -> SiteChoice:
        load = numbers.get(site.id, Load()) if site.tenant_id == here else None
        limits = (work.reference.limits_at(one.tenant, site.id, one.item) for one in handed)
        shown = site_view(tree, site.id, work.actor.site_id)
        return SiteChoice(site=shown, load=load, sign_minutes=min(each.sign_minutes for each in limits))

    return tuple(
        Region(name=tree.centre(tenant).short_name, sites=tuple(choice(s) for s in sites))
        for tenant, sites in groupby(able, key=lambda s: s.tenant_id)
    )


_KINDS = ("department", "hall", "centre", "station", "park", "office", "external")
