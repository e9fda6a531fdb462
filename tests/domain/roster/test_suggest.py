"""Suggestions: who comes first and why, the same every time; weights are parameters."""

from random import Random

import pytest
from msgspec.structs import replace

from shared.domain.roster.suggest import Candidate, Fit, Weights, best_fit, fit_of, rank
from tests.domain.roster.test_duty import a_member
from tests.world import ITEMS

W = Weights()
ONE = Candidate(id="one", name="甲", on_duty=2, load=4, days=2.0)


def order(*candidates: Candidate, weights: Weights = W) -> list[str]:
    return [one.candidate.id for one in rank(candidates, weights)]


@pytest.mark.parametrize(
    "worse",
    [
        replace(ONE, id="away", on_duty=0),
        replace(ONE, id="busy", load=9),
        replace(ONE, id="slow", days=5.0),
        replace(ONE, id="unfit", fit=Fit.NONE),
        replace(ONE, id="elsewhere", on_duty=None, load=None),
    ],
)
def test_each_of_the_four_alone_decides(worse: Candidate) -> None:
    assert order(worse, ONE) == ["one", worse.id]


def test_load_counts_per_person_on_duty() -> None:
    crowd = replace(ONE, id="crowd", on_duty=10, load=10)
    assert order(ONE, crowd) == ["crowd", "one"]


def test_the_weights_decide_what_matters() -> None:
    quick_and_busy = replace(ONE, id="quick", days=0.5, load=8)
    assert order(ONE, quick_and_busy, weights=Weights(load=1, speed=0)) == ["one", "quick"]
    assert order(ONE, quick_and_busy, weights=Weights(load=0, speed=1)) == ["quick", "one"]


def test_equals_come_by_place_then_by_id_whatever_order_they_are_told_in() -> None:
    all_alike = [replace(ONE, id=str(n), place=n % 3) for n in range(9)]
    wanted = order(*all_alike)
    Random(1).shuffle(all_alike)
    assert order(*all_alike) == wanted == ["0", "3", "6", "1", "4", "7", "2", "5", "8"]


def test_every_suggestion_says_why() -> None:
    first, second = rank((ONE, replace(ONE, id="busy", load=9, days=None)), W)
    assert [(r.key, r.count) for r in first.reasons] == [
        ("suggest.on_duty", 2),
        ("suggest.lightest", 4),
        ("suggest.quickest", 2.0),
    ]
    assert [r.key for r in second.reasons] == ["suggest.on_duty", "suggest.load", "suggest.no_speed"]
    (elsewhere,) = rank((Candidate(id="x", name="外区"),), W)
    assert [r.key for r in elsewhere.reasons] == ["suggest.elsewhere"]


def test_scores_lie_between_nothing_and_one_and_without_weights_all_are_nothing() -> None:
    both = rank((ONE, replace(ONE, id="none", on_duty=0, load=50, fit=Fit.NONE, days=40.0)), W)
    assert all(0 <= one.score <= 1 for one in both)
    assert {one.score for one in rank((ONE,), Weights(competence=0, presence=0, load=0, speed=0))} == {0.0}
    assert rank((), W) == ()


@pytest.mark.parametrize(
    ("competence", "fit"),
    [
        (("item:MZ001",), Fit.ITEM),
        (("cat:民政",), Fit.CATEGORY),
        (("*",), Fit.ALL),
        (("cat:投资", "item:P101"), Fit.NONE),
    ],
)
def test_a_line_of_the_roster_says_what_somebody_can_handle(competence: tuple[str, ...], fit: Fit) -> None:
    member = a_member("甲", competence=competence)
    assert fit_of(member, ITEMS["MZ001"]) is fit
    assert best_fit((member, a_member("乙", competence=("item:P101",))), ITEMS["MZ001"]) is fit
    assert best_fit((), ITEMS["MZ001"]) is Fit.NONE
