"""Whom to give a case, with the reason in words: a site for the coordinator, a person for the leader."""

from collections.abc import Iterable
from uuid import UUID

from services.gateway.queries.loads import Load, loads
from services.gateway.queries.roster import cases_of_agents
from services.gateway.queries.speeds import Speeds, speeds
from shared.domain.cases.model import Case
from shared.domain.catalogue.handlers import may_handle
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.calendar import local_date
from shared.domain.org.model import Site
from shared.domain.roster.duty import on_duty
from shared.domain.roster.model import Roster
from shared.domain.roster.suggest import Candidate, Suggestion, best_fit, fit_of, rank
from shared.kernel.i18n import text
from shared.store import rosters
from shared.store.uow import Work

MOST = 5
"""Suggestions that are shown."""


def suggested_sites(
    work: Work, cases: Iterable[Case], numbers: dict[str, Load] | None = None
) -> tuple[Suggestion, ...]:
    """The sites that may have all of these cases, the best first; none that has refused one of them.

    Who holds one is among them only where that waits for a place: there it may be left.
    """
    chosen, ref = tuple(cases), work.reference
    items = {case.item_code: ref.versions[case.item_code, case.item_version] for case in chosen}
    out = {case.holder_site for case in chosen if not case.pool_site} | {s for case in chosen for s in case.refused_by}
    able = [s for s in ref.tree if s.id not in out and all(may_handle(s, item, ref.tree) for item in items.values())]
    if not items or not able:
        return ()
    mine = [s for s in able if s.tenant_id == work.actor.tenant_id]
    known = rosters.of_sites(work, [s.id for s in mine])
    lying = loads(work) if numbers is None else numbers
    past = [speeds(work, code) for code in items]
    there = [_site(work, s, known.get(s.id), lying.get(s.id, Load()), past, list(items.values())) for s in mine]
    return rank((*there, *(_elsewhere(s) for s in able if s not in mine)), ref.weights(work.actor.tenant_id))


def suggested_people(work: Work, case: Case) -> tuple[Suggestion, ...]:
    """The people on duty at the case's holder but who has it already, the best first."""
    ref, site = work.reference, case.holder_site
    item = ref.versions[case.item_code, case.item_version]
    held, past = cases_of_agents(work, site), speeds(work, case.item_code).people
    roster, calendar = rosters.of_site(work, site), ref.calendar_at(site)
    people = [m for m in on_duty(roster, local_date(work.now), calendar) if m.staff_id != case.agent]
    return rank(
        (
            Candidate(
                id=str(one.staff_id),
                name=one.name,
                fit=fit_of(one, item),
                on_duty=1,
                load=held.get(one.staff_id, 0),
                days=past.get(one.staff_id),
                place=place,
            )
            for place, one in enumerate(people)
        ),
        ref.weights(work.actor.tenant_id),
    )


_COMMAS = {"en": ", "}


def in_words(one: Suggestion, locale: str, person: bool = False) -> str:
    """在岗 2 人，在办 3 件，同类事项中位 2.1 个工作日."""
    return _COMMAS.get(locale, "，").join(_words(reason.key, reason.count, locale, person) for reason in one.reasons)


def _words(key: str, count: float, locale: str, person: bool) -> str:
    key = "suggest.here" if person and key == "suggest.on_duty" else key
    return text(key, locale, count=f"{count:g}")


def _site(
    work: Work, site: Site, roster: Roster | None, load: Load, past: list[Speeds], items: list[Item]
) -> Candidate:
    calendar = work.reference.calendar_at(site.id)
    here = on_duty(roster, local_date(work.now), calendar) if roster else ()
    days = [found.sites[site.id] for found in past if site.id in found.sites]
    return Candidate(
        id=site.id,
        name=site.name,
        fit=min((best_fit(here, item) for item in items), key=list(_ORDER).index),
        on_duty=len(here),
        load=load.total,
        days=max(days, default=None),
    )


_ORDER = ("none", "all", "category", "item")


def _elsewhere(site: Site) -> Candidate:
    return Candidate(id=site.id, name=site.name, place=1)


def person_of(one: Suggestion) -> UUID:
    """Whom the suggestion is about."""
    return UUID(one.candidate.id)
