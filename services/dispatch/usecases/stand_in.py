"""替班: the cases of somebody who is away pass to who stands in, and come back when the absence is over."""

from collections.abc import Iterator
from itertools import islice
from uuid import UUID

from services.dispatch.deps import CONSUMER, Deps
from shared.contracts.messages import StandIn
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import OPEN_STATES, Case, How
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.duty import Presence, presence, substitute_of
from shared.store import rosters, standing_in
from shared.store.uow import Work

AT_ONCE = 50
"""Cases of one transaction; more ring again."""


def stand_in(deps: Deps, message: StandIn, message_id: UUID) -> None:
    """Looks how the person stands today, whatever rang: heard twice or late it does what is still to be done.

    Where nobody can stand in the cases stay, and the alarm of the site is on.
    """
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        moves = list(islice(_moves(work, message), AT_ONCE))
        for case, command in moves:
            facts = work.facts(case, staff_at_holder=True)
            work.save(case, decide(case, command, facts))
        if len(moves) == AT_ONCE:
            work.send(message)


def _moves(work: Work, message: StandIn) -> Iterator[tuple[Case, c.HandOn]]:
    site, who, today = message.site_id, message.staff_id, local_date(work.now)
    roster, calendar = rosters.of_site(work, site), work.reference.calendar_at(site)
    member = roster.member(who, today)
    if member is None:
        return
    if presence(roster, who, today, calendar) is Presence.ABSENT:
        instead = substitute_of(roster, who, today, calendar)
        for case_id in standing_in.cases_of(work, site, who) if instead else ():
            case = work.cases.get(case_id)
            if instead and case.state in OPEN_STATES:
                yield case, _over(who, instead.staff_id, case.instead_of or who)
    elif member.active:
        for case in standing_in.in_place_of(work, site, who):
            if case.agent is not None and case.state in OPEN_STATES:
                yield case, c.HandOn(from_staff=case.agent, to_staff=who, how=How.BACK)


def _over(who: UUID, to: UUID, instead_of: UUID) -> c.HandOn:
    """In whose place they have it: of two absences the first counts, so that the case finds its way back.

    A case that comes to the very person it belongs to has nobody's place.
    """
    if to == instead_of:
        return c.HandOn(from_staff=who, to_staff=to, how=How.BACK)
    return c.HandOn(from_staff=who, to_staff=to, how=How.SUBSTITUTE, instead_of=instead_of)
