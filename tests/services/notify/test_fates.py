"""What answers, receipts and looks make of a message: every state against every news, as values."""

import itertools
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from services.notify.usecases.fates import Patience, after_answer, after_look, after_receipt
from shared.ports.sms import Answer, Fate, FateKind, Meaning
from shared.store.sms import FINAL, Sms, SmsState

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
RULES = Patience()
SENT = Sms(
    id=UUID(int=1),
    tenant_id="150271",
    case_id=UUID(int=2),
    purpose="rating",
    round=1,
    supplier="http",
    reference="r",
    text_version="1",
    state=SmsState.SENDING,
    created_at=NOW,
    attempts=1,
    sent_at=NOW,
)


def at(state: SmsState, **more: object) -> Sms:
    return replace(SENT, state=state, **more)


@pytest.mark.parametrize("meaning", list(Meaning))
@pytest.mark.parametrize("state", [s for s in SmsState if s not in (SmsState.SENDING, SmsState.UNKNOWN)])
def test_an_answer_never_takes_back_what_is_known_already(state: SmsState, meaning: Meaning) -> None:
    assert after_answer(at(state), 1, Answer(meaning=meaning), NOW).state is state


@pytest.mark.parametrize("meaning", list(Meaning))
def test_an_answer_to_an_earlier_attempt_decides_nothing(meaning: Meaning) -> None:
    later = at(SmsState.SENDING, attempts=2)
    assert after_answer(later, 1, Answer(meaning=meaning), NOW).state is SmsState.SENDING


@pytest.mark.parametrize("kinds", list(itertools.permutations(["accepted", "delivered", "failed", "expired"], 3)))
def test_receipts_in_any_order_reach_one_final_state_and_stay(kinds: tuple[str, ...]) -> None:
    sms, seen = SENT, []
    for kind in kinds:
        sms = after_receipt(sms, Fate(kind=FateKind(kind)), NOW) or sms
        seen.append(sms.state)
    finals = [state for state in seen if state in FINAL]
    assert len(set(finals)) == 1
    assert seen[-1] is finals[0]


@pytest.mark.parametrize("kind", [FateKind.NOT_FOUND, FateKind.UNKNOWN])
def test_a_receipt_that_says_nothing_is_for_a_person(kind: FateKind) -> None:
    assert after_receipt(SENT, Fate(kind=kind), NOW) is None


def test_a_receipt_for_what_was_never_handed_over_is_for_a_person() -> None:
    assert after_receipt(at(SmsState.WAITING, attempts=0), Fate(kind=FateKind.DELIVERED), NOW) is None


@pytest.mark.parametrize(("state", "kind"), list(itertools.product(SmsState, FateKind)))
def test_only_proof_leads_to_another_attempt(state: SmsState, kind: FateKind) -> None:
    # Given a look after a week in which nothing was found often enough
    sms = at(state, queries=RULES.tries)
    # When
    step = after_look(sms, Fate(kind=kind), NOW + timedelta(days=7), RULES)
    # Then only what nobody has goes out again
    lost = kind is FateKind.NOT_FOUND and state in (SmsState.SENDING, SmsState.UNKNOWN)
    assert step.resend is (lost or state is SmsState.WAITING)


@pytest.mark.parametrize(
    ("queries", "minutes", "proof"), [(4, 30, True), (3, 300, False), (9, 29, False), (0, 0, False), (4, 31, True)]
)
def test_not_found_is_proof_after_enough_questions_and_enough_time(queries: int, minutes: int, proof: bool) -> None:
    sms = at(SmsState.UNKNOWN, queries=queries)
    step = after_look(sms, Fate(kind=FateKind.NOT_FOUND), NOW + timedelta(minutes=minutes), RULES)
    assert step.resend is proof
    assert step.look_again is not proof


@pytest.mark.parametrize("state", [SmsState.SENDING, SmsState.UNKNOWN])
def test_a_supplier_that_cannot_be_asked_leaves_doubt_to_a_person(state: SmsState) -> None:
    step = after_look(at(state), None, NOW, RULES)
    assert (step.sms.state, step.resend, step.look_again) == (SmsState.UNKNOWN, False, False)


def test_an_accepted_message_is_not_doubted_because_details_lag() -> None:
    for kind in (FateKind.NOT_FOUND, FateKind.UNKNOWN):
        step = after_look(at(SmsState.ACCEPTED), Fate(kind=kind), NOW, RULES)
        assert (step.sms.state, step.resend, step.look_again) == (SmsState.ACCEPTED, False, True)


def test_asking_ends_after_some_days() -> None:
    step = after_look(at(SmsState.UNKNOWN), Fate(kind=FateKind.UNKNOWN), NOW + timedelta(hours=72), RULES)
    assert (step.sms.state, step.look_again) == (SmsState.UNKNOWN, False)


def test_looks_come_less_and_less_often_and_five_of_them_span_the_time_of_proof() -> None:
    for seen in (
        [at(SmsState.UNKNOWN, queries=n, checks=n) for n in range(5)],
        [at(SmsState.ACCEPTED, checks=n) for n in range(5)],
    ):
        looks = list(itertools.accumulate(map(RULES.pause, seen)))
        assert looks[0] == timedelta(minutes=1)
        assert looks[-1] >= timedelta(minutes=RULES.minutes)


def test_a_supplier_that_does_not_answer_is_asked_on_every_minute_and_its_return_costs_no_wait() -> None:
    sms = at(SmsState.UNKNOWN)
    for _ in range(9):
        sms = after_look(sms, Fate(kind=FateKind.UNKNOWN, code="down"), NOW, RULES).sms
        assert RULES.pause(sms) == timedelta(minutes=1)
    found = after_look(sms, Fate(kind=FateKind.NOT_FOUND), NOW, RULES).sms
    assert (sms.checks, RULES.pause(found)) == (9, timedelta(minutes=2))


def test_what_nobody_takes_is_offered_for_some_hours_and_then_left_to_a_person() -> None:
    refused = at(SmsState.WAITING, attempts=50, waiting_since=NOW)
    soon, late = (after_look(refused, None, NOW + timedelta(hours=hours), RULES) for hours in (23, 24))
    assert (soon.resend, soon.sms.state) == (True, SmsState.WAITING)
    assert (late.resend, late.sms.state, late.sms.code) == (False, SmsState.STUCK, "given_up")


def test_attempts_that_silence_proved_in_vain_end() -> None:
    worn = at(SmsState.UNKNOWN, queries=RULES.tries, losses=RULES.max_sends - 1)
    step = after_look(worn, Fate(kind=FateKind.NOT_FOUND), NOW + timedelta(hours=1), RULES)
    assert (step.sms.state, step.sms.code, step.resend) == (SmsState.STUCK, "not_accepted", False)


def test_what_is_stuck_goes_no_further_by_itself_but_a_receipt_proves_that_it_went() -> None:
    held = at(SmsState.STUCK, code="given_up")
    assert after_look(held, Fate(kind=FateKind.NOT_FOUND), NOW + timedelta(days=9), RULES).resend is False
    told = after_receipt(held, Fate(kind=FateKind.DELIVERED), NOW)
    assert told is not None
    assert told.state is SmsState.DELIVERED


EVENTS = (
    Fate(kind=FateKind.ACCEPTED, supplier_id="s1"),
    Fate(kind=FateKind.DELIVERED, supplier_id="s1"),
    Fate(kind=FateKind.DELIVERED),
    Fate(kind=FateKind.FAILED, code="rejected"),
    Fate(kind=FateKind.UNKNOWN),
)


@pytest.mark.parametrize("start", [SmsState.SENDING, SmsState.UNKNOWN, SmsState.ACCEPTED, SmsState.STUCK])
@pytest.mark.parametrize("number", [1, 2, 3, 4, 5])
def test_receipts_in_every_order_move_a_message_one_way_only(start: SmsState, number: int) -> None:
    rank = {SmsState.ACCEPTED: 1, SmsState.DELIVERED: 2, SmsState.FAILED: 2}
    for events in itertools.product(EVENTS, repeat=number):
        sms, ended = at(start, code="x"), None
        for event in events:
            after = after_receipt(sms, event, NOW)
            assert after is not None or ended is not None or event.kind is FateKind.UNKNOWN
            assert after is None or rank.get(after.state, 0) >= rank.get(sms.state, 0)
            sms = after or sms
            ended = ended or (sms.state if sms.state in FINAL else None)
            assert ended is None or sms.state is ended
        first = next((event.kind for event in events if event.kind in (FateKind.DELIVERED, FateKind.FAILED)), None)
        assert ended == (None if first is None else SmsState(first.value))
