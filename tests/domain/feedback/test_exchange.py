"""上报: what leaves is what the tables say, code by code, and nothing is computed from another code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from deploy.seeding import bundle
from services.gateway.entry.pages.rate import BAD_REASONS
from shared.domain.feedback.exchange import (
    About,
    Format,
    Kind,
    Report,
    faults,
    is_confirmed,
    meaning,
    sequence,
    tells_silence,
    written,
)
from shared.domain.feedback.grades import CODES, Grade, System
from shared.domain.feedback.ratings import Channel, Rating
from tests.build import an_id
from tests.world import local

(SHIPPED,) = bundle.read().exchanges.exchange
ABOUT = About(
    row="r1",
    area="150271",
    department="150271102",
    item_code="MZ001",
    item_name="高龄津贴申领",
    number="1502712026111601231",
    done=True,
    site_name="万水泉镇",
    applicant_kind="person",
    promised_days=5,
    accepted_at=local("2026-11-16 10:00"),
)


def a_rating(grade: Grade = Grade.GOOD, channel: Channel = Channel.SMS, changes: int = 0) -> Rating:
    return Rating(
        case_id=an_id("case"),
        round=1,
        grade=grade,
        channel=channel,
        rated_at=local("2026-11-18 09:30"),
        changes=changes,
    )


def test_the_shipped_format_has_a_code_for_everything_and_agrees_with_the_national_one() -> None:
    assert list(faults(SHIPPED)) == []
    assert dict(SHIPPED.grades) == dict(CODES[System.NATIONAL])


@given(st.permutations(["a", "b", "c", "d", "e"]), st.sampled_from(Grade))
def test_a_grade_leaves_as_its_own_code_whatever_the_table_says(codes: list[str], grade: Grade) -> None:
    table = dict(zip(Grade, codes, strict=True))
    told = written(Report(rating=a_rating(grade)), ABOUT, replace(SHIPPED, grades=table))
    assert told["satisfaction"] == table[grade]


def test_a_row_holds_texts_only_and_every_field_of_the_format() -> None:
    told = written(Report(rating=a_rating(changes=1)), ABOUT, SHIPPED)
    assert set(told) == set(SHIPPED.fields)
    assert {type(value) for value in told.values()} == {str}
    assert (told["assessNumber"], told["pf"], told["assessTime"]) == ("2", "7", "2026-11-18 09:30:00")
    assert (told["acceptDate"], told["anonymity"], told["proStatus"]) == ("2026-11-16", "0", "3")


@pytest.mark.parametrize(("changes", "number"), [(0, 1), (1, 2), (4, 5)])
def test_every_version_of_a_rating_has_a_number_of_its_own(changes: int, number: int) -> None:
    assert sequence(a_rating(changes=changes)) == number


def test_a_format_that_tells_two_grades_alike_or_no_channel_is_faulty() -> None:
    alike: Format = replace(SHIPPED, grades={**SHIPPED.grades, Grade.BAD: "1"})
    silent = replace(SHIPPED, channels={Channel.SMS: "7"})
    assert len(list(faults(alike))) == len(list(faults(silent))) == 1


def test_a_code_they_never_told_us_about_is_a_refusal() -> None:
    assert [meaning(code, SHIPPED) for code in ("0", "1", "777")] == ["accepted", "held", "refused"]


@pytest.mark.parametrize(
    ("kind", "channel", "source", "number"),
    [
        (Kind.FIRST, Channel.LINK, "ACTIVE", "1"),
        (Kind.FIRST, Channel.KEYS, "VISIT", "1"),
        (Kind.SECOND, Channel.SMS, "ACTIVE", "2"),
        (Kind.DEFAULT, Channel.SMS, "DEFAULT", "1"),
    ],
)
def test_a_row_says_whose_word_it_is(kind: Kind, channel: Channel, source: str, number: str) -> None:
    told = written(Report(rating=a_rating(channel=channel), kind=kind), ABOUT, SHIPPED)
    assert (told["evalSource"], told["assessNumber"]) == (source, number)


def test_silence_is_told_only_where_it_can_be_told_apart() -> None:
    assert tells_silence(SHIPPED)
    without = {name: ours for name, ours in SHIPPED.fields.items() if ours != "eval_source"}
    assert not tells_silence(replace(SHIPPED, fields=without))
    assert not tells_silence(replace(SHIPPED, sources={"active": "A", "visit": "V"}))
    assert len(list(faults(replace(SHIPPED, sources={"default": "D"})))) == 1


def test_codes_that_the_region_has_not_confirmed_look_like_none_of_theirs() -> None:
    assert not is_confirmed(SHIPPED)
    guessed = {**SHIPPED.reasons, "slow": "501"}
    assert len(list(faults(replace(SHIPPED, reasons=guessed)))) == 1
    assert list(faults(replace(SHIPPED, reasons=guessed, reasons_source="接口说明 2026 年版"))) == []


def test_every_reason_an_applicant_can_tick_has_a_code() -> None:
    assert set(SHIPPED.reasons) == set(BAD_REASONS)
    told = written(Report(rating=replace(a_rating(Grade.BAD), reasons=("slow", "rude"))), ABOUT, SHIPPED)
    assert told["evalDetail"] == "B02,B03"
