"""Where a case would go and by when it would be done, shown before it is accepted."""

from collections.abc import Mapping
from datetime import datetime

import msgspec

from services.gateway.deps import Deps
from services.gateway.usecases.intake import facts_of, region_faults
from shared.domain.access.actor import Actor
from shared.domain.cases.rules.clocks import clocks
from shared.domain.catalogue.intake import require_intake
from shared.domain.deadlines.calendar import local_date
from shared.domain.routing.decide import route
from shared.domain.routing.facts import preview_facts
from shared.domain.routing.model import Route
from shared.kernel.errors import invalid


class Preview(msgspec.Struct, frozen=True, kw_only=True):
    """The route as the policies in force would decide it, and both dates if it were accepted now."""

    route: Route
    promised_due: datetime
    statutory_due: datetime | None
    provisional: bool


def preview_route(
    deps: Deps,
    actor: Actor,
    item_code: str,
    applicant_kind: str,
    competence_region: str = "",
    regions: Mapping[str, str] | None = None,
    amount: int | None = None,
) -> Preview:
    """The preview. Raises Refusal invalid for an item that cannot be taken in here, or an unknown region."""
    with deps.work(actor) as work:
        item, tree = work.reference.item(item_code), work.reference.tree
        require_intake(item, actor.tenant_id, applicant_kind, tree)
        if faults := region_faults(competence_region, regions or {}, tree):
            raise invalid("case.input", faults)
        facts = preview_facts(
            actor.tenant_id,
            actor.site_id,
            applicant_kind,
            competence_region,
            item,
            tree,
            regions=regions,
            amount=amount,
            day=local_date(work.now),
        )
        run = clocks(work.now, item.promised_days, item.statutory_days, facts_of(work, actor, item))
        return Preview(
            route=route(facts, item, tree, deps.matching),
            promised_due=run.promised_due,
            statutory_due=run.statutory_due,
            provisional=run.provisional,
        )
