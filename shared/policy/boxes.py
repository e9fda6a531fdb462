"""Whether one case may fit two lines."""

from datetime import date

from shared.domain.routing.conditions import Bounds, counted, read
from shared.domain.routing.model import RuleLine
from shared.policy.samples import World


def overlap(one: RuleLine, other: RuleLine, world: World) -> bool:
    """Whether there can be a case that fits both."""
    a, b = read(one.when), read(other.when)
    return (
        _same(one.origin_tier, other.origin_tier)
        and _same(one.applicant_kind, other.applicant_kind)
        and _places(one.origin_scope, other.origin_scope, world)
        and _items(one.item, other.item, world)
        and (a.place == "*" or b.place == "*" or a.place == b.place or a.named_place != b.named_place)
        and all(_ranges(x, y) for x, y in zip(counted(a).values(), counted(b).values(), strict=True))
        and _days(one, other)
    )


def _same(one: str, other: str) -> bool:
    return one == other or "*" in (one, other)


def _places(one: str, other: str, world: World) -> bool:
    return "*" in (one, other) or world.tree.under(one, other) or world.tree.under(other, one)


def _items(one: str, other: str, world: World) -> bool:
    def covers(line: str, code: str) -> bool:
        item = world.items.get(code)
        return line in ("*", f"item:{code}") or (item is not None and line == f"cat:{item.category}")

    if one == other or "*" in (one, other):
        return True
    return any(covers(one, code) and covers(other, code) for code in world.items)


def _ranges(one: Bounds, other: Bounds) -> bool:
    return max(one.least, other.least) <= min(one.most, other.most)


def _days(one: RuleLine, other: RuleLine) -> bool:
    begin = max(one.valid_from or date.min, other.valid_from or date.min)
    return begin <= min(one.valid_to or date.max, other.valid_to or date.max)
