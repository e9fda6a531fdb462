"""What an escalation line must be before it may decide anything, and what deserves a look when lines are compared."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from shared.domain.cases.measures import Measure, Trigger
from shared.domain.org.model import SiteKind, Tier
from shared.domain.org.tree import OrgTree
from shared.domain.routing.escalation import EVERY, EscalationLine, share_of
from shared.domain.routing.recipients import TARGETS
from shared.policy.lines import Fault

_TIERS = frozenset({EVERY, *Tier})
_AFTER = re.compile(r"[0-9]{1,5}%?")
_TIMES = re.compile(r"[1-9][0-9]?|\*")
_LIMITED = frozenset({Trigger.UNSIGNED, Trigger.NO_REPLY, Trigger.BAD_RATING, Trigger.UNCALLED})
"""Triggers that come with a limit, of which a share can be named."""


def check_escalation(lines: Iterable[EscalationLine], tree: OrgTree) -> Iterator[Fault]:
    """The faults of escalation lines, line by line, then those that only show when lines are compared."""
    known = tuple(lines)
    for line in known:
        if line.tenant_id not in tree or tree.site(line.tenant_id).kind is not SiteKind.CENTRE:
            yield _of(line, "policy.tenant_unknown", line.tenant_id)
            continue
        yield from _fields(line)
        yield from _delay(line)
        yield from _target(line, tree)
    yield from _twice(known)


def _fields(line: EscalationLine) -> Iterator[Fault]:
    if not line.id:
        yield _of(line, "policy.id_empty", "")
    if line.trigger is Trigger.HAND:
        yield _of(line, "policy.trigger_hand", line.trigger)
    if line.tier not in _TIERS:
        yield _of(line, "policy.tier_unknown", line.tier)
    kind, _, name = line.item.partition(":")
    if line.item != EVERY and (kind not in ("cat", "item") or not name):
        yield _of(line, "policy.item_form", line.item)
    if not _TIMES.fullmatch(line.times):
        yield _of(line, "policy.times_form", line.times)


def _delay(line: EscalationLine) -> Iterator[Fault]:
    if not _AFTER.fullmatch(line.after):
        yield _of(line, "policy.after_form", line.after)
    elif share_of(line.after) is not None and (line.trigger not in _LIMITED or line.times == EVERY):
        yield _of(line, "policy.after_share", line.after)
    elif line.times == EVERY and line.after == "0" and line.measure is not Measure.NONE:
        # It would take every measure of the chain in the same moment.
        yield _of(line, "policy.after_never", line.after)


def _target(line: EscalationLine, tree: OrgTree) -> Iterator[Fault]:
    kind, _, name = line.target.partition(":")
    if line.target in TARGETS or (line.measure is Measure.NONE and line.target == "-"):
        return
    if kind != "site" or not name:
        yield _of(line, "policy.target_form", line.target)
    elif name not in tree:
        # Stays in force: the coordinator stands in for a site that is not there.
        yield _of(line, "policy.target_dangling", line.target, refused=False)


def _twice(lines: tuple[EscalationLine, ...]) -> Iterator[Fault]:
    ids = Counter((line.tenant_id, line.id) for line in lines)
    places = Counter(map(_place, lines))
    for line in lines:
        if ids[line.tenant_id, line.id] > 1:
            yield _of(line, "policy.id_twice", line.id)
        if places[_place(line)] > 1:
            # Stays in force: the smaller priority is taken.
            yield _of(line, "policy.step_twice", line.times, refused=False)


def _place(line: EscalationLine) -> tuple[str, ...]:
    return line.tenant_id, line.trigger, line.tier, line.item, line.times


def _of(line: EscalationLine, code: str, value: str, refused: bool = True) -> Fault:
    return Fault(code=code, tenant_id=line.tenant_id, line=line.id, value=value, refused=refused)
