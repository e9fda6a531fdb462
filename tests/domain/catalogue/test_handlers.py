"""Who may handle an item, and that a hall stands in for a department that is not there."""

import pytest
from msgspec.structs import replace

from shared.domain.catalogue.handlers import may_handle
from tests.world import ITEMS, SITES, TREE


def able(item_code: str) -> set[str]:
    """The places of the small world that may handle the item."""
    names = {site_id: name for name, site_id in SITES.items()}
    return {names[site.id] for site in TREE if may_handle(site, ITEMS[item_code], TREE)}


@pytest.mark.parametrize(
    ("item", "places"),
    [
        # the third tenant has a hall, the other one only its centre, and neither has the department
        ("MZ001", {"town", "third town", "department", "third hall", "other centre", "city"}),
        ("SB001", {"village", "second village", "town", "third town", "hall", "third hall", "other centre", "city"}),
        ("P101", {"enterprise", "park", "third hall", "other centre", "city"}),
        ("KD001", {"hall", "third hall", "other centre", "city"}),
    ],
)
def test_an_item_s_own_list_says_who_may_handle_it(item: str, places: set[str]) -> None:
    assert able(item) == places


def test_a_hall_does_not_stand_in_where_the_department_is_there() -> None:
    assert not may_handle(TREE.site(SITES["hall"]), ITEMS["MZ001"], TREE)


@pytest.mark.parametrize("selector", ["", "tier:", "tier:city", "dept", "hall:x:y", "everybody", "tier:village:x"])
def test_an_odd_selector_opens_no_office_or_department(selector: str) -> None:
    item = replace(ITEMS["MZ001"], handlers=(selector,))
    assert not may_handle(TREE.site(SITES["office"]), item, TREE)
    assert not may_handle(TREE.site(SITES["department"]), item, TREE)


@pytest.mark.parametrize("selector", ["", "everybody", "tier:", "department:社会事务局"])
def test_an_unknown_selector_opens_nothing_at_all(selector: str) -> None:
    item = replace(ITEMS["MZ001"], handlers=(selector,))
    assert not any(may_handle(site, item, TREE) for site in TREE)


def test_an_item_without_handlers_is_nobody_s() -> None:
    item = replace(ITEMS["MZ001"], handlers=())
    assert not any(may_handle(site, item, TREE) for site in TREE)
