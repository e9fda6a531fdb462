"""Two suppliers: who gets a message, when it goes to the other one, and that it never goes to both."""

from datetime import timedelta

import pytest
from msgspec.structs import replace

from services.notify.usecases.watch_suppliers import watch_suppliers
from shared.contracts import messages as m
from shared.kernel.ids import new_id
from shared.ports.sms import Answer, Fate, FateKind, Meaning
from shared.store import raw_sms
from tests import scenes
from tests.services.notify.pair import BUSY, LOST, NO_MONEY, Pair
from tests.services.notify.platform import Crash, Crashing, Platform, completed


@pytest.fixture
def pair(platform: Platform) -> Pair:
    platform.set_parameter("sms.day_cap", "99")
    return Pair(platform)


def asked(pair: Pair) -> dict[str, object]:
    case_id = completed(pair.platform.store)
    pair.platform.ask(case_id)
    return pair.platform.sms(case_id)


def again(pair: Pair, row: dict[str, object]) -> dict[str, object]:
    return pair.platform.sms(row["case_id"])  # type: ignore[arg-type]


def test_messages_are_shared_by_weight_and_one_without_weight_gets_none(pair: Pair) -> None:
    pair.weigh(1, 1)
    for _ in range(12):
        asked(pair)
    assert len(pair.a.taken) > 0
    assert len(pair.b.taken) > 0
    before = len(pair.a.taken)
    pair.weigh(0, 1)
    for _ in range(4):
        asked(pair)
    assert len(pair.a.taken) == before
    assert pair.sent() == 16


@pytest.mark.parametrize("refusal", [BUSY, NO_MONEY, Answer(meaning=Meaning.REFUSED_TEXT, code="words")])
def test_what_one_supplier_does_not_take_goes_to_the_other_at_once(pair: Pair, refusal: Answer) -> None:
    pair.weigh(1000, 1)
    pair.a.down = refusal
    row = asked(pair)
    assert (row["state"], row["supplier"], row["attempts"]) == ("accepted", "b", 2)
    assert (len(pair.a.taken), len(pair.b.taken)) == (0, 1)
    assert pair.steps() == [
        ("claimed", "a", ""), ("answered", "a", refusal.code), ("claimed", "b", ""), ("answered", "b", ""),
    ]  # fmt: skip


def test_what_a_supplier_may_have_stays_with_it_whatever_the_other_could_do(pair: Pair) -> None:
    # Given a supplier that took the message and lost its answer
    pair.weigh(1000, 1)
    pair.a.plan(LOST, takes=True)
    row = asked(pair)
    assert (row["state"], row["supplier"]) == ("unknown", "a")
    # When it is looked after
    pair.platform.ring_timers()
    # Then it is found where it was given
    assert again(pair, row)["state"] == "accepted"
    assert (len(pair.a.taken), len(pair.b.taken)) == (1, 0)


def test_silence_is_proof_after_its_time_and_then_the_same_supplier_is_asked_first(pair: Pair) -> None:
    pair.platform.set_parameter("sms.query_tries", "2")
    pair.weigh(1000, 1)
    pair.a.plan(LOST)
    row = asked(pair)
    pair.platform.advance(timedelta(minutes=5))
    pair.platform.ring_timers(3)
    assert again(pair, row)["state"] == "unknown"
    assert pair.sent() == 0
    pair.platform.advance(timedelta(minutes=31))
    pair.platform.ring_timers()
    assert (again(pair, row)["supplier"], again(pair, row)["state"]) == ("a", "accepted")
    assert pair.doubled() == []


def test_proof_lets_it_go_to_the_other_where_the_first_one_is_out(pair: Pair) -> None:
    pair.platform.set_parameter("sms.query_tries", "1")
    pair.weigh(1000, 1)
    pair.a.plan(LOST)
    row = asked(pair)
    pair.sql("update supplier_states set out_reason = '合同到期'")
    pair.platform.advance(timedelta(minutes=31))
    pair.platform.ring_timers()
    assert (again(pair, row)["supplier"], again(pair, row)["state"]) == ("b", "accepted")
    assert (len(pair.a.taken), len(pair.b.taken)) == (0, 1)


def test_a_supplier_that_cannot_be_asked_keeps_its_message_for_ever(pair: Pair) -> None:
    pair.weigh(1000, 1)
    pair.a.can_query = False
    pair.a.plan(LOST)
    row = asked(pair)
    pair.platform.advance(timedelta(days=4))
    pair.platform.ring_timers(4)
    assert (again(pair, row)["supplier"], again(pair, row)["state"]) == ("a", "unknown")
    assert pair.sent() == 0


def test_who_fails_three_times_is_left_alone_until_a_probe_is_answered(pair: Pair) -> None:
    # Given one that does not answer
    pair.weigh(1000, 1)
    pair.a.down = BUSY
    for _ in range(3):
        asked(pair)
    assert pair.open_ones() == ["a"]
    calls = sum(pair.a.calls.values())
    # When more is to be said
    for _ in range(4):
        assert asked(pair)["supplier"] == "b"
    assert sum(pair.a.calls.values()) == calls
    # Then a probe that is not answered changes nothing, and one that is lets it in again
    pair.a.fates["probe-of-the-platform"] = Fate(kind=FateKind.UNKNOWN)
    pair.a.taken["probe-of-the-platform"] = next(iter(pair.b.taken.values()))
    assert pair.probe() == ()
    del pair.a.taken["probe-of-the-platform"]
    assert pair.probe() == ("a",)
    pair.a.down = None
    assert pair.open_ones() == []
    assert pair.doubled() == []


def test_a_probe_is_made_by_one_process_and_not_before_it_is_due(pair: Pair) -> None:
    pair.weigh(1000, 1)
    pair.a.down = BUSY
    for _ in range(3):
        asked(pair)
    assert watch_suppliers(pair.platform.deps, scenes.CITY) == ()
    assert pair.open_ones() == ["a"]


def test_where_nobody_is_up_a_message_waits_in_sight_and_goes_when_somebody_is(pair: Pair) -> None:
    pair.sql("insert into supplier_states (supplier, opened_at) values ('a', now()), ('b', now())")
    row = asked(pair)
    assert (row["state"], row["code"], row["attempts"]) == ("waiting", "no_supplier", 0)
    assert row["held_until"] is not None
    pair.sql("update supplier_states set opened_at = null where supplier = 'b'")
    pair.platform.ring_timers()
    assert (again(pair, row)["state"], again(pair, row)["supplier"]) == ("accepted", "b")


def test_where_both_refuse_a_message_waits_and_is_offered_for_a_day_then_left_to_a_person(pair: Pair) -> None:
    pair.a.down = pair.b.down = BUSY
    row = asked(pair)
    assert (row["state"], row["code"], row["attempts"]) == ("waiting", "busy", 2)
    pair.platform.advance(timedelta(hours=25))
    pair.platform.ring_timers()
    assert (again(pair, row)["state"], again(pair, row)["code"]) == ("stuck", "given_up")
    assert pair.sent() == 0


def test_a_receipt_of_another_supplier_than_the_messages_own_is_for_a_person(pair: Pair) -> None:
    pair.weigh(1000, 1)
    row = asked(pair)
    body = f'{{"reference": "{row["reference"]}", "status": "delivered"}}'
    for supplier, state in (("b", "accepted"), ("a", "delivered")):
        with pair.platform.store.work(scenes.clerk(scenes.CITY)) as work:
            kept = raw_sms.keep(work.conn, work.keys, "receipts", supplier, body)
        assert kept is not None
        pair.platform.hear(m.TakeReceipt(tenant_id=scenes.CITY, receipt_id=kept))
        assert again(pair, row)["state"] == state
    assert pair.platform.raw("receipts") == ["quarantined", "applied"]


@pytest.mark.parametrize("after", [False, True])
def test_a_death_on_the_way_to_the_other_supplier_sends_nothing_twice(pair: Pair, after: bool) -> None:
    # Given a supplier that takes nothing, and a process that dies around the call to the other one
    pair.weigh(1000, 1)
    pair.a.down = BUSY
    dying = replace(pair.platform.deps, suppliers={"a": pair.a, "b": Crashing(pair.b, after)})
    case_id = completed(pair.platform.store)
    message, message_id = m.AskRating(tenant_id=scenes.ZONE, case_id=case_id, round=1), new_id()
    with pytest.raises(Crash):
        pair.platform.hear(message, message_id, dying)
    assert (pair.platform.sms(case_id)["state"], pair.platform.sms(case_id)["supplier"]) == ("sending", "b")
    # When the message is delivered again, the first one is up again, and its timer rings until there is proof
    pair.a.down = None
    pair.platform.hear(message, message_id)
    pair.platform.set_parameter("sms.query_tries", "2")
    for _ in range(3):
        pair.platform.advance(timedelta(minutes=31))
        pair.platform.ring_timers()
    # Then one of them has it, once
    assert pair.platform.sms(case_id)["state"] == "accepted"
    assert pair.sent() == 1
    assert pair.doubled() == []
