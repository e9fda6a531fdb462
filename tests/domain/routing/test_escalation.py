"""The next measure of a chain, and who is told: always somebody, and never two for the same time."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.access.roles import Role
from shared.domain.cases.measures import Measure, Occurrence, Taken, Trigger
from shared.domain.routing.escalation import EscalationLine, Step, choose, next_step
from shared.domain.routing.recipients import TARGETS, Staffed, recipient
from shared.kernel.ids import new_id
from tests.policy.steps import a_step
from tests.world import CALENDAR, SITES, TREE, local

MONDAY = local("2026-11-16 09:00")
LATE = Occurrence(trigger=Trigger.YELLOW, key="2026-11-16", since=MONDAY, site=SITES["town"])
OFFER = Occurrence(
    trigger=Trigger.UNSIGNED, key="offer", since=MONDAY, site=SITES["town"], limit=local("2026-11-16 15:00")
)


def taken(n: int, at: datetime = MONDAY, key: str = LATE.key) -> Taken:
    return Taken(trigger="yellow", key=key, n=n, at=at)


def after(occurrence: Occurrence, lines: list[EscalationLine], *done: Taken, depth: int = 5) -> Step | None:
    return next_step(occurrence, done, lines, CALENDAR, depth)


@pytest.mark.parametrize(
    ("lines", "n", "chosen"),
    [
        ([a_step("default"), a_step("item", item="item:MZ001")], 1, "item"),
        ([a_step("category", item="cat:民政"), a_step("item", 900, item="item:MZ001")], 1, "item"),
        ([a_step("default"), a_step("category", item="cat:民政")], 1, "category"),
        ([a_step("default"), a_step("town", 900, tier="town")], 1, "town"),
        ([a_step("tier", tier="town"), a_step("item", item="item:MZ001")], 1, "item"),
        ([a_step("every", item="item:MZ001", times="*", after="9"), a_step("second", times="2")], 2, "second"),
        ([a_step("every", times="*", after="9"), a_step("second", times="2")], 3, "every"),
        ([a_step("early", 1), a_step("late", 2)], 1, "early"),
    ],
)
def test_the_item_s_line_comes_before_the_default_and_a_named_time_before_every_time(
    lines: list[EscalationLine], n: int, chosen: str
) -> None:
    line = choose(lines, n)
    assert line is not None
    assert line.id == chosen


def test_where_no_line_fits_nothing_is_chosen() -> None:
    assert choose([a_step("second", times="2")], 1) is None


@pytest.mark.parametrize(
    ("line", "at"),
    [
        (a_step("line", after="0"), "2026-11-16 09:00"),
        (a_step("line", after="60"), "2026-11-16 10:00"),
        (a_step("line", after="390"), "2026-11-17 09:00"),
        (a_step("line", after="50%"), "2026-11-16 10:45"),
        (a_step("line", after="100%"), "2026-11-16 15:00"),
        (a_step("line", after="200%"), "2026-11-17 09:30"),
    ],
)
def test_a_delay_counts_open_office_time_or_a_share_of_the_limit(line: EscalationLine, at: str) -> None:
    step = after(OFFER, [line])
    assert step is not None
    assert step.at == local(at)


def test_a_chain_goes_on_from_what_was_taken_and_ends_at_its_depth() -> None:
    lines = [a_step("first"), a_step("second", times="2", after="60"), a_step("every", times="*", after="30")]
    second = after(LATE, lines, taken(1))
    assert second is not None
    assert (second.n, second.line.id, second.at) == (2, "second", local("2026-11-16 10:00"))
    third = after(LATE, lines, taken(1), taken(2, local("2026-11-16 10:05")))
    assert third is not None
    assert (third.n, third.line.id, third.at) == (3, "every", local("2026-11-16 10:35"))
    assert after(LATE, lines, taken(1), taken(2), taken(3), depth=3) is None


def test_what_was_taken_for_another_date_counts_for_nothing() -> None:
    step = after(LATE, [a_step("first")], taken(1, key="2026-11-02"))
    assert step is not None
    assert step.n == 1


def test_a_line_that_says_nothing_takes_an_inherited_measure_back_and_the_next_one_stays() -> None:
    none = a_step("none", item="item:MZ001", measure=Measure.NONE, target="-")
    step = after(LATE, [a_step("first"), none, a_step("second", times="2", after="60")])
    assert step is not None
    assert step.n == 2
    assert after(LATE, [a_step("first"), none]) is None


def test_the_n_th_return_has_one_measure_and_those_before_it_none() -> None:
    second = Occurrence(trigger=Trigger.RETURNED, key="2", since=MONDAY, site=SITES["town"], nth=2)
    lines = [a_step("second", trigger=Trigger.RETURNED, times="2")]
    step = after(second, lines)
    assert step is not None
    assert step.n == 2
    assert after(second, lines, Taken(trigger="returned", key="2", n=2, at=MONDAY)) is None
    assert after(Occurrence(trigger=Trigger.RETURNED, key="1", since=MONDAY, site=SITES["town"], nth=1), lines) is None


_TIMES = st.sampled_from(["1", "2", "3", "*"])
_ITEMS = st.sampled_from(["*", "cat:民政", "item:MZ001"])


@given(st.lists(st.builds(a_step, st.text("abc", min_size=1), times=_TIMES, item=_ITEMS, after=st.just("30"))))
def test_no_chain_takes_two_measures_for_the_same_time_and_every_chain_ends(lines: list[EscalationLine]) -> None:
    done: list[Taken] = []
    while step := after(LATE, lines, *done):
        done.append(taken(step.n, step.at))
    numbers = [one.n for one in done]
    assert numbers == sorted(set(numbers))
    assert all(1 <= n <= 5 for n in numbers)


STAFFED: Staffed = frozenset(
    {
        (SITES["town"], Role.CLERK),
        (SITES["department"], Role.LEADER),
        (SITES["centre"], Role.COORDINATOR),
        (SITES["city"], Role.COORDINATOR),
        (SITES["office"], Role.SUPERVISOR),
    }
)


@pytest.mark.parametrize(
    ("target", "site", "found"),
    [
        ("agent", "town", ("town", Role.CLERK, "")),
        ("agent", "village", ("centre", Role.COORDINATOR, "agent")),
        ("holder_leader", "department", ("department", Role.LEADER, "")),
        ("holder_leader", "town", ("centre", Role.COORDINATOR, "holder_leader")),
        ("coordinator", "town", ("centre", Role.COORDINATOR, "")),
        ("coordinator", "third town", ("city", Role.COORDINATOR, "coordinator")),
        ("parent_coordinator", "town", ("city", Role.COORDINATOR, "")),
        ("parent_coordinator", "city", ("city", Role.COORDINATOR, "parent_coordinator")),
        ("supervisor", "town", ("office", Role.SUPERVISOR, "")),
        ("supervisor", "third town", ("city", Role.COORDINATOR, "supervisor")),
        ("commission", "town", ("centre", Role.COORDINATOR, "commission")),
        (f"site:{SITES['office']}", "town", ("office", Role.SUPERVISOR, "")),
        ("site:150299", "town", ("centre", Role.COORDINATOR, "site:150299")),
    ],
)
def test_a_target_is_found_or_the_coordinator_of_the_tier_stands_in(
    target: str, site: str, found: tuple[str, Role, str]
) -> None:
    to = recipient(target, SITES[site], None, TREE, STAFFED)
    assert (to.site, to.role, to.instead_of) == (SITES[found[0]], *found[1:])
    assert not to.vacant


def test_the_named_agent_is_told_in_person() -> None:
    agent = new_id()
    to = recipient("agent", SITES["town"], agent, TREE, STAFFED)
    assert (to.site, to.staff) == (SITES["town"], agent)


_STAFF = st.frozensets(st.tuples(st.sampled_from(sorted(SITES.values())), st.sampled_from(sorted(Role))))


@given(_STAFF, st.sampled_from([*sorted(TARGETS), "site:150299"]), st.sampled_from(sorted(SITES.values())))
def test_whoever_is_missing_somebody_is_told(staffed: Staffed, target: str, site: str) -> None:
    to = recipient(target, site, None, TREE, staffed)
    assert to.site in TREE
    assert to.vacant or (to.site, to.role) in staffed
    assert not to.vacant or to.site == SITES["city"]
    assert to.vacant or not to.instead_of or to.role is Role.COORDINATOR
