"""What stands around every page of somebody who is logged in: who they are, where, what they may, what waits."""

from typing import Any

import msgspec
from litestar import Response

from services.gateway.deps import Deps
from services.gateway.entry import csrf
from services.gateway.entry.pages import rendering
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.words import Words
from services.gateway.queries import debts
from services.gateway.queries.bell import unread_count
from services.gateway.queries.desk_counts import Counts, counts
from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.posts import posts
from services.gateway.queries.rectifications import open_count
from services.gateway.queries.sms_journal import stuck_count
from services.gateway.queries.supervision import unanswered
from services.gateway.queries.visits import due_count
from shared.domain.access.actions import (
    BESIDE_CASES,
    RATING_ANSWER,
    RECTIFICATION_READ,
    SMS_READ,
    THREAD_READ,
    VISIT_READ,
)
from shared.domain.access.actor import Actor
from shared.domain.cases.commands import ALL
from shared.store import waiting_replies
from shared.store.uow import Work


class Shell(msgspec.Struct, frozen=True, kw_only=True):
    """`may` are the actions the actor is allowed at their site; `sites` those they can switch to, this one included."""

    name: str
    tenant_id: str
    user: str
    site: SiteView
    sites: tuple[SiteView, ...]
    may: frozenset[str]
    counts: Counts
    pooled: int
    rectifications: int
    visits: int
    replies: int
    debts: int
    supervisions: int
    stuck_sms: int
    bell: int
    csrf: str


def shell(request: Req, work: Work) -> Shell:
    """The shell for the actor of the request."""
    deps: Deps = request.app.state.deps
    actor: Actor = request.user
    tree, may = work.reference.tree, allowed(deps, actor)
    numbers = counts(work) if "desk.read" in may else Counts()
    return Shell(
        name=actor.name,
        tenant_id=actor.tenant_id,
        user=str(actor.user_id or ""),
        site=site_view(tree, actor.site_id, actor.site_id),
        sites=posts(work),
        may=may,
        counts=numbers,
        pooled=sum(line.site for line in numbers.lines if line.bucket == "pool"),
        replies=waiting_replies.count(work.conn) if RATING_ANSWER in may else 0,
        rectifications=open_count(work) if RECTIFICATION_READ in may else 0,
        visits=due_count(work) if VISIT_READ in may else 0,
        debts=debts.open_count(work) if THREAD_READ in may else 0,
        supervisions=unanswered(work) if "desk.read" in may else 0,
        stuck_sms=stuck_count(work) if SMS_READ in may else 0,
        bell=unread_count(work),
        csrf=csrf.token(deps.settings, request.auth.token),
    )


def allowed(deps: Deps, actor: Actor) -> frozenset[str]:
    """Every action the permissions in force allow the actor."""
    actions = (*BESIDE_CASES, *(command.kind for command in ALL))
    return frozenset(action for action in actions if deps.may(actor, action))


def staff_page(
    request: Req, work: Work, template: str, active: str, status: int = 200, /, **context: Any
) -> Response[str]:
    """A page inside the shell. Called while the unit of work is open."""
    words = Words(locale(request), work.now)
    known = {"shell": shell(request, work), "active": active, "today": words.today(), **context}
    return rendering.page(request, template, words, status, **known)
