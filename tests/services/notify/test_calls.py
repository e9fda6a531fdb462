"""Automatic calls: the first try of what was drawn, once, whatever dies on the way; a key from 1 to 5 is a rating."""

from datetime import UTC, datetime, time
from time import monotonic, sleep

import pytest
from msgspec.structs import replace

from deploy.simulator.lines import Line as SimulatorLine
from services.notify import main
from services.notify.adapters.fake_voice import FakeVoice
from services.notify.deps import Deps
from services.notify.usecases import call_fates
from shared.contracts import messages as m
from shared.domain.access.actor import platform as of_platform
from shared.domain.deadlines.calendar import SHANGHAI, local_date
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.outcomes import Call, Outcome
from shared.domain.feedback.ratings import Channel
from shared.domain.feedback.visits import Visit, VisitReason, VisitState
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.ports.sms import Answer, Meaning
from shared.ports.voice import CallOutcome, CallReport, Outcall
from shared.store import gaming, rectifications, visits
from tests import scenes
from tests.scenes import ZONE
from tests.services.notify.platform import Crash, Platform, completed


class Voice(FakeVoice):
    """Dies after the phone rang, once, when told to."""

    dying = False

    def call(self, outcall: Outcall) -> Answer:
        answer = super().call(outcall)
        if self.dying:
            self.dying = False
            raise Crash
        return answer


class Line:
    """A tenant whose samples a machine calls first, at an hour at which people may be called."""

    def __init__(self, platform: Platform) -> None:
        self.platform, self.voice = platform, Voice()
        self.deps: Deps = replace(platform.deps, voices={self.voice.id: self.voice})
        platform.set_parameter("visit.voice", "1")
        with platform.store.work(of_platform(ZONE)) as work:
            calendar = work.reference.calendar_at(ZONE)
        self.day = next(iter(calendar.working_days_after(local_date(real_now()))))
        self.at(time(9, 30))

    def at(self, hour: time) -> None:
        ahead = datetime.combine(self.day, hour, SHANGHAI) - datetime.now(UTC)
        self.platform.advance(ahead - self.platform.morning)

    def drawn(self, reason: VisitReason = VisitReason.SAMPLE) -> Visit:
        case_id = completed(self.platform.store)
        with self.platform.store.work(of_platform(ZONE)) as work:
            visit = visits.new(ZONE, case_id, 1, reason, scenes.VILLAGE, work.now)
            visits.put_new(work.conn, visit)
        return visit

    def placed(self, visit: Visit) -> None:
        self.platform.hear(m.PlaceCall(tenant_id=ZONE, visit_id=visit.id), deps=self.deps)

    def looked_at(self, visit: Visit) -> None:
        self.platform.hear(m.ResolveCall(tenant_id=ZONE, call_id=self.calls(visit)[-1].id), deps=self.deps)

    def seen(self, visit: Visit) -> Visit:
        with self.platform.store.work(of_platform(ZONE)) as work:
            return visits.find(work.conn, visit.id)

    def calls(self, visit: Visit) -> tuple[Call, ...]:
        with self.platform.store.work(of_platform(ZONE)) as work:
            return visits.calls_of(work.conn, visit.id)

    @property
    def reference(self) -> str:
        return next(iter(self.voice.placed))


@pytest.fixture
def line(platform: Platform) -> Line:
    return Line(platform)


def test_a_key_is_a_rating_and_the_visit_is_over(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    line.voice.end(line.reference, CallOutcome.HEARD, keys="92", seconds=20)
    for _ in range(2):
        line.looked_at(visit)
    assert line.seen(visit).state is VisitState.ANSWERED
    rating = line.platform.rating(visit.case_id)
    assert rating is not None
    assert (rating.grade, rating.channel, rating.changes) == (Grade.GOOD, Channel.KEYS, 0)
    assert line.voice.calls.total() == 1


def test_the_suppliers_own_door_rings_takes_the_key_and_tells_it(line: Line) -> None:
    settings, exchange = line.platform.settings, line.platform.exchange
    phones = SimulatorLine(phone=scenes.APPLICANT.phone, keys="2")
    exchange.lines.order(phones)
    line.deps = replace(line.deps, voices=main.voices(replace(settings, demo=True), line.platform.store))
    visit = line.drawn()
    line.placed(visit)
    (call,) = exchange.lines.of()
    end = monotonic() + 5
    while exchange.lines.of()[0].end is None:
        assert monotonic() < end
        sleep(0.02)
    line.looked_at(visit)
    assert (call.voice_type, call.keys) == ("ivr", "12345")
    assert line.seen(visit).state is VisitState.ANSWERED
    assert line.platform.rating(visit.case_id).grade is Grade.GOOD  # type: ignore[union-attr]
    assert exchange.lines.counts() == {call.out_id: 1}
    line.deps.voices["voice"].close()  # type: ignore[attr-defined]


def test_a_bad_key_opens_an_order_as_any_bad_rating(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    line.voice.end(line.reference, CallOutcome.HEARD, keys="5")
    line.looked_at(visit)
    line.platform.drain()
    assert line.platform.rating(visit.case_id).grade is Grade.VERY_BAD  # type: ignore[union-attr]


def test_whoever_presses_a_bad_key_is_called_by_a_person(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    line.voice.end(line.reference, CallOutcome.HEARD, keys="4")
    line.looked_at(visit)
    assert line.seen(visit).state is VisitState.ANSWERED
    line.platform.drain()
    after = line.seen(visit)
    assert (after.state, after.reason, after.closed_at) == (VisitState.WAITING, VisitReason.BAD_RATING, None)
    line.placed(visit)
    assert line.voice.calls.total() == 1, "a machine that calls once more is no call back"
    assert [call.grade for call in line.calls(visit)] == [Grade.BAD], "what was heard stays on record"


def test_a_key_on_a_phone_of_staff_rates_nothing_and_the_call_has_its_end(line: Line) -> None:
    with line.platform.store.work(of_platform(ZONE)) as work:
        gaming.know_staff_phone(work, new_id(), scenes.APPLICANT.phone)
    visit = line.drawn()
    line.placed(visit)
    line.voice.end(line.reference, CallOutcome.HEARD, keys="1")
    line.looked_at(visit)
    assert line.platform.rating(visit.case_id) is None
    assert line.calls(visit)[0].ended_at
    assert line.seen(visit).state is VisitState.ANSWERED


RINGS = ((CallOutcome.HEARD, "1"), (CallOutcome.NO_ANSWER, ""), (CallOutcome.BAD_NUMBER, ""))


@pytest.mark.parametrize(("outcome", "keys"), RINGS)
def test_a_round_that_is_rated_badly_while_the_machine_rings_is_left_to_a_person(
    line: Line, outcome: CallOutcome, keys: str
) -> None:
    # Given a phone that rings, and a bad rating by another way
    visit = line.drawn()
    line.placed(visit)
    line.platform.rate(visit.case_id, Grade.VERY_BAD)
    line.platform.drain()
    assert line.seen(visit).reason is VisitReason.BAD_RATING
    assert line.seen(visit).next_at > line.calls(visit)[0].dialled_at, "not while it rings"
    # When the machine's call is over
    line.voice.end(line.reference, outcome, keys=keys)
    line.looked_at(visit)
    # Then a person calls, with all tries before them, and nobody has called back yet
    after = line.seen(visit)
    assert (after.state, after.tries, after.next_at) == (VisitState.WAITING, 0, line.calls(visit)[0].ended_at)
    assert line.platform.rating(visit.case_id).grade is Grade.VERY_BAD  # type: ignore[union-attr]
    with line.platform.store.work(of_platform(ZONE)) as work:
        order = rectifications.find(work.conn, visit.case_id, 1)
    assert order is not None
    assert order.contacted_at is None


@pytest.mark.parametrize("times", [2, 3])
def test_a_try_is_called_once_however_often_it_is_asked_for(line: Line, times: int) -> None:
    visit = line.drawn()
    for _ in range(times):
        line.placed(visit)
    assert line.voice.calls.total() == 1
    assert len(line.calls(visit)) == 1


def test_whoever_dies_after_the_phone_rang_never_calls_again_and_a_person_takes_over(line: Line) -> None:
    visit, line.voice.dying = line.drawn(), True
    with pytest.raises(Crash):
        line.placed(visit)
    line.placed(visit)
    line.looked_at(visit)
    assert line.calls(visit)[0].ended_at is None, "the phone may be ringing"
    line.at(time(10, 30))
    line.looked_at(visit)
    after = line.seen(visit)
    assert line.voice.calls.total() == 1
    assert (after.state, after.tries) == (VisitState.WAITING, 0)
    assert line.calls(visit)[0].ended_at


@pytest.mark.parametrize("known", ["", "call-7"])
def test_an_answer_that_was_lost_is_for_a_person_once_the_phone_rings_no_more(line: Line, known: str) -> None:
    # Given a time-out: the phone may be ringing
    visit = line.drawn()
    line.voice.plan(Answer(meaning=Meaning.UNKNOWN, code="timeout", supplier_id=known), rings=True)
    line.placed(visit)
    line.looked_at(visit)
    assert line.calls(visit)[0].ended_at is None
    assert line.seen(visit).next_at > visit.next_at, "people do not have it meanwhile"
    # When no call takes that long
    line.at(time(10, 30))
    line.looked_at(visit)
    # Then it is a person's, and no try
    (call,) = line.calls(visit)
    assert (call.outcome, line.seen(visit).next_at, line.seen(visit).tries) == (None, call.ended_at, 0)
    line.placed(visit)
    assert line.voice.calls.total() == 1


def test_a_call_that_was_not_placed_is_a_person_s_at_once(line: Line) -> None:
    visit = line.drawn()
    line.voice.plan(Answer(meaning=Meaning.REFUSED_CONFIG, code="no_balance"))
    line.placed(visit)
    (call,) = line.calls(visit)
    assert (call.outcome, line.seen(visit).next_at, line.seen(visit).tries) == (None, call.ended_at, 0)


def test_a_call_without_an_end_is_asked_after_and_then_left_to_a_person(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    line.looked_at(visit)
    assert line.calls(visit)[0].ended_at is None
    assert line.seen(visit).next_at > visit.next_at, "people do not have it meanwhile"
    line.at(time(10, 30))
    line.looked_at(visit)
    assert line.calls(visit)[0].ended_at
    assert line.seen(visit).state is VisitState.WAITING


def test_a_phone_that_nobody_answers_is_a_try_and_the_next_one_is_a_person_s(line: Line) -> None:
    visit = line.drawn()
    line.placed(visit)
    line.voice.end(line.reference, CallOutcome.NO_ANSWER)
    line.looked_at(visit)
    after = line.seen(visit)
    assert (after.state, after.tries) == (VisitState.WAITING, 1)
    assert after.next_at.astimezone(SHANGHAI).time() == time(14), "another part of the day"
    line.placed(visit)
    assert line.voice.calls.total() == 1


def test_nobody_is_called_at_noon_nor_about_a_bad_rating_nor_where_it_is_not_wanted(line: Line) -> None:
    bad = line.drawn(VisitReason.BAD_RATING)
    line.placed(bad)
    line.at(time(12, 30))
    line.placed(line.drawn())
    line.at(time(15))
    line.platform.set_parameter("visit.voice", "0")
    line.placed(line.drawn())
    assert line.voice.calls.total() == 0


ENDS: tuple[tuple[CallOutcome, str, Outcome | None], ...] = (
    (CallOutcome.HEARD, "1", Outcome.ANSWERED),
    (CallOutcome.HUNG_UP_EARLY, "3", Outcome.ANSWERED),
    (CallOutcome.NO_KEY, "", Outcome.NO_ANSWER),
    (CallOutcome.HEARD, "0", Outcome.NO_ANSWER),
    (CallOutcome.BUSY, "", Outcome.BUSY),
    (CallOutcome.OFF, "", Outcome.OFF),
    (CallOutcome.BAD_NUMBER, "", Outcome.WRONG_NUMBER),
    (CallOutcome.NOT_PLACED, "", None),
    (CallOutcome.BLOCKED_HOUR, "", None),
    (CallOutcome.FAILED, "", None),
)


@pytest.mark.parametrize(("outcome", "keys", "wanted"), ENDS)
def test_every_end_of_a_call_means_something(outcome: CallOutcome, keys: str, wanted: Outcome | None) -> None:
    fate = call_fates.after_report(CallReport(call_id="c", reference="r", outcome=outcome, keys=keys))
    assert fate is not None
    assert fate.outcome is wanted
    assert (fate.grade is not None) is (wanted is Outcome.ANSWERED)
