"""Sites over JSON, and where a case would go."""

from datetime import datetime
from typing import Annotated, Literal

import msgspec
from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import PathParameter, QueryParameter

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.usecases.preview_route import preview_route
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.org.model import Site, SiteKind, Tier
from shared.domain.routing.model import Action, Skipped
from shared.kernel.i18n import text
from shared.kernel.paging import LARGEST

_SITE = r"^[0-9]{4,12}(-[a-z0-9-]+)?$"
Under = Annotated[
    str | None, QueryParameter(max_length=64, pattern=_SITE, description="The site above; else the own centre.")
]
After = Annotated[
    str | None, QueryParameter(max_length=64, pattern=_SITE, description="The `next` of the page before.")
]
SitePath = Annotated[str, PathParameter(max_length=64, pattern=_SITE)]
ItemCode = Annotated[str, QueryParameter(max_length=64, pattern=r"^[A-Za-z0-9_.-]+$")]
Kind = Annotated[Literal["person", "enterprise"], QueryParameter()]
Region = Annotated[str | None, QueryParameter(pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})$")]

AmountAsked = Annotated[int | None, QueryParameter(gt=-1, le=10**15)]
"""Fen, from 0; said as above -1, since the framework leaves a bound of 0 out of the description."""


class SiteOut(msgspec.Struct, frozen=True, kw_only=True):
    """A place of service."""

    id: str
    tenant_id: str
    parent_id: str | None
    kind: SiteKind
    tier: Tier
    name: str
    short_name: str
    division_code: str
    duty: str
    phone: str


class Sites(msgspec.Struct, frozen=True, kw_only=True):
    """At most a hundred sites, by id; `next` asks for those after, '' when these are the last."""

    sites: tuple[SiteOut, ...]
    next: str


class RoutePreview(msgspec.Struct, frozen=True, kw_only=True):
    """Where a case of this kind would go now, by which rule of which version, and by when it would be done."""

    action: Action
    to_site: str | None
    to_site_name: str
    rule: str
    priority: int
    policy_version: int
    why: str
    text: str
    skipped: tuple[Skipped, ...]
    promised_due: datetime
    statutory_due: datetime | None
    provisional: bool


class PlacesApi(Controller):
    """/api/sites and /api/route-preview."""

    path = "/api"
    tags = ("places",)

    @get("/sites", opt={"access": actions.SITES_READ}, responses=answers.READ, sync_to_thread=True)
    def sites(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        under: Under = None,
        after: After = None,
    ) -> Sites:
        """The sites directly below one."""
        with deps.work(actor) as work:
            tree = work.reference.tree
            above = tree.site(under or actor.tenant_id)
        below = sorted((s for s in tree.children(above.id) if s.id > (after or "")), key=lambda s: s.id)
        page = tuple(_site(site) for site in below[:LARGEST])
        return Sites(sites=page, next=page[-1].id if len(below) > LARGEST else "")

    @get("/sites/{site_id:str}", opt={"access": actions.SITES_READ}, responses=answers.READ, sync_to_thread=True)
    def site(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], site_id: SitePath) -> SiteOut:
        """One site."""
        with deps.work(actor) as work:
            return _site(work.reference.tree.site(site_id))

    @get("/route-preview", opt={"access": actions.ROUTE_PREVIEW}, responses=answers.QUERY, sync_to_thread=True)
    def preview(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        item_code: ItemCode,
        applicant_kind: Kind = "person",
        competence_region: Region = None,
        household: Region = None,
        residence: Region = None,
        registered_seat: Region = None,
        project_site: Region = None,
        amount: AmountAsked = None,
    ) -> RoutePreview:
        """Where a case registered here would go, as the policies in force decide. `amount` is fen."""
        places = {
            "household": household,
            "residence": residence,
            "registered_seat": registered_seat,
            "project_site": project_site,
        }
        told = {name: code for name, code in places.items() if code}
        seen = preview_route(deps, actor, item_code, applicant_kind, competence_region or "", told, amount)
        with deps.work(actor) as work:
            tree = work.reference.tree
        route = seen.route
        name = tree.site(route.to).short_name if route.to else ""
        return RoutePreview(
            action=route.action,
            to_site=route.to,
            to_site_name=name,
            rule=route.rule,
            priority=route.priority,
            policy_version=route.policy_version,
            why=route.why,
            text=text(route.why, language, priority=route.priority, site=name),
            skipped=route.skipped,
            promised_due=seen.promised_due,
            statutory_due=seen.statutory_due,
            provisional=seen.provisional,
        )


def _site(site: Site) -> SiteOut:
    return SiteOut(**{field: getattr(site, field) for field in SiteOut.__struct_fields__})
