"""Why a case went where it went: every decision rules ever made about it, told from the versions of that day."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from services.gateway.queries.kept_decisions import kept_decisions
from services.gateway.queries.policy_desk import lines_of, type_of, world_of
from shared.domain.access.actor import Actor
from shared.domain.cases import events as e
from shared.domain.cases.model import Case
from shared.domain.cases.replay import replay
from shared.domain.deadlines.calendar import local_date
from shared.domain.routing.explain import Passed, passed_over
from shared.domain.routing.facts import route_facts
from shared.domain.routing.model import Route, RouteFacts, RuleLine, Skipped
from shared.kernel.i18n import text
from shared.policy.line_words import rule_in_words, when_in_words
from shared.policy.routing import chain
from shared.policy.samples import World
from shared.policy.words import reason, site_name
from shared.store import policies
from shared.store.uow import Work


class Decision(msgspec.Struct, frozen=True, kw_only=True):
    """One decision: what was decided, by which line of which version, what the line says, and who stood before it."""

    at: datetime
    words: str
    rule: str
    policy_tenant: str
    policy_version: int
    line: str
    versions: Mapping[str, int]
    passed: tuple[str, ...]


class _Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was kept about a decision; `asked` is the tenant whose rules were asked."""

    at: datetime
    before: Case
    to: str
    why: str
    rule: str
    priority: int
    versions: Mapping[str, int]
    skipped: tuple[Skipped, ...]
    asked: str


def explain_decisions(deps: Deps, actor: Actor, case_id: UUID, locale: str = "zh-CN") -> tuple[Decision, ...]:
    """All of them, the oldest first; none where people alone placed it. Raises Refusal not_found."""
    with deps.work(actor) as work:
        case = work.cases.get(case_id)
        made = sorted((*_by_events(work, case), *_kept(work, case)), key=lambda one: one.at)
        return tuple(_explained(work, one, locale) for one in made)


def _by_events(work: Work, case: Case) -> Iterator[_Made]:
    history = work.cases.history(case.id)
    for place, happened in enumerate(history):
        event = happened.event
        if isinstance(event, e.HandoverOffered | e.Pooled) and event.why.startswith("route."):
            yield _Made(
                at=happened.at,
                before=replay(history[:place]),
                to=event.to_site if isinstance(event, e.HandoverOffered) else event.site,
                why=event.why,
                rule=event.rule,
                priority=event.priority,
                versions=event.versions,
                skipped=event.skipped,
                asked=event.asked or case.tenant_id,
            )


def _kept(work: Work, case: Case) -> Iterator[_Made]:
    history = work.cases.history(case.id)
    for at, document in kept_decisions(work, case):
        decided = msgspec.json.decode(document, type=Route)
        before = [happened for happened in history if happened.at <= at]
        yield _Made(
            at=at,
            before=replay(before or history[:1]),
            to=decided.to or "",
            why=decided.why,
            rule=decided.rule,
            priority=decided.priority,
            versions=decided.versions,
            skipped=decided.skipped,
            asked=decided.asked or case.tenant_id,
        )


def _explained(work: Work, made: _Made, locale: str) -> Decision:
    tree, world, case = work.reference.tree, world_of(work), made.before
    tenants = chain(made.asked, tree)
    versions = made.versions or _versions_at(work, tenants, made.at)
    lines = [line for tenant in tenants for line in lines_of(work, type_of("routing"), tenant, versions.get(tenant, 0))]
    item = work.reference.versions[case.item_code, case.item_version]
    facts = route_facts(case, item, tree, local_date(made.at), made.asked)
    passed = tuple(passed_over(lines, made.rule, made.skipped, facts, tree, tenants))
    gone = {(one.line.tenant_id, one.line.id) for one in passed}
    decided = next((one for one in lines if one.id == made.rule and (one.tenant_id, one.id) not in gone), None)
    return Decision(
        at=made.at,
        words=reason(made.why, made.priority, site_name(made.to or case.holder_site, tree), locale),
        rule=made.rule,
        policy_tenant=decided.tenant_id if decided else "",
        policy_version=decided.version if decided else 0,
        line=rule_in_words(decided, world, locale) if decided else text("explain.no_rule", locale),
        versions=versions,
        passed=tuple(_passed(one, facts, world, locale) for one in passed),
    )


def _versions_at(work: Work, tenants: tuple[str, ...], at: datetime) -> Mapping[str, int]:
    """For decisions from before versions were kept with them: what had been published by then."""
    return {tenant: policies.version_at(work.conn, tenant, "routing", at) for tenant in tenants}


def _passed(one: Passed, facts: RouteFacts, world: World, locale: str) -> str:
    line: RuleLine = one.line
    name = site_name(one.site, world.tree) if one.site else ""
    what = "；".join(when_in_words(line.when, locale))
    why = text(one.why, locale, site=name, what=what)
    said = text("explain.by", locale, rule=line.id, version=line.version, words=rule_in_words(line, world, locale))
    return text("explain.passed", locale, rule=said, why=why)
