"""How long a site has to sign for an offer: by its tier, by item and category, inherited along the tree of tenants.

The numbers are parameters. `handover.sign_minutes` is for all; `handover.sign_minutes@village`, `…@cat:民政`,
`…@item:MZ001` and `…@village/item:MZ001` say it for some. The most specific line decides: the item before its category,
either before the tier alone, the tier before all; between equal ones the nearest tenant. Our default order: who sets a
number for one item has thought of that item.
"""

from collections.abc import Iterable, Iterator, Mapping

from shared.domain.catalogue.model import Item
from shared.domain.org.model import Tier

SIGN, REMIND = "handover.sign_minutes", "handover.remind_minutes"
NEAR = "lamp.near_days"
"""Said in the same way: how many working days before its date a case of some item counts as near."""
EXTENSION = "extension.max_days"
"""Said in the same way for an item or a category: how many working days more its cases may get at once."""

Parameters = Mapping[str, str]
"""What one tenant has set, by key."""


def signing_minutes(key: str, tenants: Iterable[Parameters], tier: Tier, item: Item, default: int) -> int:
    """The number of `key`, SIGN, REMIND or NEAR, for this tier and item. `tenants`: the nearest first."""
    nearest_first = tuple(tenants)
    for wanted in _keys(key, tier, item):
        for parameters in nearest_first:
            if wanted in parameters:
                return int(float(parameters[wanted]))
    return default


def said_for_item(key: str, tenants: Iterable[Parameters], item: Item) -> int | None:
    """The number of `key` that was set for this very item, or its category, whatever the tier; else None."""
    nearest_first = tuple(tenants)
    for of in _things(item):
        for parameters in nearest_first:
            if f"{key}@{of}" in parameters:
                return int(float(parameters[f"{key}@{of}"]))
    return None


def wrong_scope(scope: str, items: Iterable[str], categories: Iterable[str]) -> str:
    """What is wrong with the part of a key after its @, or nothing."""
    tiers, things = {tier.value for tier in Tier}, _every(items, categories)
    first, both, second = scope.partition("/")
    fits = first in tiers and second in things if both else first in tiers | things
    return "" if fits else f"{scope} names no tier, category or item"


def wrong_thing(scope: str, items: Iterable[str], categories: Iterable[str]) -> str:
    """The same, where tiers do not matter."""
    return "" if scope in _every(items, categories) else f"{scope} names no category or item"


def _every(items: Iterable[str], categories: Iterable[str]) -> set[str]:
    return {f"item:{code}" for code in items} | {f"cat:{name}" for name in categories}


def _keys(key: str, tier: Tier, item: Item) -> Iterator[str]:
    for of in _things(item):
        yield f"{key}@{tier.value}/{of}"
        yield f"{key}@{of}"
    yield f"{key}@{tier.value}"
    yield key


def _things(item: Item) -> tuple[str, str]:
    return f"item:{item.code}", f"cat:{item.category}"
