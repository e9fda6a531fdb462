"""Is any decision wrong while policies are published? One JSON line a figure.

`python -m bench.decisions [DECISIONS]` decides 1,000,000 cases in several threads on policies of 200 lines, while one
of them is published again and again, and 2,000 more at 100,000 lines over 3,000 tenants. Each decision is held against
a reading of the lines written for this bench alone. The aim is none wrong; the time is told, not judged.
"""

import json
import random
import sys
import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence

from bench.rig import policies as rig
from bench.rig.plain import first_by_hand
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RouteFacts, RuleLine
from shared.policy import partition
from shared.policy.lines import Fault
from shared.policy.partition import Partition
from shared.policy.routing import RoutingSnapshot, routing_enforcer
from shared.policy.shelf import Shelf

DECISIONS, THREADS, KINDS = 1_000_000, 4, 500
POLICY_LINES, VERSIONS = 200, 120
SAMPLED = 2_000

Answers = Mapping[int, Sequence[str]]
"""By version: the line that decides each kind of case, as the plain reading has it."""


def main() -> None:
    """Decides, publishes, compares, prints."""
    decisions = int(sys.argv[1]) if len(sys.argv) > 1 else DECISIONS
    wrong, asked, published, seconds = under_publication(decisions, VERSIONS)
    _tell(f"wrong of {asked} decisions while {published} versions were published", wrong, 0)
    _tell(f"seconds for them in {THREADS} threads", round(seconds, 1), None)
    _tell(f"wrong of {SAMPLED} decisions at {rig.LINES} lines of {rig.TENANTS} tenants", sampled(), 0)


class Counter:
    """Threads of it ask and compare until enough was asked."""

    def __init__(self, snapshots: "Shown", facts: Sequence[RouteFacts], answers: Answers, each: int) -> None:
        self._snapshots, self._facts, self._answers, self._each = snapshots, facts, answers, each
        self.wrong = self.asked = 0
        self._lock = threading.Lock()

    def run(self) -> None:
        """Asks its share; a decision must be that of the versions it names."""
        wrong = 0
        for number in range(self._each):
            kind = number % len(self._facts)
            fitting = self._snapshots.current.matching(self._facts[kind])
            first = next(iter(fitting), None)
            wrong += (first.id if first else "") != self._answers[fitting.versions[rig.DISTRICT]][kind]
        with self._lock:
            self.wrong += wrong
            self.asked += self._each


class Shown:
    """The snapshot in force, swapped whole."""

    def __init__(self, first: RoutingSnapshot) -> None:
        self.current = first
        self.published = 1
        self.over = False

    def keep_publishing(self, make: Callable[[int], RoutingSnapshot], versions: int) -> None:
        """One version after the other until the asking is over, at least each of them once."""
        while not self.over or self.published < versions:
            self.current = make(self.published % versions + 1)
            self.published += 1
            time.sleep(0.01)


def under_publication(
    decisions: int, versions: int, threads: int = THREADS, kinds: int = KINDS
) -> tuple[int, int, int, float]:
    """How many were wrong, how many were asked, how many versions were published meanwhile, and the seconds."""
    tree = rig.small_tree()
    chance = random.Random(11)
    drafts = {n: list(rig.policy(chance, tree, rig.DISTRICT, POLICY_LINES, n)) for n in range(1, versions + 1)}
    above = list(rig.policy(chance, tree, "15", POLICY_LINES))
    facts = [rig.case(chance, tree.site(f"{rig.DISTRICT}001")) for _ in range(kinds)]
    answers = {n: [first_by_hand((*own, *above), fact, tree) for fact in facts] for n, own in drafts.items()}
    shelf = Shelf(_builder(drafts, above, tree), most_lines=3_000)
    shown = Shown(_snapshot(shelf, 1, tree))
    counter = Counter(shown, facts, answers, decisions // threads)
    publisher = threading.Thread(target=shown.keep_publishing, args=(lambda n: _snapshot(shelf, n, tree), versions))
    askers = [threading.Thread(target=counter.run) for _ in range(threads)]
    started = time.monotonic()
    for thread in (publisher, *askers):
        thread.start()
    for thread in askers:
        thread.join()
    shown.over = True
    publisher.join()
    return counter.wrong, counter.asked, shown.published, time.monotonic() - started


def sampled() -> int:
    """How many of the sampled decisions at full size were wrong."""
    chance = random.Random(7)
    tree = rig.tree()
    own: dict[str, list[RuleLine]] = {}
    for line in rig.lines(chance, tree):
        own.setdefault(line.tenant_id, []).append(line)
    enforcer = routing_enforcer()
    shelf = Shelf(lambda tenant, version: partition.build(tenant, version, own.get(tenant, ()), tree, enforcer))
    routing = RoutingSnapshot(lambda tenant: shelf.get(tenant, 1), tree)
    wrong = 0
    for fact in rig.cases(chance, tree, SAMPLED):
        known = [line for site in tree.up(fact.tenant_id) for line in own.get(site.id, ())]
        first = next(iter(routing.matching(fact)), None)
        wrong += (first.id if first else "") != first_by_hand(known, fact, tree)
    return wrong


def _builder(
    drafts: Mapping[int, Iterable[RuleLine]], above: Iterable[RuleLine], tree: OrgTree
) -> Callable[[str, int], Partition]:
    def build(tenant: str, version: int) -> Partition:
        lines = drafts[version] if tenant == rig.DISTRICT else above if tenant == "15" else ()
        built = partition.build(tenant, version, lines, tree, routing_enforcer())
        _require_sound(built.faults)
        return built

    return build


def _require_sound(faults: Iterable[Fault]) -> None:
    if refused := [fault for fault in faults if fault.refused]:
        raise ValueError(f"the bench wrote a faulty line: {refused[0]}")


def _snapshot(shelf: Shelf, version: int, tree: OrgTree) -> RoutingSnapshot:
    return RoutingSnapshot(lambda tenant: shelf.get(tenant, version if tenant == rig.DISTRICT else 1), tree)


def _tell(figure: str, value: float, aim: float | None) -> None:
    sys.stdout.write(json.dumps({"figure": figure, "value": value, "aim": aim}, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
