"""The holder: whole snapshots, swapped at once, never older than promised, right while threads ask."""

import sys
import threading
from collections.abc import Callable, Iterator

import pytest

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.policy.lines import Permission
from shared.policy.snapshot import Policies, Snapshot, build
from tests.build import an_id
from tests.policy.lines import a_grant, a_rule, facts_at
from tests.world import SITES, TREE

READ = Permission(role=Role.CLERK, action="case.read")


class Shelf:
    """A store in memory with a clock that stands still unless told."""

    def __init__(self) -> None:
        self.version, self.now, self.asked, self.loaded = 1, 0.0, 0, 0
        self.broken = False

    def ask(self) -> int:
        if self.broken:
            raise ConnectionError
        self.asked += 1
        return self.version

    def load(self) -> Snapshot:
        if self.broken:
            raise ConnectionError
        self.loaded += 1
        return a_snapshot(self.version)

    def holder(self) -> Policies:
        return Policies(self.ask, self.load, max_age=1.0, ticks=lambda: self.now)


def a_snapshot(version: int) -> Snapshot:
    """In every version u1 may read in the town; u2 in the odd ones. A village's case meets the rule of its version."""
    grants = [a_grant("u1", Role.CLERK, "town"), *([a_grant("u2", Role.CLERK, "town")] if version % 2 else [])]
    rules = [a_rule("always", 10), a_rule(f"of-{version}", 20), a_rule("never", 30, scope=SITES["third town"])]
    return build(version, rules, [READ], grants, TREE)


def test_nothing_is_read_before_the_first_question_and_then_once() -> None:
    shelf = Shelf()
    policies = shelf.holder()
    assert (shelf.asked, shelf.loaded) == (0, 0)
    assert policies.current() is policies.current()
    assert (shelf.asked, shelf.loaded) == (0, 1)


def test_the_store_is_asked_for_its_version_and_read_again_only_when_that_moved() -> None:
    # Given a snapshot that was looked at a while ago
    shelf = Shelf()
    policies = shelf.holder()
    first = policies.current()
    # When the version is still the same
    shelf.now = 0.6
    assert policies.current() is first
    assert (shelf.asked, shelf.loaded) == (1, 1)
    # And then moves
    shelf.version, shelf.now = 2, 1.2
    second = policies.current()
    assert (second.version, shelf.loaded) == (2, 2)
    # Then the old one still answers those who hold it
    assert first.access.may("u2", SITES["town"], "case.read")
    assert not second.access.may("u2", SITES["town"], "case.read")


def test_a_right_that_was_taken_away_is_gone_after_a_second() -> None:
    shelf = Shelf()
    policies = shelf.holder()
    policies.current()
    shelf.version = 2
    shelf.now = 0.4
    assert policies.current().version == 1
    shelf.now = 1.0
    assert policies.current().version == 2


def test_a_version_rolled_back_is_followed_too() -> None:
    shelf = Shelf()
    shelf.version = 5
    policies = shelf.holder()
    policies.current()
    shelf.version, shelf.now = 4, 2.0
    assert policies.current().version == 4


def test_a_store_that_cannot_be_asked_is_told_and_no_old_right_is_used() -> None:
    # Given
    shelf = Shelf()
    policies = shelf.holder()
    policies.current()
    # When
    shelf.broken, shelf.now = True, 5.0
    with pytest.raises(ConnectionError):
        policies.current()
    # Then it recovers with the store
    shelf.broken = False
    assert policies.current().version == 1


def test_a_caller_who_knows_the_version_is_never_given_an_older_one() -> None:
    shelf = Shelf()
    policies = shelf.holder()
    assert policies.at(1).version == 1
    shelf.version = 2
    assert policies.at(1).version == 1
    assert policies.at(2).version == 2
    assert policies.at(1).version == 2
    assert shelf.loaded == 2


def test_actors_and_cases_are_asked_of_the_snapshot_in_force() -> None:
    policies = Policies(lambda: 1, lambda: build(1, [a_rule("r")], [READ], [a_grant(USER, Role.CLERK, "town")], TREE))
    clerk = Actor(tenant_id="150271", site_id=SITES["town"], roles=frozenset({Role.CLERK}), user_id=an_id("u"))
    assert policies.may(clerk, "case.read")
    assert not policies.may(clerk, "case.accept")
    assert [rule.id for rule in policies.matching(facts_at("village"))] == ["r"]


USER = str(an_id("u"))


@pytest.fixture
def restless() -> Iterator[None]:
    """Threads take turns a hundred times as often, which brings races out."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.00001)
    yield
    sys.setswitchinterval(usual)


def together(ask: Callable[[], list[str]], threads: int = 4, times: int = 300) -> list[str]:
    """What went wrong in several threads that ask again and again."""
    wrong: list[str] = []

    def run() -> None:
        try:
            for _ in range(times):
                wrong.extend(ask())
        except Exception as error:
            wrong.append(repr(error))

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    for thread in running:
        thread.join()
    return wrong


def faults_of(snapshot: Snapshot) -> list[str]:
    """What a snapshot answers wrongly, judged by its version."""
    may = snapshot.access.may
    site = SITES["village"]
    rules = [rule.id for rule in snapshot.routing.matching(facts_at("village"))]
    answers = {
        "u1 lost a right": may("u1", site, "case.read"),
        "u2 is of another version": may("u2", site, "case.read") == bool(snapshot.version % 2),
        "u3 gained a right": not may("u3", site, "case.read"),
        "u1 gained an action": not may("u1", site, "case.accept"),
        f"rules {rules} of {snapshot.version}": rules == ["always", f"of-{snapshot.version}"],
    }
    return [wrong for wrong, right in answers.items() if not right]


@pytest.mark.usefixtures("restless")
def test_threads_that_share_a_snapshot_get_the_answers_of_one() -> None:
    snapshot = a_snapshot(1)
    assert together(lambda: faults_of(snapshot)) == []


@pytest.mark.usefixtures("restless")
def test_no_answer_is_wrong_while_snapshots_are_swapped() -> None:
    # Given a store whose version moves with every question
    lock, count = threading.Lock(), iter(range(1, 1_000_000))
    newest = 0

    def moved() -> int:
        nonlocal newest
        with lock:
            newest = next(count)
            return newest

    policies = Policies(moved, lambda: a_snapshot(newest), max_age=0.0)
    # When four threads ask, each for a snapshot that is swapped under the others
    wrong = together(lambda: faults_of(policies.current()), times=100)
    # Then
    assert wrong == []
    assert newest > 100
