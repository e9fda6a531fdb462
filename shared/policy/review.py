"""What is wrong with routing rules taken together: asked of the rules themselves, with cases written for each line."""

from collections.abc import Iterable, Iterator, Sequence

from msgspec.structs import replace

from shared.domain.catalogue.model import Item
from shared.domain.routing.decide import route
from shared.domain.routing.model import Action, Route, RouteFacts, RuleLine
from shared.policy.boxes import overlap
from shared.policy.check import check_rules
from shared.policy.lines import Fault
from shared.policy.routing import RoutingSnapshot
from shared.policy.samples import World, for_line, of_all_items

MOST_CASES = 400
"""Cases asked for one line before it is given up. Our default."""

_ROUNDS = 8
"""How many refusals, or how many moves, a case is followed through."""

_BREAKING = frozenset({"policy.conflicting", "policy.cycle", "policy.target_dangling"})


def breaks(fault: Fault) -> bool:
    """Whether a policy with this fault is not published; the others deserve a look."""
    return fault.refused or fault.code in _BREAKING


def review(own: Iterable[RuleLine], inherited: Iterable[RuleLine], world: World) -> Iterator[Fault]:
    """The faults of a tenant's own lines beside those it inherits: of each line, then of what they do together."""
    mine, above = tuple(own), tuple(inherited)
    plain = tuple(check_rules(mine, world.tree))
    yield from plain
    refused = {fault.line for fault in plain if fault.refused}
    sound = [line for line in mine if line.id not in refused]
    yield from _off_nothing(sound, above)
    asked = _Asked(RoutingSnapshot.of([*sound, *above], world.tree), world)
    yield from _conflicts([line for line in sound if not line.off], world)
    for line in sound:
        if not line.off:
            yield from asked.faults_of(line)
    yield from asked.uncovered()


class _Asked:
    """The rules as they would be in force, asked."""

    def __init__(self, rules: RoutingSnapshot, world: World) -> None:
        self._rules, self._world = rules, world

    def faults_of(self, line: RuleLine) -> Iterator[Fault]:
        """Whether the line is ever followed, and whether a case it sends comes back."""
        cases = _spread(list(for_line(line, self._world)))
        if not cases:
            yield _of(line, "policy.unreachable", line.when)
            return
        before: dict[str, None] = {}
        for facts, item in cases:
            path = list(self._refused(line, facts, item))
            if path[-1].rule == line.id:
                yield from self._back(line, facts, item, path[-1])
                return
            if not _passed_over(line, path[0]):
                before[path[0].rule] = None
        code = "policy.shadowed" if before else "policy.target_unable"
        yield _of(line, code, "、".join(list(before)[:3]) or line.target)

    def uncovered(self) -> Iterator[Fault]:
        """The items of which some case fits no rule that can be followed."""
        found: dict[str, str] = {}
        for facts, item in of_all_items(self._world):
            if item.code not in found and self._route(facts, item).why == "route.no_rule":
                found[item.code] = f"{item.code} {item.name}"
        if found:
            names = "、".join(list(found.values())[:5])
            yield _whole(self._world, "policy.uncovered", f"{len(found)}: {names}")

    def _refused(self, line: RuleLine, facts: RouteFacts, item: Item) -> Iterator[Route]:
        """What is decided while every site refuses, up to the line's own decision or one that nobody can refuse."""
        for _ in range(_ROUNDS):
            decided = self._route(facts, item)
            yield decided
            if decided.rule == line.id or decided.to is None or decided.action is Action.HOLD:
                return
            facts = replace(facts, excluded=facts.excluded | {decided.to})

    def _back(self, line: RuleLine, facts: RouteFacts, item: Item, decided: Route) -> Iterator[Fault]:
        """A case sent on by rules from site to site that comes to a site a second time."""
        path = [facts.origin_site]
        for _ in range(_ROUNDS):
            if decided.to is None or decided.action is Action.HOLD:
                return
            if decided.to in path:
                names = [self._world.tree.site(site).short_name for site in (*path, decided.to)]
                yield _of(line, "policy.cycle", "→".join(names))
                return
            path.append(decided.to)
            tier = self._world.tree.site(decided.to).tier
            moved = facts.moves + len(path) - 1
            facts_there = replace(facts, origin_site=decided.to, origin_tier=tier, moves=moved, excluded=frozenset())
            decided = self._route(facts_there, item)

    def _route(self, facts: RouteFacts, item: Item) -> Route:
        return route(facts, item, self._world.tree, self._rules.matching)


def _conflicts(lines: Sequence[RuleLine], world: World) -> Iterator[Fault]:
    """Two lines of one priority that a case may fit both and that want different things."""
    by_priority: dict[int, list[RuleLine]] = {}
    for line in lines:
        for other in by_priority.setdefault(line.priority, []):
            if _wish(line) != _wish(other) and overlap(line, other, world):
                yield _of(line, "policy.conflicting", other.id)
        by_priority[line.priority].append(line)


def _off_nothing(lines: Iterable[RuleLine], above: Iterable[RuleLine]) -> Iterator[Fault]:
    known = {line.id for line in above}
    for line in lines:
        if line.off and line.id not in known:
            yield _of(line, "policy.off_nothing", line.id, refused=False)


def _passed_over(line: RuleLine, decided: Route) -> bool:
    return any(skipped.rule == line.id for skipped in decided.skipped)


def _wish(line: RuleLine) -> tuple[object, ...]:
    return line.action, line.target, line.co


def _spread(cases: list[tuple[RouteFacts, Item]]) -> list[tuple[RouteFacts, Item]]:
    """At most so many of them, from everywhere in the list."""
    return cases[:: max(1, -(-len(cases) // MOST_CASES))]


def _of(line: RuleLine, code: str, value: str, refused: bool = False) -> Fault:
    return Fault(code=code, tenant_id=line.tenant_id, line=line.id, value=value, refused=refused)


def _whole(world: World, code: str, value: str) -> Fault:
    return Fault(code=code, tenant_id=world.tenant_id, line="", value=value, refused=False)
