"""The yearly notice: what is refused, what is only told, and what publishing it would change."""

import json
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest

from shared.domain.deadlines.calendar import OfficeHours, YearStatus
from shared.domain.deadlines.importing import Preview, Standing, preview, require_publishable
from shared.domain.deadlines.layers import NATION, Layers
from shared.domain.deadlines.notice import publication, read
from shared.kernel.errors import Refusal
from tests.world import SITES, TREE

SEED = Path(__file__).parents[3] / "deploy" / "seed" / "calendar"
PAPER = "https://www.gov.cn/2027"


def a_day(day: str, off: bool = True, name: str = "春节") -> dict[str, Any]:
    return {"name": name, "date": day, "isOffDay": off}


def a_notice(*days: dict[str, Any], year: int = 2027, papers: tuple[str, ...] = (PAPER,), **more: Any) -> bytes:
    return json.dumps({"year": year, "papers": papers, "days": days, **more}).encode()


def standing(**layers: bytes) -> Standing:
    """The shipped years, and what layers say besides."""
    shipped = tuple(publication(read((SEED / f"{year}.json").read_bytes()), NATION, 1, "", "") for year in (2026, 2027))
    known: Layers = {NATION: shipped} | {
        name.removeprefix("_"): (publication(read(raw), name.removeprefix("_"), 2, "", ""),)
        for name, raw in layers.items()
    }
    return Standing(layers=known, hours=OfficeHours(), tree=TREE)


def looked_at(raw: bytes, wanted: int = 2027, layer: str = NATION, **layers: bytes) -> Preview:
    return preview(read(raw), wanted, layer, standing(**layers), "", "通知")


def codes(seen: Preview) -> list[str]:
    return [no.code for no in seen.faults]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (a_notice(a_day("2027-02-05"), year=2026), "notice.year"),
        (a_notice(), "notice.empty"),
        (a_notice(a_day("2027-02-30")), "notice.no_date"),
        (a_notice(a_day("tomorrow")), "notice.no_date"),
        (a_notice(a_day("2027-02-05"), a_day("2027-02-05", off=False)), "notice.twice"),
        (a_notice(a_day("2028-01-01")), "notice.outside"),
        (a_notice(a_day("2026-11-30")), "notice.outside"),
        (a_notice(a_day("2027-02-05"), a_day("2027-02-10", off=False)), "notice.no_make_up"),
        (a_notice(a_day("2027-02-05"), a_day("2027-05-05")), "notice.too_far"),
        (a_notice(a_day("2027-02-05"), hours=[{"since": "2027-01-01", "spans": []}]), "notice.hours"),
        (
            a_notice(a_day("2027-02-05"), hours=[{"since": "2026-01-01", "spans": [["08:00", "12:00"]]}]),
            "notice.hours_year",
        ),
    ],
)
def test_a_faulty_notice_is_refused_in_words_and_nothing_would_change(raw: bytes, code: str) -> None:
    seen = looked_at(raw)
    assert code in codes(seen)
    assert seen.changes == ()
    with pytest.raises(Refusal, match=seen.faults[0].code):
        require_publishable(seen, "通知")


def test_all_faults_are_told_at_once() -> None:
    seen = looked_at(a_notice(a_day("2027-02-30"), a_day("2027-02-05"), a_day("2027-02-05"), year=2026))
    assert codes(seen) == ["notice.year", "notice.no_date", "notice.twice"]


@pytest.mark.parametrize("raw", [b"", b"{", b"[]", b'{"days": []}', b'{"year": "next"}', b"\xff"])
def test_what_is_no_such_file_is_refused(raw: bytes) -> None:
    with pytest.raises(Refusal, match=r"notice\.unreadable"):
        read(raw)


def test_the_file_s_own_marks_are_passed_over() -> None:
    marks: dict[str, Any] = {"$schema": "x", "$id": "y"}
    seen = looked_at(a_notice(a_day("2027-02-05"), **marks))
    assert seen.faults == ()


def test_what_would_change_is_told_date_by_date() -> None:
    shipped = json.loads((SEED / "2027.json").read_text("utf-8"))["days"]
    seen = looked_at(
        a_notice(*shipped, a_day("2027-01-30", off=False), a_day("2027-02-09"), a_day("2026-12-26", False, "元旦"))
    )
    assert [(str(c.day), c.was, c.working, c.name) for c in seen.changes] == [
        ("2026-12-26", False, True, "元旦"),
        ("2027-01-30", False, True, "春节"),
        ("2027-02-09", True, False, "春节"),
    ]
    assert (seen.status, seen.replaces and seen.replaces.version) == (YearStatus.OFFICIAL, 1)
    assert require_publishable(seen, "通知").days[0].day == date(2026, 12, 26)


def test_a_holiday_that_is_not_named_is_told_and_not_refused() -> None:
    seen = looked_at(a_notice(a_day("2027-02-05")))
    assert "国庆" in seen.missing
    assert "春节" not in seen.missing
    assert require_publishable(seen, "通知")


def test_nothing_is_published_twice_nor_without_a_reason_nor_a_guess_over_a_notice() -> None:
    shipped = json.loads((SEED / "2026.json").read_text("utf-8"))
    same = looked_at(json.dumps(shipped).encode(), 2026)
    with pytest.raises(Refusal, match=r"calendar\.same"):
        require_publishable(same, "再发一次")
    guess = looked_at(json.dumps(shipped | {"papers": []}).encode(), 2026)
    with pytest.raises(Refusal, match=r"calendar\.provisional"):
        require_publishable(guess, "推算")
    with pytest.raises(Refusal, match=r"calendar\.reason"):
        require_publishable(looked_at(a_notice(a_day("2027-02-05"))), " ")


def test_the_same_days_with_a_paper_make_a_guess_official() -> None:
    shipped = json.loads((SEED / "2027.json").read_text("utf-8"))
    seen = looked_at(json.dumps(shipped | {"papers": [PAPER]}).encode())
    assert seen.changes == ()
    assert require_publishable(seen, "通知").status is YearStatus.OFFICIAL


def test_a_region_s_own_days_off_reach_every_place_below_it() -> None:
    naadam = a_notice(a_day("2026-07-16", name="那达慕"), year=2026, papers=())
    seen = looked_at(naadam, 2026, "15")
    assert [str(c.day) for c in seen.changes] == ["2026-07-16"]
    assert seen.status is YearStatus.OFFICIAL
    # And a hall that works on that day says so, which it could not where everybody works
    open_hall = a_notice(a_day("2026-07-16", off=False, name="那达慕"), year=2026)
    assert looked_at(open_hall, 2026, SITES["hall"], _15=naadam).faults == ()
    assert codes(looked_at(open_hall, 2026, SITES["hall"])) == ["notice.no_make_up"]


def test_hours_of_a_place_are_published_without_any_day() -> None:
    hours = [{"since": "2026-06-01", "until": "2026-08-31", "spans": [["08:00", "12:00"], ["13:00", "20:00"]]}]
    seen = looked_at(a_notice(year=2026, hours=hours), 2026, SITES["hall"])
    assert (seen.hours_change, seen.changes) == (True, ())
    assert require_publishable(seen, "夏季延时").seasons[0].hours.closing == time(20)
    assert codes(looked_at(a_notice(year=2026, hours=hours), 2026)) == ["notice.empty"]


def test_a_layer_nobody_knows_is_refused() -> None:
    with pytest.raises(Refusal, match=r"calendar\.layer"):
        looked_at(a_notice(a_day("2027-02-05")), layer="999999")
