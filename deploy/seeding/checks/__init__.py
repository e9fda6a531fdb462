"""What must hold between the lines of the reference data: each file here is one subject, each check yields faults."""

from collections.abc import Callable, Iterator

from deploy.seeding.bundle import Seed
from deploy.seeding.checks import catalogue, demo, escalation, graph, places, routing, rules
from deploy.seeding.faults import BadSeed, Fault

Check = Callable[[Seed], Iterator[Fault]]

ALL: tuple[Check, ...] = (
    *places.CHECKS,
    *catalogue.CHECKS,
    *graph.CHECKS,
    *rules.CHECKS,
    *routing.CHECKS,
    *escalation.CHECKS,
    *demo.CHECKS,
)


def require_sound(seed: Seed) -> Seed:
    """The seed itself. Raises BadSeed with every fault between its lines."""
    faults = [fault for check in ALL for fault in check(seed)]
    if faults:
        raise BadSeed(faults)
    return seed
