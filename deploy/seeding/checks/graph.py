"""The approvals wait for each other without a circle, and typical projects select items that exist."""

from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter

from deploy.seeding.bundle import Seed
from deploy.seeding.checks.unique import twice
from deploy.seeding.faults import Fault


def unique(seed: Seed) -> Iterator[Fault]:
    """An edge, and an item of a flow, stand once."""
    yield from twice(seed.edges, lambda line: (line.item_code, line.predecessor))
    yield from twice(seed.flows, lambda line: (line.flow_code, line.item_code))
    yield from twice(seed.flows, lambda line: (line.flow_code, line.seq))


def known(seed: Seed) -> Iterator[Fault]:
    """Both ends of an edge and every item of a flow are in the catalogue."""
    codes = {item.code for item in seed.items}
    for edge in seed.edges:
        for code in {edge.item_code, edge.predecessor} - codes:
            yield edge.fault(f"item {code} is not in items.csv")
    for step in seed.flows:
        if step.item_code not in codes:
            yield step.fault(f"item {step.item_code} is not in items.csv")


def acyclic(seed: Seed) -> Iterator[Fault]:
    """Nothing waits for itself, however far around."""
    graph: dict[str, set[str]] = {}
    for edge in seed.edges:
        graph.setdefault(edge.item_code, set()).add(edge.predecessor)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        yield Fault(file="item_edges.csv", line=0, text=f"goes round in a circle: {' -> '.join(error.args[1])}")


CHECKS = (unique, known, acyclic)
