"""Cases brought to where a test begins, through the store and the rules, without any service."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from deploy.seeding import bundle
from services.dispatch import deps as dispatch
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.events import Event
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, CaseState, HandoverKind
from shared.domain.cases.rules.intake import open_case
from shared.domain.routing.decide import Matcher
from shared.domain.routing.escalation import EscalationFacts, EscalationLine, EscalationMatcher
from shared.domain.routing.model import RouteFacts, RuleLine
from shared.kernel.ids import new_id
from shared.store.engine import Store
from shared.store.idempotency import Idem
from shared.store.persons import Person
from shared.store.places import tenants
from shared.store.uow import Work
from tests.policy.lines import seeded_tree
from tests.policy.steps import fits, seeded_steps

VILLAGE, TOWN, DEPARTMENT = "150271102203", "150271102", "150271-shehuishiwu"
ZONE, CITY, FOREIGN, FOREIGN_STREET, THIRD = "150271", "1502", "150203", "150203003", "150204"
APPLICANT = Person(kind="person", name="赵大海", phone="13804726021")


def clerk(site: str, *roles: Role) -> Actor:
    """Somebody who works there; a window clerk unless said otherwise."""
    tenant = CITY if site == CITY else site[:6]
    return Actor(tenant_id=tenant, site_id=site, roles=frozenset(roles or {Role.CLERK}), staff_id=new_id())


def registered(
    store: Store, by: Actor, item: str = "MZ001", region: str = "", idem: Idem | None = None, person: Person = APPLICANT
) -> UUID:
    """A case opened, submitted and accepted at the actor's site."""
    with store.work(by, idem) as work:
        case = opened(work, by, item, region, person)
        case = work.save(case, decide(case, c.Submit(), work.facts(case)))
        papers = tuple(m.name for m in work.reference.item(item).materials)
        work.save(case, decide(case, c.Accept(papers=papers), work.facts(case)))
    return case.id


def opened(work: Work, by: Actor, item: str = "MZ001", region: str = "", person: Person = APPLICANT) -> Case:
    """A draft."""

    def make(person_id: UUID, commitment: str) -> Iterable[Event]:
        case = blank(work, by, item, person_id)
        command = c.Open(
            case_id=case.id,
            applicant=person_id,
            applicant_kind=person.kind,
            commitment=commitment,
            channel="3",
            competence_region=region,
        )
        return open_case(command, work.facts(case))

    return work.open_case(person, make)


def blank(work: Work, by: Actor, item: str, person_id: UUID) -> Case:
    """What facts are asked about before there is a case."""
    return Case(
        id=new_id(),
        tenant_id=by.tenant_id,
        version=0,
        state=CaseState.DRAFT,
        item_code=item,
        item_version=work.reference.item(item).version,
        applicant=person_id,
        applicant_kind="person",
        origin_site=by.site_id,
        holder_site=by.site_id,
        opened_at=work.now,
    )


def act(store: Store, by: Actor, case_id: UUID, command: c.Command, to_site: str = "") -> Case:
    """One act on the case, straight through the rules."""
    with store.work(by) as work:
        case = work.cases.get(case_id)
        return work.save(case, decide(case, command, work.facts(case, to_site=to_site)))


def offered(store: Store, by: Actor, case_id: UUID, to_site: str) -> Case:
    """Offered by hand to a site."""
    offer = c.Offer(handover_id=new_id(), to_site=to_site, handover=HandoverKind.FORWARD, why="hand")
    return act(store, by, case_id, offer, to_site)


def seen(store: Store, by: Actor, case_id: UUID) -> Case:
    """The case as this actor sees it."""
    with store.work(by) as work:
        return work.cases.get(case_id)


def shipped_rules(facts: RouteFacts) -> Iterator[RuleLine]:
    """The shipped routing rules, matched the plain way: what the policy engine must agree with."""
    zone = [r for r in _lines() if r.tenant_id in (facts.tenant_id, CITY)]
    for rule in sorted(zone, key=lambda r: r.priority):
        fits = (
            rule.origin_tier in ("*", facts.origin_tier),
            rule.origin_scope in ("*", facts.tenant_id, facts.origin_site),
            rule.item in ("*", f"cat:{facts.category}", f"item:{facts.item_code}"),
            rule.applicant_kind in ("*", facts.applicant_kind),
            rule.when in ("*", f"competence={facts.competence}"),
        )
        if all(fits):
            yield rule


def _lines() -> list[RuleLine]:
    return [
        RuleLine(
            id=line.id,
            tenant_id=tenant,
            version=1,
            priority=line.priority,
            origin_tier=line.origin_tier,
            origin_scope=line.origin_scope,
            item=line.item,
            applicant_kind=line.applicant_kind,
            when=line.when,
            action=line.action,
            target=line.target,
        )
        for tenant, lines in bundle.read().routing.items()
        for line in lines
    ]


def shipped_steps(facts: EscalationFacts) -> Iterator[EscalationLine]:
    """The shipped escalation lines, matched the plain way."""
    for line in seeded_steps():
        if fits(line, facts, seeded_tree()):
            yield line


def dispatching(
    store: Store, escalating: EscalationMatcher = shipped_steps, matching: Matcher | None = None, version: int = 1
) -> dispatch.Deps:
    """Dispatch over this store with the shipped policies."""
    return dispatch.Deps(
        hear=store.hearing,
        work=store.work,
        matching=matching or shipped_rules,
        escalating=escalating,
        policies=lambda: version,
        tenants=lambda: tenants(store.engine),
    )
