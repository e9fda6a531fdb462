"""Sampling: the same record gives the same list, every stratum its share, every bad rating its call, nobody two."""

from collections import Counter
from uuid import UUID

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.domain.feedback.sampling import Candidate, Plan, Stratum, draw, frame_digest, plan, ratio_of, wanted

VILLAGE = Stratum(tier="village", park="", department="民政局")
PARK = Stratum(tier="park", park="150271-park-xitu", department="企业服务局")
STRATA = (VILLAGE, PARK, Stratum(tier="town", park="", department="民政局"))

candidates = st.builds(
    Candidate,
    case_id=st.integers(0, 10**6).map(lambda n: UUID(int=n)),
    round=st.integers(1, 2),
    stratum=st.sampled_from(STRATA),
    bad=st.booleans(),
)
frames = st.lists(candidates, max_size=60, unique_by=lambda one: (one.case_id, one.round))
plans = st.builds(
    lambda seed, frame, percent: plan("2026-10", seed, frame, {"visit.ratio": str(percent)}, 10),
    st.text("0123456789abcdef", min_size=1, max_size=32),
    frames,
    st.integers(0, 100),
)


@given(plans, st.randoms(use_true_random=False))
def test_the_same_record_gives_the_same_list_however_it_was_kept(record: Plan, chance: object) -> None:
    kept = msgspec.json.decode(msgspec.json.encode(record), type=Plan)
    shuffled = list(kept.frame)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert draw(record) == draw(kept) == draw(replace(kept, frame=tuple(shuffled)))
    assert frame_digest(record) == frame_digest(kept)


@given(plans)
def test_each_stratum_gets_its_share_bad_ratings_are_in_and_none_is_in_twice(record: Plan) -> None:
    drawn = draw(record)
    assert len({(one.case_id, one.round) for one in drawn}) == len(drawn)
    assert {one for one in record.frame if one.bad} <= set(drawn) <= set(record.frame)
    sizes, got = (
        Counter(one.stratum for one in record.frame),
        Counter(one.stratum for one in drawn),
    )
    for stratum, ratio in record.ratios:
        bad = sum(one.bad and one.stratum == stratum for one in record.frame)
        assert got[stratum] == max(bad, wanted(sizes[stratum], ratio)), stratum


def test_a_share_is_rounded_up_so_that_one_of_one_is_called() -> None:
    assert [wanted(n, 10) for n in (0, 1, 10, 11, 100)] == [0, 1, 1, 2, 10]


def test_another_seed_gives_another_list() -> None:
    frame = [Candidate(case_id=UUID(int=n), round=1, stratum=VILLAGE) for n in range(200)]
    lists = {draw(plan("2026-10", seed, frame, {}, 10)) for seed in ("a", "b", "c")}
    assert [len(one) for one in lists] == [20, 20, 20]


def test_the_highest_ratio_that_speaks_of_a_stratum_holds() -> None:
    said = {"visit.ratio": "10", "visit.ratio@village": "20", "visit.ratio@department:民政局": "30"}
    assert ratio_of(VILLAGE, said, 10) == 30
    assert ratio_of(PARK, said, 10) == 10
    assert ratio_of(PARK, said | {"visit.ratio@park:150271-park-xitu": "50"}, 10) == 50
    assert ratio_of(PARK, {}, 15) == 15
    assert ratio_of(PARK, {"visit.ratio": "400"}, 10) == 100


def test_a_frame_that_was_changed_has_another_digest() -> None:
    record = plan("2026-10", "a", [Candidate(case_id=UUID(int=1), round=1, stratum=VILLAGE)], {}, 10)
    changed = replace(record, frame=(replace(record.frame[0], bad=True),))
    assert frame_digest(changed) != frame_digest(record)


def test_a_plan_of_another_version_is_not_drawn_in_this_way() -> None:
    record = plan("2026-10", "a", [], {}, 10)
    with pytest.raises(ValueError, match="version 2"):
        draw(replace(record, version=2))
