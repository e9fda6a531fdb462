"""Whom a lead may ask to co-handle, and with which bodies outside a department files."""

from itertools import groupby

from services.gateway.queries.able_sites import Region, SiteChoice
from services.gateway.queries.places import site_view
from shared.domain.cases.model import Case
from shared.domain.cases.rules.cohandling import may_cohandle
from shared.domain.org.model import Site, SiteKind, Tier
from shared.store.uow import Work

_NEAR = (SiteKind.DEPARTMENT, SiteKind.HALL, SiteKind.PARK, SiteKind.EXTERNAL)
"""What of the own tenant is asked beside its towns; villages are asked by their town."""


def joining_sites(work: Work, case: Case) -> tuple[Region, ...]:
    """The own tenant's departments, bodies outside and towns, then the centres, halls and departments of others."""
    tree, here = work.reference.tree, work.actor.tenant_id
    near = [s for s in tree if s.tenant_id == here and (s.kind in _NEAR or s.tier is Tier.TOWN)]
    far = [s for s in tree if s.tenant_id != here and s.kind in (SiteKind.CENTRE, SiteKind.HALL, SiteKind.DEPARTMENT)]
    asked = {case.holder_site, *(part.site for part in case.open_cohandlers)}
    able = [s for s in (*near, *far) if tree.carrier(s.id).id not in asked and may_cohandle(tree.carrier(s.id))]
    able.sort(key=lambda s: (s.tenant_id != here, s.tenant_id, s.kind.value, s.id))
    return tuple(
        _region(work, tree.centre(tenant).short_name, tuple(sites), case)
        for tenant, sites in groupby(able, key=lambda s: s.tenant_id)
    )


def supervised(work: Work) -> tuple[Site, ...]:
    """The bodies outside that the actor's site answers for."""
    return tuple(s for s in work.reference.tree.children(work.actor.site_id) if s.kind is SiteKind.EXTERNAL)


def bodies(work: Work) -> tuple[Region, ...]:
    """The same, as a list to choose from."""
    own = work.reference.tree.site(work.actor.site_id)
    return (_region(work, own.short_name, supervised(work)),)


def _region(work: Work, name: str, sites: tuple[Site, ...], case: Case | None = None) -> Region:
    return Region(name=name, sites=tuple(_choice(work, site, case) for site in sites))


def _choice(work: Work, site: Site, case: Case | None) -> SiteChoice:
    """With how long whoever is asked there has to sign, where that is what the choice is about."""
    ref = work.reference
    shown, minutes = site_view(ref.tree, site.id, work.actor.site_id), 0
    if case is not None:
        item = ref.versions[case.item_code, case.item_version]
        minutes = ref.limits_at(case.tenant_id, ref.tree.carrier(site.id).id, item).sign_minutes
    return SiteChoice(site=shown, load=None, sign_minutes=minutes)
