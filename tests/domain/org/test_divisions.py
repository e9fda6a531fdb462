"""Divisions: what lies above, below and between codes, as a dictionary of parents would say it."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.org.divisions import LENGTHS, Divisions, is_code, up
from shared.kernel.errors import Refusal

REAL = {
    "15": "内蒙古自治区",
    "1502": "包头市",
    "150202": "东河区",
    "150203": "昆都仑区",
    "150271": "包头稀土高新技术产业开发区",
    "150271010": "稀土路街道",
    "150271102": "万水泉镇",
    "150271102203": "小召湾村委会",
    "150271102205": "黄草洼村委会",
    "1509": "乌兰察布市",
    "150902": "集宁区",
    "44": "广东省",
    "4419": "东莞市",
    "441900": "东莞市",
    "441900003": "东城街道",
    "46": "海南省",
    "4690": "省直辖县级行政区划",
    "469001": "五指山市",
    "71": "台湾省",
    "81": "香港特别行政区",
    "810001": "中西区",
    "82": "澳门特别行政区",
}
TREE = Divisions(REAL.items())


def test_above_is_what_the_code_says_up_to_a_boundary() -> None:
    assert TREE.ancestors("150271102203") == ("150271102", "150271", "1502", "15")
    assert TREE.parent("15") is None
    assert list(up("150271102")) == ["150271102", "150271", "1502", "15"]


def test_a_zone_that_is_no_county_of_the_standard_is_one_all_the_same() -> None:
    assert TREE.children("1502") == ("150202", "150203", "150271")
    assert TREE.common("150271102203", "150203") == "1502"


def test_a_level_that_is_missing_is_passed_over() -> None:
    # Hong Kong has no prefecture
    assert TREE.ancestors("810001") == ("81",)
    assert TREE.children("81") == ("810001",)
    assert TREE.children("71") == ()


@pytest.mark.parametrize(
    ("written", "means"),
    [
        ("150000", "15"),
        ("150200", "1502"),
        ("150271000000", "150271"),
        ("150271102000", "150271102"),
        ("441900", "441900"),
        ("441900000000", "441900"),
        ("440000000000", "44"),
        ("710000", "71"),
        ("820000", "82"),
    ],
)
def test_a_code_filled_up_with_zeros_is_the_place_it_means(written: str, means: str) -> None:
    assert TREE.resolve(written) == means


def test_a_county_level_of_zeros_stands_below_its_prefecture_and_above_its_towns() -> None:
    assert TREE.ancestors("441900003") == ("441900", "4419", "44")
    assert TREE.subtree("4419") == ("441900", "441900003")
    assert TREE.subtree("441900") == ("441900003",)
    assert TREE.common("441900", "441900003") == "441900"


def test_codes_that_begin_alike_lie_in_each_other_only_at_a_boundary() -> None:
    assert "150271" not in TREE.subtree("150203")
    assert TREE.common("1502", "1509") == "15"
    assert TREE.common("15", "44") is None
    assert not any(map(is_code, ("", "1", "150", "15020", "1502711", "1502711022031", "15027x", "１５", "-1")))


@pytest.mark.parametrize("code", ["150299", "150271102204", "1502711", "", "150271103000", "00"])
def test_a_code_of_no_division_is_refused(code: str) -> None:
    asked: list[Callable[[str], object]] = [TREE.resolve, TREE.name, TREE.ancestors, TREE.subtree, TREE.size]
    for ask in asked:
        with pytest.raises(Refusal) as refused:
            ask(code)
        assert refused.value.code == "division.unknown"


def test_a_name_finds_its_divisions_everywhere_or_below_one() -> None:
    assert TREE.named("东莞市") == ("4419", "441900")
    assert TREE.named("东莞市", within="4419") == ("441900",)
    assert TREE.named("万水泉镇", within="1509") == ()
    assert TREE.named("万水泉") == ()
    assert TREE.name("150271") == "包头稀土高新技术产业开发区"


def test_what_is_no_code_or_stands_twice_is_not_taken() -> None:
    for wrong in ([("1502711", "x")], [("15", "a"), ("15", "b")]):
        with pytest.raises(ValueError):
            Divisions(wrong)


@st.composite
def countries(draw: st.DrawFn) -> dict[str, str]:
    """Divisions whose codes are full of zeros, some without the levels above them, in any order."""
    steps = [length - before for before, length in zip((0, *LENGTHS), LENGTHS, strict=False)]
    part = [st.sampled_from([f"{n:0{step}d}" for n in (0, 1, 10)]) for step in steps]
    codes = st.integers(1, 5).flatmap(lambda depth: st.tuples(*part[:depth]).map("".join))
    found = draw(st.lists(codes, min_size=1, max_size=40, unique=True))
    return {code: draw(st.sampled_from(["甲", "乙", "丙丁"])) for code in found}


@given(countries(), st.integers(1, 5), st.integers())
def test_it_answers_as_a_dictionary_of_parents_would(country: dict[str, str], limit: int, seed: int) -> None:
    tree = Divisions(country.items())
    parents = {code: next((a for a in [*up(code)][1:] if a in country), None) for code in country}
    one, other = random.Random(seed).choices(sorted(country), k=2)

    def above(code: str) -> list[str]:
        parent = parents[code]
        return [] if parent is None else [parent, *above(parent)]

    assert list(tree.ancestors(one)) == above(one)
    shared = [code for code in [one, *above(one)] if code in [other, *above(other)]]
    assert tree.common(one, other) == next(iter(shared), None)
    below = [code for code in country if one in above(code)]
    assert tree.size(one) == len(below)
    assert sorted(paged(lambda after: tree.subtree(one, after, limit))) == sorted(below)
    direct = [code for code in country if parents[code] == one]
    assert paged(lambda after: tree.children(one, after, limit)) == sorted(direct)
    assert sorted(paged(lambda after: tree.children("", after, limit))) == sorted(c for c in country if not parents[c])
    assert set(tree.named("甲", within=one)) == {code for code in below if country[code] == "甲"}
    assert {code: tree.name(code) for code in country} == country


def paged(page: Callable[[str], tuple[str, ...]]) -> list[str]:
    """All pages one after the other."""
    found: list[str] = []
    while more := page(found[-1] if found else ""):
        found += more
    return found
