"""What is wrong with escalation lines taken together: asked of them, own and inherited, as late cases meet them."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count, islice, product

from shared.domain.cases.measures import Measure, Trigger
from shared.domain.org.model import Tier
from shared.domain.routing.escalation import EVERY, EscalationFacts, EscalationLine, choose, share_of
from shared.policy.check_escalation import check_escalation
from shared.policy.escalation import EscalationSnapshot
from shared.policy.lines import Fault
from shared.policy.samples import World

MOST_CASES = 400
"""Late cases asked for one line before it is given up. Our default."""


def review_escalation(
    own: Iterable[EscalationLine], inherited: Iterable[EscalationLine], world: World
) -> Iterator[Fault]:
    """The faults of a tenant's own lines beside those it inherits: of each line, then of what they do together."""
    mine, above = tuple(own), tuple(inherited)
    plain = tuple(check_escalation(mine, world.tree))
    yield from plain
    refused = {fault.line for fault in plain if fault.refused}
    asked = _Asked([line for line in mine if line.id not in refused], above, world)
    for line in asked.own:
        yield from asked.faults_of(line)
    yield from asked.silent()


class _Asked:
    """The lines as they would be in force, asked about late cases."""

    def __init__(self, own: Sequence[EscalationLine], above: Sequence[EscalationLine], world: World) -> None:
        self.own, self._above, self._world = own, above, world
        self._book = EscalationSnapshot([*own, *above], world.tree)

    def faults_of(self, line: EscalationLine) -> Iterator[Fault]:
        """Whether the line is ever followed, and how it stands beside the others of its chain."""
        cases = tuple(islice(self._cases(line), MOST_CASES))
        if not cases:
            yield _of(line, "policy.unreachable", line.item)
            return
        before: dict[str, None] = {}
        for facts in cases:
            fitting = tuple(self._book.matching(facts))
            n = _number(line, fitting)
            found = choose(fitting, n)
            if found == line:
                yield from self._followed(line, n, fitting, cases)
                return
            before |= {found.id: None} if found else {}
        yield _of(line, "policy.shadowed", "、".join(list(before)[:3]))

    def silent(self) -> Iterator[Fault]:
        """The triggers after which nobody would be told anything, by the tier of the site that has to act."""
        found: dict[str, None] = {}
        for facts in self._everywhere():
            fitting = tuple(self._book.matching(facts))
            if not any(_acts(choose(fitting, n)) for n in _named(fitting)):
                found[f"{facts.trigger}·{facts.tier}"] = None
        if found:
            names = "、".join(list(found)[:5])
            yield Fault(code="policy.silent", tenant_id=self._world.tenant_id, line="", value=names, refused=False)

    def _followed(
        self, line: EscalationLine, n: int, fitting: Sequence[EscalationLine], cases: Sequence[EscalationFacts]
    ) -> Iterator[Fault]:
        if any(_place(other) == _place(line) and other.tenant_id != line.tenant_id for other in fitting):
            yield _of(line, "policy.step_twice", line.times)
        if line.measure is Measure.NONE:
            yield from self._taken_back(line, cases)
        elif line.trigger is not Trigger.RETURNED:
            yield from _out_of_order(line, n, fitting)

    def _taken_back(self, line: EscalationLine, cases: Sequence[EscalationFacts]) -> Iterator[Fault]:
        """A line that takes a measure back, where without it there would be none."""
        without = EscalationSnapshot([*(one for one in self.own if one != line), *self._above], self._world.tree)
        for facts in cases:
            fitting = tuple(without.matching(facts))
            if _acts(choose(fitting, _number(line, fitting))):
                return
        yield _of(line, "policy.step_nothing", line.times)

    def _cases(self, line: EscalationLine) -> Iterator[EscalationFacts]:
        """Late cases that fit the line, in every tenant that meets it."""
        kind, _, name = line.item.partition(":")
        for tenant in self._world.tenants():
            tiers = [tier for tier in self._tiers(tenant) if line.tier in (EVERY, tier)]
            for item, tier in product(self._world.served(tenant), tiers):
                if line.item == EVERY or name == (item.category if kind == "cat" else item.code):
                    yield _facts(tenant, line.trigger, tier, item.code, item.category)

    def _everywhere(self) -> Iterator[EscalationFacts]:
        """Each trigger at each tier of the own tenant, with an item of every sort that a line speaks of."""
        tenant = self._world.tenant_id
        spoken = {line.item for line in (*self.own, *self._above)}
        sorts: dict[str, tuple[str, str]] = {}
        for item in self._world.served(tenant):
            names = (f"item:{item.code}", f"cat:{item.category}", EVERY)
            sorts.setdefault(next((name for name in names if name in spoken), EVERY), (item.code, item.category))
        triggers = [trigger for trigger in Trigger if trigger is not Trigger.HAND]
        for trigger, tier, (code, category) in product(triggers, self._tiers(tenant), sorts.values()):
            yield _facts(tenant, trigger, tier, code, category)

    def _tiers(self, tenant: str) -> list[Tier]:
        return sorted({site.tier for site in self._world.tree if site.tenant_id == tenant})


def _out_of_order(line: EscalationLine, n: int, fitting: Sequence[EscalationLine]) -> Iterator[Fault]:
    """A measure that would be due before the one it follows: both would be taken in the same moment."""
    for earlier, later in ((choose(fitting, n - 1), line), (line, choose(fitting, n + 1))):
        if earlier and later and _acts(earlier) and _acts(later) and _sooner(later, earlier):
            yield _of(line, "policy.step_order", later.id if earlier == line else earlier.id)


def _sooner(later: EscalationLine, earlier: EscalationLine) -> bool:
    if EVERY in (later.times, earlier.times) or (share_of(later.after) is None) != (share_of(earlier.after) is None):
        return False
    return int(later.after.rstrip("%")) < int(earlier.after.rstrip("%"))


def _number(line: EscalationLine, fitting: Sequence[EscalationLine]) -> int:
    """Which measure the line would be: the one it names, or for `*` the first that nobody names."""
    if line.times != EVERY:
        return int(line.times)
    named = {one.times for one in fitting}
    return next(n for n in count(1) if str(n) not in named)


def _named(fitting: Sequence[EscalationLine]) -> list[int]:
    return [_number(line, fitting) for line in fitting]


def _acts(line: EscalationLine | None) -> bool:
    return line is not None and line.measure is not Measure.NONE


def _facts(tenant: str, trigger: Trigger, tier: Tier, code: str, category: str) -> EscalationFacts:
    return EscalationFacts(tenant_id=tenant, trigger=trigger, tier=tier, item_code=code, category=category)


def _place(line: EscalationLine) -> tuple[str, ...]:
    return line.trigger, line.tier, line.item, line.times


def _of(line: EscalationLine, code: str, value: str) -> Fault:
    return Fault(code=code, tenant_id=line.tenant_id, line=line.id, value=value, refused=False)
