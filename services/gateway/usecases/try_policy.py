"""Trying routing rules on cases before they are published: how many would go elsewhere, which, and why."""

from collections.abc import Iterable, Iterator

import msgspec
from msgspec.structs import replace

from services.gateway.deps import Deps
from services.gateway.queries.last_cases import last_cases
from services.gateway.queries.policy_desk import drafted, in_force, inherited, type_of
from shared.domain.access.actor import Actor
from shared.domain.cases.model import Case
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.calendar import local_date
from shared.domain.routing.decide import route
from shared.domain.routing.facts import route_facts
from shared.domain.routing.model import Route, RouteFacts
from shared.kernel.errors import Refusal, conflict
from shared.policy.routing import RoutingSnapshot
from shared.policy.types import Line
from shared.policy.words import spell
from shared.store import policies
from shared.store.uow import Work

MOST = 2_000
"""Cases tried at once. Our default."""

SHOWN = 100
"""Of those that would go elsewhere, how many are told one by one. Our default."""


def require_tried(kind: str) -> None:
    """Raises Refusal conflict `policy.not_tried` for a type that cannot be asked where old cases would have gone."""
    if type_of(kind).kind != "routing":
        raise conflict("policy.not_tried")


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """A case to try: a real one, or one of a file. `name` is what people know it by."""

    name: str
    facts: RouteFacts
    item: Item


class Moved(msgspec.Struct, frozen=True, kw_only=True):
    """A case that would go elsewhere, with both decisions in words."""

    name: str
    item_name: str
    site_name: str
    before: str
    after: str


class Tried(msgspec.Struct, frozen=True, kw_only=True):
    """Of `total` cases `elsewhere` would go to another site than now; the first of them in `moved`."""

    total: int
    elsewhere: int
    moved: tuple[Moved, ...]


def try_draft(deps: Deps, actor: Actor, most: int = MOST, locale: str = "zh-CN") -> Tried:
    """The draft on the tenant's last cases. Raises Refusal conflict `policy.draft_none`."""
    with deps.work(actor) as work:
        if policies.draft(work.conn, actor.tenant_id, "routing") is None:
            raise conflict("policy.draft_none")
        return _tried(work, drafted(work, type_of("routing")), _real(work, min(most, MOST)), locale)


def try_lines(
    deps: Deps,
    actor: Actor,
    lines: Iterable[Line] | None,
    samples: Iterable[Sample] | None = None,
    most: int = MOST,
    locale: str = "zh-CN",
) -> Tried:
    """Lines, or the draft, on samples, or on the last cases."""
    with deps.work(actor) as work:
        own = drafted(work, type_of("routing")) if lines is None else tuple(lines)
        return _tried(work, own, _real(work, min(most, MOST)) if samples is None else samples, locale)


def _real(work: Work, most: int) -> Iterator[Sample]:
    """The last cases as they were when they were first routed: at the site that took them in."""
    reference = work.reference
    for case in last_cases(work, most):
        item = reference.versions.get((case.item_code, case.item_version))
        if item and case.origin_site in reference.tree:
            begun = replace(case, holder_site=case.origin_site, refused_by=(), moves=0, returns=0)
            facts = route_facts(begun, item, reference.tree, local_date(work.now))
            yield Sample(name=_name(case), facts=facts, item=item)


def _name(case: Case) -> str:
    return case.number or str(case.id)


def _tried(work: Work, own: Iterable[Line], samples: Iterable[Sample], locale: str) -> Tried:
    tree, routing = work.reference.tree, type_of("routing")
    above = inherited(work, routing)
    now = RoutingSnapshot.of([*in_force(work, routing, [work.actor.tenant_id]), *above], tree)
    then = RoutingSnapshot.of([*own, *above], tree)
    total, moved = 0, []
    for sample in samples:
        total += 1
        before, after = (_routed(sample, rules, work) for rules in (now, then))
        if (before.to, before.co_handlers) != (after.to, after.co_handlers):
            moved.append((sample, before, after))
    shown = (_moved(sample, before, after, work, locale) for sample, before, after in moved[:SHOWN])
    return Tried(total=total, elsewhere=len(moved), moved=tuple(shown))


def _routed(sample: Sample, rules: RoutingSnapshot, work: Work) -> Route:
    return route(sample.facts, sample.item, work.reference.tree, rules.matching)


def _moved(sample: Sample, before: Route, after: Route, work: Work, locale: str) -> Moved:
    tree, here = work.reference.tree, sample.facts.origin_site
    return Moved(
        name=sample.name,
        item_name=sample.item.name,
        site_name=_site_name(here, work),
        before=spell(before, here, tree, locale),
        after=spell(after, here, tree, locale),
    )


def _site_name(site: str, work: Work) -> str:
    try:
        return work.reference.tree.site(site).short_name
    except Refusal:
        return site
