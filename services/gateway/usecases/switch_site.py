"""Working from another of one's own sites: the session goes on there, under a token of its own."""

from msgspec.structs import replace

from services.gateway.deps import Deps
from services.gateway.queries.posts import posts
from shared.domain.access.actor import Actor
from shared.kernel.errors import forbidden


def switch_site(deps: Deps, actor: Actor, token: str, site_id: str) -> str:
    """The token of the new session. Raises Refusal forbidden `site.not_yours` for a site without a role of theirs."""
    with deps.work(actor) as work:
        if site_id not in {site.id for site in posts(work)}:
            raise forbidden("site.not_yours")
        new = deps.sessions.start(work, replace(actor, site_id=site_id), after=token)
        deps.sessions.end(work, token)
        work.note("site.switch", site_id)
    return new
