"""Reports of calls that are posted: the same ratings and visits as those that are asked for, each once."""

from datetime import time
from typing import Any

import pytest
from msgspec.structs import replace

from deploy.simulator.lines import Line as SimulatorLine
from services.notify import main
from shared.contracts import messages as m
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.outcomes import Outcome
from shared.domain.feedback.ratings import Channel
from shared.domain.feedback.visits import VisitState
from shared.ports.sms import Answer, Meaning
from shared.ports.voice import CallOutcome, Outcall
from shared.store import raw_sms
from tests import scenes
from tests.services.notify.platform import Platform
from tests.services.notify.test_calls import Line, Voice


@pytest.fixture
def line(platform: Platform) -> Line:
    return Line(platform)


def told(line: Line, *entries: dict[str, Any], supplier: str = "") -> str:
    """These reports come in one body; what became of it."""
    body = f"[{', '.join(str(entry).replace(chr(39), chr(34)) for entry in entries)}]"
    with line.platform.store.work(scenes.clerk(scenes.CITY)) as work:
        kept = raw_sms.keep(work.conn, work.keys, "receipts", supplier or line.voice.id, body)
    if kept is not None:
        line.platform.hear(m.TakeReceipt(tenant_id=scenes.CITY, receipt_id=kept), deps=line.deps)
    return line.platform.raw("receipts")[-1]


def report(line: Line, outcome: CallOutcome, keys: str = "", **more: str) -> dict[str, Any]:
    known = {"call_id": f"call-{line.reference}", "reference": line.reference, "outcome": outcome.value, "keys": keys}
    return {**known, **more}


def test_a_key_and_an_end_that_are_posted_are_a_rating(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    assert told(line, report(line, CallOutcome.UNDER_WAY, "2")) == "applied"
    assert line.seen(visit).state is VisitState.WAITING
    assert told(line, report(line, CallOutcome.HEARD)) == "applied"
    rating = line.platform.rating(visit.case_id)
    assert rating is not None
    assert (rating.grade, rating.channel, line.seen(visit).state) == (Grade.GOOD, Channel.KEYS, VisitState.ANSWERED)


def test_the_last_key_that_means_a_grade_counts_however_it_is_told(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    told(line, report(line, CallOutcome.UNDER_WAY, "5"), report(line, CallOutcome.UNDER_WAY, "9"))
    told(line, report(line, CallOutcome.HEARD, "1"))
    assert line.platform.rating(visit.case_id).grade is Grade.VERY_GOOD  # type: ignore[union-attr]


def test_told_twice_it_is_one_try_and_one_rating(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    end = report(line, CallOutcome.HEARD, "4")
    assert told(line, end) == "applied"
    assert told(line, end) == "applied", "the very same body leaves no second doorbell"
    assert told(line, end, end) == "duplicate"
    line.looked_at(visit)
    rating = line.platform.rating(visit.case_id)
    assert rating is not None
    assert (rating.grade, rating.changes, line.seen(visit).state) == (Grade.BAD, 0, VisitState.ANSWERED)
    assert len(line.calls(visit)) == 1


def test_nobody_answered_is_a_try_without_being_asked_for(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    assert told(line, report(line, CallOutcome.NO_ANSWER)) == "applied"
    assert (line.calls(visit)[0].outcome, line.seen(visit).tries) == (Outcome.NO_ANSWER, 1)


@pytest.mark.parametrize(
    "strange", [{"reference": "unheard-of"}, {"reference": ""}, {"call_id": "another call of theirs"}]
)
def test_a_report_of_another_call_is_for_a_person(line: Line, strange: dict[str, str]) -> None:
    visit = line.drawn()
    line.placed(visit)
    assert told(line, report(line, CallOutcome.HEARD, "1", **strange)) == "quarantined"
    assert line.platform.rating(visit.case_id) is None


def test_a_report_of_another_supplier_is_for_a_person(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    line.deps = replace(line.deps, voices={**line.deps.voices, "other": line.voice})
    assert told(line, report(line, CallOutcome.HEARD, "1"), supplier="other") == "quarantined"
    assert line.platform.rating(visit.case_id) is None


def test_a_key_that_comes_when_all_is_over_is_for_a_person(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    told(line, report(line, CallOutcome.NO_KEY))
    assert told(line, report(line, CallOutcome.HEARD, "1")) == "quarantined"
    assert line.seen(visit).tries == 1


def test_a_key_that_was_posted_counts_where_the_end_was_lost_and_the_look_tells_none(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    assert told(line, report(line, CallOutcome.UNDER_WAY, "5")) == "applied"
    line.voice.end(line.reference, CallOutcome.HEARD)
    line.looked_at(visit)
    assert line.platform.rating(visit.case_id).grade is Grade.VERY_BAD  # type: ignore[union-attr]
    assert line.calls(visit)[0].outcome is Outcome.ANSWERED


@pytest.mark.parametrize("asks", [True, False])
def test_a_key_that_was_posted_counts_where_nobody_ever_tells_of_an_end(line: Line, asks: bool) -> None:
    # Given a key, and no end, from a supplier that can be asked or cannot
    visit = line.drawn()
    line.placed(visit)
    told(line, report(line, CallOutcome.UNDER_WAY, "4"))
    line.voice.can_query = asks
    line.looked_at(visit)
    assert line.platform.rating(visit.case_id) is None
    # When no call takes that long
    line.at(time(10, 30))
    line.looked_at(visit)
    # Then the key was the answer
    assert line.platform.rating(visit.case_id).grade is Grade.BAD  # type: ignore[union-attr]
    assert line.calls(visit)[0].outcome is Outcome.ANSWERED


@pytest.mark.parametrize(("key", "filed"), [("5", "quarantined"), ("9", "duplicate"), ("", "duplicate")])
def test_a_key_that_is_told_after_an_end_without_one_is_for_a_person(line: Line, key: str, filed: str) -> None:
    visit = line.drawn()
    line.placed(visit)
    assert told(line, report(line, CallOutcome.HEARD)) == "applied"
    assert told(line, report(line, CallOutcome.UNDER_WAY, key)) == filed


def test_a_report_that_is_quicker_than_a_lost_answer_tells_whom_to_ask(line: Line) -> None:
    # Given a key that is posted before the answer to placing the call is lost
    class Quick(Voice):
        def call(self, outcall: Outcall) -> Answer:
            answer = super().call(outcall)
            told(line, report(line, CallOutcome.UNDER_WAY, "3"))
            return answer

    line.voice = Quick()
    line.deps = replace(line.deps, voices={line.voice.id: line.voice})
    line.voice.plan(Answer(meaning=Meaning.UNKNOWN, code="timeout"), rings=True)
    visit = line.drawn()
    line.placed(visit)
    # When the supplier is asked by the id that the report told
    line.voice.end(line.reference, CallOutcome.HUNG_UP_EARLY)
    line.looked_at(visit)
    # Then the end is known, with the key
    assert line.platform.rating(visit.case_id).grade is Grade.FAIR  # type: ignore[union-attr]


def test_what_nobody_can_read_is_quarantined(line: Line) -> None:
    assert told(line, {"call_id": 1}) == "quarantined"


def test_the_suppliers_own_door_posts_the_key_and_the_end(line: Line) -> None:
    # Given the simulator's lines, which post to the gateway's door for reports of calls
    platform = line.platform
    line.deps = replace(line.deps, voices=main.voices(replace(platform.settings, demo=True), platform.store))
    platform.deps = line.deps
    platform.exchange.lines.order(SimulatorLine(phone=scenes.APPLICANT.phone, keys="2"))
    # When a phone rings there and a key is pressed
    visit = line.drawn()
    line.placed(visit)
    platform.until(lambda: platform.rating(visit.case_id), "no report came")
    # Then nobody had to ask
    assert platform.rating(visit.case_id).grade is Grade.GOOD  # type: ignore[union-attr]
    assert line.seen(visit).state is VisitState.ANSWERED
    line.deps.voices["voice"].close()  # type: ignore[attr-defined]
