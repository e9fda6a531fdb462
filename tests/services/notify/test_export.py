"""上报: every version of a rating is held once by the region, whatever happens on the way; and both sides compare."""

import json
from collections.abc import Iterator
from uuid import UUID

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import text

from services.notify.adapters.http_exchange import HttpExchange
from shared.contracts import messages as m
from shared.domain.access.actor import platform as as_platform
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.store import exports, second_ratings
from shared.store.take_rating import take_rating
from tests import scenes
from tests.services.notify.platform import Platform, completed
from tests.services.notify.test_replies import answer, asked
from tests.services.notify.test_second_ratings import ask_again, mended


@pytest.fixture(autouse=True)
def region(platform: Platform) -> Iterator[httpx.Client]:
    """The region's system, as the platform and as a story reach it."""
    with platform.store.engine.connect() as conn:
        (fmt,) = exports.formats(conn)
    url = platform.settings.sms_url
    exchange = HttpExchange(fmt, url, platform.settings.sms_secret)
    platform.deps = replace(platform.deps, exchange=exchange)
    platform.set_parameter("rating.export_wait_minutes", "0")
    with httpx.Client(base_url=f"{url}/exchange/story") as client:
        yield client
    exchange.close()


def export(platform: Platform) -> None:
    """The timer rings; every batch is handed over, and again when its pause is over."""
    platform.hear(m.ExportRatings(tenant_id=scenes.ZONE))
    platform.drain()


def held(region: httpx.Client) -> list[dict[str, str]]:
    """What the region holds."""
    return list(region.get("/rows").json()["rows"])


def rated(platform: Platform, *grades: Grade) -> list[UUID]:
    """Cases that were rated so."""
    cases = [completed(platform.store) for _ in grades]
    for case_id, grade in zip(cases, grades, strict=True):
        platform.rate(case_id, grade)
    return cases


def misbehave(region: httpx.Client, mode: str, times: int = 1) -> None:
    """The region does so."""
    assert region.post("/mode", json={"mode": mode, "times": times}).status_code == 200


def batch(platform: Platform) -> exports.Batch:
    """The last batch."""
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        return exports.batches(work.conn, scenes.ZONE)[0]


def test_every_grade_reaches_the_region_under_its_code_and_no_other(platform: Platform, region: httpx.Client) -> None:
    rated(platform, *Grade)
    export(platform)
    assert [row["satisfaction"] for row in held(region)] == ["5", "4", "3", "2", "1"]
    assert {row["pf"] for row in held(region)} == {"2"}
    assert {row["assessNumber"] for row in held(region)} == {"1"}
    assert batch(platform).state == "acknowledged"


def test_a_rating_is_reported_once_and_a_change_of_mind_as_a_second(platform: Platform, region: httpx.Client) -> None:
    case_id = asked(platform)
    answer(platform, "5")
    export(platform)
    export(platform)
    assert len(held(region)) == 1
    answer(platform, "2")
    export(platform)
    assert [(row["satisfaction"], row["assessNumber"]) for row in held(region)] == [("1", "1"), ("4", "2")]
    assert platform.rating(case_id).grade is Grade.GOOD  # type: ignore[union-attr]


def test_a_bad_grade_is_reported_with_the_reason_that_is_told_after_it(
    platform: Platform, region: httpx.Client
) -> None:
    # Given that the reason has some minutes, and a bad and a good grade that were just tapped
    platform.set_parameter("rating.export_wait_minutes", "10")
    bad, _ = rated(platform, Grade.BAD, Grade.GOOD)
    export(platform)
    assert [row["satisfaction"] for row in held(region)] == ["4"]
    # When the applicant says why
    with platform.store.work(as_platform(scenes.ZONE)) as work:
        why = Rating(case_id=bad, round=1, grade=Grade.BAD, channel=Channel.LINK, rated_at=work.now, words="等了一上午")
        take_rating(work, work.cases.get(bad), why)
    export(platform)
    # Then both are reported as one, and a grade without a reason when its minutes are over
    assert ["等了一上午" in row.values() for row in held(region)] == [False, True]
    rated(platform, Grade.VERY_BAD)
    with platform.owner.begin() as conn:
        conn.execute(text("update ratings set rated_at = rated_at - interval '11 minutes'"))
    export(platform)
    assert sorted(row["satisfaction"] for row in held(region)) == ["1", "2", "4"]


def says_why(platform: Platform, case_id: UUID, words: str) -> None:
    """The applicant says why, on the page."""
    with platform.store.work(as_platform(scenes.ZONE)) as work:
        why = Rating(case_id=case_id, round=1, grade=Grade.BAD, channel=Channel.LINK, rated_at=work.now, words=words)
        take_rating(work, work.cases.get(case_id), why)


def test_a_reason_that_is_told_after_the_report_is_reported_once_more_and_no_other_time(
    platform: Platform, region: httpx.Client
) -> None:
    # Given a bad grade that was reported without a reason, and one that was reported with it
    late, early = rated(platform, Grade.BAD, Grade.BAD)
    says_why(platform, early, "排队太久")
    export(platform)
    assert {(row["assessNumber"], row["writingEvaluation"]) for row in held(region)} == {("1", ""), ("1", "排队太久")}
    # When the reason is told, and the timers ring on
    says_why(platform, late, "等了一上午")
    assert platform.waiting_for(m.ExportRatings.kind) >= 1
    for _ in range(2):
        export(platform)
    # Then it went as a row of its own, at its time, and both sides hold the same
    rows = sorted((row["assessNumber"], row["satisfaction"], row["writingEvaluation"]) for row in held(region))
    assert rows == [("1", "2", ""), ("1", "2", "排队太久"), ("2", "2", "等了一上午")]
    assert len({row["assessTime"] for row in held(region) if row["writingEvaluation"] != "排队太久"}) == 1
    assert compared(platform) == (3, 3, (), ())


def test_after_a_restore_a_rating_with_its_reason_is_the_row_that_the_region_holds(
    platform: Platform, region: httpx.Client
) -> None:
    # Given a reason that was reported late, and a database that knows of no batch any more
    (case_id,) = rated(platform, Grade.BAD)
    export(platform)
    says_why(platform, case_id, "等了一上午")
    export(platform)
    before = held(region)
    with platform.owner.begin() as conn:
        conn.execute(text("delete from rating_export_rows"))
    # When it is reported again
    export(platform)
    # Then nothing is held twice
    assert held(region) == before
    assert batch(platform).state == "acknowledged"


def test_a_reason_told_late_about_a_second_rating_is_reported_too(platform: Platform, region: httpx.Client) -> None:
    case_id = mended(platform)
    ask_again(platform, case_id)
    with platform.store.work(as_platform(scenes.ZONE)) as work:
        again = Rating(case_id=case_id, round=1, grade=Grade.FAIR, channel=Channel.LINK, rated_at=work.now)
        second_ratings.take(work, work.cases.get(case_id), again)
    export(platform)
    with platform.store.work(as_platform(scenes.ZONE)) as work:
        second_ratings.take(work, work.cases.get(case_id), replace(again, words="还差一份材料"))
    for _ in range(2):
        export(platform)
    assert [(row["assessNumber"], row["writingEvaluation"]) for row in held(region)] == [
        ("1", ""), ("2", ""), ("2", "还差一份材料"),
    ]  # fmt: skip


@pytest.mark.parametrize("mode", ["lose-answer", "down"])
def test_a_batch_without_an_answer_goes_again_and_nothing_is_held_twice(
    platform: Platform, region: httpx.Client, mode: str
) -> None:
    # Given a region whose answers do not arrive twice in a row
    misbehave(region, mode, 2)
    rated(platform, Grade.GOOD, Grade.BAD)
    export(platform)
    assert batch(platform).state == "sending"
    # When the pauses are over
    for _ in range(2):
        platform.ring(m.HandOverExport.kind)
    # Then it holds every row once and has said so
    assert batch(platform).state == "acknowledged"
    assert len(held(region)) == 2
    assert len(region.get("/rows").json()["calls"]) == 1


def test_a_message_heard_twice_makes_one_batch(platform: Platform, region: httpx.Client) -> None:
    rated(platform, Grade.FAIR)
    export(platform)
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        (only,) = exports.batches(work.conn, scenes.ZONE)
    again = m.HandOverExport(tenant_id=scenes.ZONE, batch_id=only.id)
    platform.hear(again)
    platform.hear(again)
    assert region.get("/rows").json()["calls"] == {str(only.id): 1}


def test_after_so_many_tries_it_is_stuck_and_in_sight(platform: Platform, region: httpx.Client) -> None:
    platform.set_parameter("rating.export_tries", "2")
    misbehave(region, "down", 9)
    rated(platform, Grade.GOOD)
    export(platform)
    platform.ring(m.HandOverExport.kind)
    assert (batch(platform).state, batch(platform).attempts) == ("stuck", 2)


def test_rows_that_are_not_taken_are_for_a_person(platform: Platform, region: httpx.Client) -> None:
    misbehave(region, "refuse-rows")
    (case_id,) = rated(platform, Grade.GOOD)
    export(platform)
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        (row,) = exports.refused(work.conn, scenes.ZONE)
    assert (row.case_id, row.code) == (case_id, "3")


def test_a_comparison_finds_what_one_side_lacks(platform: Platform, region: httpx.Client) -> None:
    rated(platform, Grade.GOOD, Grade.BAD)
    export(platform)
    platform.ring(m.CompareRatings.kind)
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        (same,) = exports.comparisons(work.conn, scenes.ZONE)
    assert (same.ours, same.theirs, same.missing, same.strange) == (2, 2, (), ())
    # Given a region that lost a row
    lost = held(region)[0]["rowNo"]
    region.post("/forget", json={"row": lost})
    platform.hear(m.CompareRatings(tenant_id=scenes.ZONE, day=same.day))
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        (differs,) = exports.comparisons(work.conn, scenes.ZONE)
    assert (differs.theirs, differs.missing) == (1, (lost,))


def silent(platform: Platform) -> UUID:
    """A case whose applicant said nothing until the time was over."""
    case_id = asked(platform)
    platform.hear(m.ArchiveCase(tenant_id=scenes.ZONE, case_id=case_id, round=1, unanswered=True))
    return case_id


def test_silence_that_counts_for_nothing_is_not_reported(platform: Platform, region: httpx.Client) -> None:
    silent(platform)
    export(platform)
    assert held(region) == []


def test_silence_that_the_locality_counts_is_reported_once_as_nobodys_word(
    platform: Platform, region: httpx.Client
) -> None:
    platform.set_parameter("rating.silence_counts", "1")
    case_id = silent(platform)
    assert platform.waiting_for(m.ExportRatings.kind) == 1
    export(platform)
    export(platform)
    # It has its place in the batch, is acknowledged and compared as every row
    assert [(row["evalSource"], row["satisfaction"]) for row in held(region)] == [("DEFAULT", "4")]
    assert (batch(platform).state, batch(platform).rows) == ("acknowledged", 1)
    assert compared(platform) == (1, 1, (), ())
    # And whoever answers after all is reported beside it, under their own source
    answer(platform, "5")
    export(platform)
    rows = [(row["evalSource"], row["satisfaction"], row["assessNumber"]) for row in held(region)]
    assert rows == [("DEFAULT", "4", "1"), ("ACTIVE", "1", "1")]
    assert platform.rating(case_id).grade is Grade.VERY_BAD  # type: ignore[union-attr]


def test_a_region_that_cannot_tell_silence_from_a_rating_hears_of_none(
    platform: Platform, region: httpx.Client
) -> None:
    platform.set_parameter("rating.silence_counts", "1")
    with platform.owner.begin() as conn:
        document = conn.execute(text("select document from rating_exchanges")).scalar_one()
        other = json.loads(document) | {"sources": {"active": "ACTIVE", "visit": "VISIT"}}
        conn.execute(text("update rating_exchanges set document = :document"), {"document": json.dumps(other)})
    silent(platform)
    export(platform)
    assert held(region) == []


def test_a_second_rating_is_reported_beside_the_first_and_compared(platform: Platform, region: httpx.Client) -> None:
    # Given a bad rating that was reported, and an order that is closed
    case_id = mended(platform)
    export(platform)
    # When the applicant says how it is now, and thinks better of it
    ask_again(platform, case_id)
    extension = platform.sms(case_id, "second_rating")["extension"]
    answer(platform, "3", extension)
    export(platform)
    answer(platform, "1", extension)
    export(platform)
    # Then each version is a row of its own, and the first stands as it was
    rows = [(row["satisfaction"], row["assessNumber"]) for row in held(region)]
    assert rows == [("1", "1"), ("3", "2"), ("5", "2")]
    assert len({row["rowNo"] for row in held(region)}) == 3
    assert compared(platform) == (3, 3, (), ())


def test_what_is_told_on_a_return_visit_says_so(platform: Platform, region: httpx.Client) -> None:
    platform.rate(completed(platform.store), Grade.GOOD, Channel.PHONE)
    export(platform)
    assert [(row["pf"], row["evalSource"]) for row in held(region)] == [("6", "VISIT")]


def compared(platform: Platform) -> tuple[int, int | None, tuple[str, ...], tuple[str, ...]]:
    """The last comparison: ours, theirs, and what either side lacks."""
    platform.ring(m.CompareRatings.kind)
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        one = exports.comparisons(work.conn, scenes.ZONE)[0]
    return one.ours, one.theirs, one.missing, one.strange


def test_a_rating_sets_the_timer_of_the_next_batch(platform: Platform) -> None:
    rated(platform, Grade.GOOD)
    rated(platform, Grade.BAD)
    assert platform.waiting_for(m.ExportRatings.kind) in (1, 2)


def test_what_people_wrote_lies_encrypted(platform: Platform) -> None:
    rated(platform, Grade.GOOD)
    export(platform)
    assert platform.stored("rating_exports", b"satisfaction") == 0
