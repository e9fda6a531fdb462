"""Why a case went where it went, told later from what was kept about the decision."""

from collections.abc import Iterator, Mapping, Sequence

import msgspec

from shared.domain.org.tree import OrgTree
from shared.domain.routing.conditions import counted, read, told_places
from shared.domain.routing.model import RouteFacts, RuleLine, Skipped

KEPT = "case.kept"
"""The act under which a decision is kept that leaves the case where it is."""


class Passed(msgspec.Struct, frozen=True, kw_only=True):
    """A line that stood before the one that decided, and why it did not. `why` is a key; `site` fills it."""

    line: RuleLine
    why: str
    site: str = ""


def passed_over(
    lines: Sequence[RuleLine],
    rule: str,
    skipped: Sequence[Skipped],
    facts: RouteFacts,
    tree: OrgTree,
    chain: Sequence[str],
) -> Iterator[Passed]:
    """The lines asked before `rule`, or all of them where none decided, each with its reason.

    `lines` are those of the versions of that day, of every tenant of the `chain` (the own one first).
    """
    depth = {tenant: place for place, tenant in enumerate(chain)}
    told = {one.rule: one for one in skipped}
    for line in sorted(lines, key=lambda line: (line.priority, depth[line.tenant_id], line.id)):
        why = unfit(line, facts, tree) or _replaced(line, lines, facts, depth)
        if not why and line.id == rule:
            return
        if why:
            yield Passed(line=line, why=why, site=line.origin_scope if why == "explain.scope" else "")
        elif line.id in told:
            yield Passed(line=line, why=told[line.id].why, site=told[line.id].site)


def unfit(line: RuleLine, facts: RouteFacts, tree: OrgTree) -> str:
    """The first reason why a line does not fit a case, as a key; '' where it fits. The model of the rules, in words."""
    when = read(line.when)
    known = {"amount": -1 if facts.amount is None else facts.amount, "moves": facts.moves, "returns": facts.returns}
    reasons = {
        "explain.off": line.off,
        "explain.dates": not line.in_force(facts.day),
        "explain.scope": line.origin_scope != "*" and not tree.under(facts.origin_site, line.origin_scope),
        "explain.tier": line.origin_tier not in ("*", facts.origin_tier),
        "explain.item": line.item not in ("*", f"item:{facts.item_code}", f"cat:{facts.category}"),
        "explain.applicant": line.applicant_kind not in ("*", facts.applicant_kind),
        "explain.place": when.place not in ("*", *told_places(facts.competence, facts.places)),
        "explain.counted": not all(
            bounds.least <= known[name] <= bounds.most for name, bounds in counted(when).items()
        ),
    }
    return next((why for why, holds in reasons.items() if holds), "")


def _replaced(line: RuleLine, lines: Sequence[RuleLine], facts: RouteFacts, depth: Mapping[str, int]) -> str:
    nearer = (o for o in lines if o.id == line.id and depth[o.tenant_id] < depth[line.tenant_id])
    return "explain.replaced" if any(other.in_force(facts.day) for other in nearer) else ""
