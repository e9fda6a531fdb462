"""Partitions are built when they are asked for, once, and given back when there are too many."""

import threading
from collections import Counter

import pytest

from shared.policy import partition
from shared.policy.partition import Partition
from shared.policy.routing import RoutingSnapshot, routing_enforcer
from shared.policy.shelf import Shelf
from tests.policy.lines import a_rule, facts_at
from tests.world import TREE


class Cupboard:
    """What a shelf is filled from; counts how often each thing was fetched."""

    def __init__(self, lines: int = 1) -> None:
        self.lines, self.fetched, self.broken = lines, Counter[tuple[str, int]](), False

    def build(self, tenant: str, version: int) -> Partition:
        if self.broken:
            raise ConnectionError
        self.fetched[tenant, version] += 1
        rules = [a_rule(f"{tenant}-{n}-of-{version}", n, tenant=tenant) for n in range(self.lines)]
        return partition.build(tenant, version, rules, TREE, routing_enforcer())


def over(shelf: Shelf, **heads: int) -> RoutingSnapshot:
    """A snapshot of these versions."""
    known = {name[1:]: version for name, version in heads.items()}
    return RoutingSnapshot(lambda tenant: shelf.get(tenant, known.get(tenant, 0)), TREE)


def first(snapshot: RoutingSnapshot, place: str) -> list[str]:
    return sorted(rule.id for rule in snapshot.matching(facts_at(place)))


def test_only_those_who_are_asked_for_are_built_and_each_once() -> None:
    cupboard = Cupboard()
    shelf = Shelf(cupboard.build)
    snapshot = over(shelf, t1502=1, t150271=1, t150207=1)
    assert first(snapshot, "village") == first(snapshot, "village") == ["1502-0-of-1", "150271-0-of-1"]
    assert cupboard.fetched == {("1502", 1): 1, ("150271", 1): 1}


def test_a_publication_of_one_tenant_builds_that_one_alone() -> None:
    # Given three tenants whose rules are ready
    cupboard = Cupboard()
    shelf = Shelf(cupboard.build)
    before = over(shelf, t1502=1, t150271=1, t150207=1)
    for place in ("village", "third town"):
        first(before, place)
    # When the city publishes, from which both others inherit
    after = over(shelf, t1502=2, t150271=1, t150207=1)
    # Then both meet its new rules
    assert first(after, "village") == ["1502-0-of-2", "150271-0-of-1"]
    assert first(after, "third town") == ["1502-0-of-2", "150207-0-of-1"]
    # And nothing else was built again, and who holds the old snapshot still sees the old rules
    assert set(cupboard.fetched.values()) == {1}
    assert first(before, "village") == ["1502-0-of-1", "150271-0-of-1"]


def test_there_is_only_so_much_room_and_the_least_asked_goes_first() -> None:
    cupboard = Cupboard(lines=9)
    shelf = Shelf(cupboard.build, most_lines=20)
    for version in (1, 2, 1, 3):
        shelf.get("1502", version)
    assert shelf.lines <= 20
    # Then the second version went, and is built again when somebody wants it
    shelf.get("1502", 1)
    assert cupboard.fetched["1502", 1] == 1
    assert len(shelf.get("1502", 2).rules) == 9
    assert cupboard.fetched["1502", 2] == 2


def test_what_is_larger_than_all_the_room_still_answers() -> None:
    shelf = Shelf(Cupboard(lines=9).build, most_lines=3)
    assert len(first(over(shelf, t1502=1), "city")) == 9


def test_what_could_not_be_built_is_tried_again() -> None:
    cupboard = Cupboard()
    cupboard.broken = True
    shelf = Shelf(cupboard.build)
    with pytest.raises(ConnectionError):
        shelf.get("1502", 1)
    cupboard.broken = False
    assert len(shelf.get("1502", 1).rules) == 1
    assert shelf.lines == 2


def test_threads_that_want_the_same_wait_for_one_to_build_it() -> None:
    cupboard = Cupboard(lines=200)
    shelf = Shelf(cupboard.build)
    threads = [threading.Thread(target=shelf.get, args=("1502", 1)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert cupboard.fetched == {("1502", 1): 1}
