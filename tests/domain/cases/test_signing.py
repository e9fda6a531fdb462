"""How long a site has to sign: the most specific number decides, and between equal ones the nearest tenant's."""

import pytest

from shared.domain.cases.signing import (
    EXTENSION,
    SIGN,
    Parameters,
    said_for_item,
    signing_minutes,
    wrong_scope,
    wrong_thing,
)
from shared.domain.org.model import Tier
from tests.world import ITEMS

CITY: Parameters = {
    SIGN: "240",
    f"{SIGN}@village": "390",
    f"{SIGN}@cat:民政": "300",
    f"{SIGN}@item:P101": "60",
    f"{SIGN}@town/item:P101": "90",
}
ZONE: Parameters = {SIGN: "200", f"{SIGN}@village": "350", f"{SIGN}@park/cat:投资": "45"}


@pytest.mark.parametrize(
    ("tier", "item", "minutes"),
    [
        (Tier.DISTRICT, "SB001", 200),  # for all: the zone's own number
        (Tier.VILLAGE, "SB001", 350),  # for the tier: the zone's before the city's
        (Tier.VILLAGE, "MZ001", 300),  # the category before the tier
        (Tier.DISTRICT, "P101", 60),  # the item before all
        (Tier.TOWN, "P101", 90),  # the item at this tier before the item anywhere
        (Tier.PARK, "P106", 45),  # the category at this tier
        (Tier.PARK, "P101", 60),  # the item, though only the city speaks of it
    ],
)
def test_the_most_specific_number_decides_and_then_the_nearest_tenant(tier: Tier, item: str, minutes: int) -> None:
    assert signing_minutes(SIGN, (ZONE, CITY), tier, ITEMS[item], 1) == minutes


def test_where_nobody_set_anything_the_default_holds() -> None:
    assert signing_minutes(SIGN, ({}, {}), Tier.CITY, ITEMS["SB001"], 240) == 240


@pytest.mark.parametrize("scope", ["village", "cat:投资", "item:P101", "village/item:P101", "town/cat:投资"])
def test_a_scope_names_a_tier_a_category_or_an_item(scope: str) -> None:
    assert wrong_scope(scope, ["P101"], ["投资"]) == ""


@pytest.mark.parametrize("scope", ["hamlet", "cat:", "item:P999", "village/", "hamlet/item:P101", "village/P101", "/"])
def test_a_scope_that_means_nothing_is_told(scope: str) -> None:
    assert wrong_scope(scope, ["P101"], ["投资"])


@pytest.mark.parametrize(("item", "days"), [("MZ001", 20), ("P101", 5), ("P106", 7), ("SB001", None)])
def test_days_more_are_said_for_an_item_or_its_category_and_for_others_not(item: str, days: int | None) -> None:
    city = {EXTENSION: "10", f"{EXTENSION}@cat:投资": "7", f"{EXTENSION}@item:MZ001": "15"}
    zone = {f"{EXTENSION}@item:MZ001": "20", f"{EXTENSION}@item:P101": "5"}
    assert said_for_item(EXTENSION, (zone, city), ITEMS[item]) == days


def test_days_more_are_not_told_apart_by_tier() -> None:
    assert wrong_thing("item:P101", ["P101"], ["投资"]) == ""
    assert wrong_thing("village", ["P101"], ["投资"])
    assert wrong_thing("village/item:P101", ["P101"], ["投资"])
