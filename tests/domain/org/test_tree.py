"""The tree of sites: paths, ancestors, centres, halls and who decides between two places."""

from collections.abc import Callable

import pytest

from shared.kernel.errors import Kind, Refusal
from tests.world import SITES, TREE


def test_a_path_runs_from_the_root_to_the_site() -> None:
    assert TREE.path(SITES["village"]) == "/1502/150271/150271102/150271102203/"
    assert TREE.path("1502") == "/1502/"


def test_up_gives_the_site_first_and_the_root_last() -> None:
    assert [site.id for site in TREE.up(SITES["village"])] == ["150271102203", "150271102", "150271", "1502"]
    assert TREE.parent(SITES["village"]) == TREE.site(SITES["town"])
    assert TREE.parent("1502") is None


def test_every_path_agrees_with_the_closure_test() -> None:
    for site in TREE:
        for other in TREE:
            assert TREE.under(site.id, other.id) is (f"/{other.id}/" in TREE.path(site.id))


def test_a_code_that_begins_alike_is_not_below() -> None:
    # 1502 is a prefix of every code here, 150271 of its departments: only the tree decides
    assert not TREE.under("150203", "150271")
    assert not TREE.under("150271", "150271102")
    assert not TREE.under("150271102999", "150271102")


@pytest.mark.parametrize(
    ("one", "other", "centre"),
    [
        ("village", "second village", "centre"),
        ("village", "department", "centre"),
        ("village", "village", "centre"),
        ("village", "other centre", "city"),
        ("third town", "department", "city"),
        ("centre", "village", "centre"),
        ("city", "village", "city"),
    ],
)
def test_the_coordinator_between_two_places_is_the_lowest_centre_above_both(one: str, other: str, centre: str) -> None:
    assert TREE.common_coordinator(SITES[one], SITES[other]).id == SITES[centre]
    assert TREE.common_coordinator(SITES[other], SITES[one]).id == SITES[centre]


def test_a_tenant_without_a_hall_has_its_centre_stand_in() -> None:
    assert TREE.hall("150271").id == SITES["hall"]
    assert TREE.hall("150203").id == SITES["other centre"]


def test_a_department_is_found_by_either_name_and_only_among_departments() -> None:
    assert TREE.department("150271", "社会事务局") == TREE.department("150271", "稀土高新区社会事务局")
    assert TREE.department("150271", "政务服务大厅") is None
    assert TREE.department("150203", "社会事务局") is None


@pytest.mark.parametrize(
    ("code", "centre"),
    [
        ("150203", "150203"),
        ("150203001002", "150203"),
        ("1502", None),
        ("", None),
        ("150271102203", "150271"),
        ("150203000000", "150203"),
        ("150200000000", None),
        ("1502030", None),
        ("15020", None),
    ],
)
def test_a_division_code_is_compared_at_the_level_of_the_county(code: str, centre: str | None) -> None:
    found = TREE.centre_of_region(code)
    assert (found.id if found else None) == centre


@pytest.mark.parametrize(
    ("call", "code"),
    [
        (lambda: TREE.site("nowhere"), "site.unknown"),
        (lambda: list(TREE.up("nowhere")), "site.unknown"),
        (lambda: TREE.centre("150299"), "tenant.unknown"),
        (lambda: TREE.centre(SITES["hall"]), "tenant.unknown"),
    ],
)
def test_a_place_that_is_not_there_is_refused(call: Callable[[], object], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        call()
    assert (refused.value.kind, refused.value.code) == (Kind.NOT_FOUND, code)


def test_membership_and_children_ask_without_refusing() -> None:
    assert SITES["town"] in TREE
    assert "nowhere" not in TREE
    assert TREE.children("nowhere") == ()
    assert {site.id for site in TREE.children(SITES["town"])} == {SITES["village"], SITES["second village"]}
