"""现场评价: somebody who came to a counter evaluates it there, on their own phone or on a device that is handed over.

One evaluation for a case and a visit. The link is short-lived and used up by one rating; nothing of what was tapped is
shown at the counter.
"""

from datetime import datetime, timedelta
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from shared.contracts.messages import CloseVisit
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.ratings import Channel
from shared.domain.feedback.recording import AT_COUNTER, occasion_at_counter
from shared.kernel.errors import conflict, forbidden
from shared.store import evaluations, ratings
from shared.store.ratings import Link


class CounterLink(msgspec.Struct, frozen=True, kw_only=True):
    """The address to show or to open, until it expires."""

    link: str
    channel: Channel
    expires_at: datetime


def ask_at_counter(deps: Deps, actor: Actor, case_id: UUID, channel: Channel) -> CounterLink:
    """A link for this visit.

    Raises Refusal forbidden `rating.channel`, conflict `rating.too_early` or `rating.visit_rated`.
    """
    if channel not in AT_COUNTER:
        raise forbidden("rating.channel")
    with deps.work(actor) as work:
        case = work.cases.get(case_id)
        rated = ratings.find(work.conn, case.id, case.round, work.keys.vault) is not None
        occasion = occasion_at_counter(case, actor.site_id, local_date(work.now), rated)
        work.crossing(case, frozenset({case.tenant_id}), "rating.ask")
        if (
            evaluations.open_for(work, case, occasion, actor.site_id if occasion else "").state
            is EvaluationState.ANSWERED
        ):
            raise conflict("rating.visit_rated")
        minutes = work.reference.number(case.tenant_id, "rating.counter_minutes", 30)
        link = Link(
            tenant_id=case.tenant_id,
            case_id=case.id,
            round=case.round,
            occasion=occasion,
            channel=channel,
            expires_at=work.now + timedelta(minutes=minutes),
        )
        secret = ratings.make_link(work.conn, work.keys.token_key, link, work.now)
        if occasion:
            over = CloseVisit(tenant_id=case.tenant_id, case_id=case.id, round=case.round, occasion=occasion)
            work.timer(over, key=f"{case.id}:{occasion}", due_at=link.expires_at, case=case)
        work.note("rating.ask", str(case.id), channel.value)
    return CounterLink(link=f"{deps.settings.base_url}/r/{secret}", channel=channel, expires_at=link.expires_at)
