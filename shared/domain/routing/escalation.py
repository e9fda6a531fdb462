"""What happens next to a case that is late or stuck, by which line, and who is told. Always somebody, never silence."""

from collections.abc import Callable, Iterable
from datetime import datetime

import msgspec

from shared.domain.cases.measures import Measure, Occurrence, Taken, Trigger
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.deadlines.minutes import after_minutes, minutes_between
from shared.domain.org.model import Tier

EVERY = "*"


class EscalationLine(msgspec.Struct, frozen=True, kw_only=True):
    """A policy line an officer can read in a table; `*` matches all.

    `times` says which measure of the chain it is: 1, 2, …, or `*` for every one that no other line names. `after` is
    what passes before it: working minutes such as `420` since the trigger (for `*` since the measure before), or a
    share of the limit such as `50%`. `target` is symbolic: agent, holder_leader, coordinator, parent_coordinator,
    supervisor, commission, or site:ID.
    """

    id: str
    tenant_id: str
    version: int
    priority: int
    trigger: Trigger
    tier: str
    item: str
    times: str
    after: str
    measure: Measure
    target: str


class EscalationFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What lines are matched by: the trigger, the item, and the tier and tenant of the site that has to act."""

    tenant_id: str
    trigger: Trigger
    tier: Tier
    item_code: str
    category: str


EscalationMatcher = Callable[[EscalationFacts], Iterable[EscalationLine]]
"""The lines that match, lower priority first; the policy engine answers it."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """The next measure of a chain: the `n`-th, at that instant, by that line."""

    n: int
    at: datetime
    line: EscalationLine


def choose(lines: Iterable[EscalationLine], n: int) -> EscalationLine | None:
    """The line for the `n`-th measure: what is said for the item before its category before all, then for the tier.

    A line that names `n` comes before one for every time. Among equals the first by priority.
    """
    fitting = [line for line in lines if line.times in (str(n), EVERY)]
    return min(fitting, key=_rank, default=None)


def next_step(
    occurrence: Occurrence,
    taken: Iterable[Taken],
    lines: Iterable[EscalationLine],
    calendar: WorkCalendar,
    depth: int,
) -> Step | None:
    """What comes after the measures that were `taken`, or None where the policy says no more.

    A chain has at most `depth` measures. Raises Refusal invalid `calendar.year_missing` at the calendar's edge.
    """
    mine = [t for t in taken if (t.trigger, t.key) == (occurrence.trigger, occurrence.key)]
    last = max(mine, key=lambda t: t.n, default=None)
    known = tuple(lines)
    for n in _numbers(occurrence, last.n if last else 0, depth):
        line = choose(known, n)
        if line is not None and line.measure is not Measure.NONE:
            return Step(n=n, at=_instant(line, occurrence, last, calendar), line=line)
    return None


def share_of(after: str) -> int | None:
    """The per cent a line's `after` names, or None where it gives minutes."""
    return int(after[:-1]) if after.endswith("%") else None


def _rank(line: EscalationLine) -> tuple[bool, int, bool]:
    kind = line.item.partition(":")[0]
    return line.times == EVERY, {"item": 0, "cat": 1}.get(kind, 2), line.tier == EVERY


def _numbers(occurrence: Occurrence, done: int, depth: int) -> Iterable[int]:
    if occurrence.nth is None:
        return range(done + 1, depth + 1)
    return () if done >= occurrence.nth else (occurrence.nth,)


def _instant(line: EscalationLine, occurrence: Occurrence, last: Taken | None, calendar: WorkCalendar) -> datetime:
    share = share_of(line.after)
    if share is not None:
        return _part(occurrence, share, calendar)
    begin = last.at if last and line.times == EVERY else occurrence.since
    # At once is at once, also at night: the trigger itself came then.
    return after_minutes(begin, int(line.after), calendar) if int(line.after) else begin


def _part(occurrence: Occurrence, share: int, calendar: WorkCalendar) -> datetime:
    """That share of the limit, in working minutes; the limit itself is kept to the second."""
    if occurrence.limit is None:
        return occurrence.since
    if share == 100:
        return occurrence.limit
    whole = minutes_between(occurrence.since, occurrence.limit, calendar)
    return after_minutes(occurrence.since, whole * share // 100, calendar)
