"""A prompt that moves to a supplier of the other kind: its answer is still the answer to it, and to nothing else."""

from datetime import timedelta
from uuid import UUID

import pytest

from shared.contracts import messages as m
from shared.domain.feedback.grades import Grade
from shared.kernel.ids import new_id
from shared.store import raw_sms
from tests import scenes
from tests.services.notify.pair import BUSY, Pair
from tests.services.notify.platform import Platform, completed

PAUSE, TURN = timedelta(minutes=11), timedelta(hours=73)


@pytest.fixture
def pair(platform: Platform) -> Pair:
    """`a` is asked first and carries extensions, `b` carries none."""
    platform.set_parameter("sms.day_cap", "99")
    found = Pair(platform)
    found.b.carries_extension = False
    found.weigh(1000, 1)
    return found


def asked(pair: Pair, *down: str) -> UUID:
    """A case whose applicant is asked while these suppliers take nothing."""
    pair.a.down, pair.b.down = (BUSY if name in down else None for name in ("a", "b"))
    case_id = completed(pair.platform.store)
    pair.platform.ask(case_id)
    return case_id


def answers(pair: Pair, supplier: str, content: str, extension: str = "") -> str:
    """What somebody typed, as that supplier posts it. Gives what became of it."""
    body = (
        f'{{"supplier_id": "{new_id()}", "phone": "{scenes.APPLICANT.phone}", '
        f'"text": "{content}", "extension": "{extension}"}}'
    )
    with pair.platform.store.work(scenes.clerk(scenes.CITY)) as work:
        kept = raw_sms.keep(work.conn, work.keys, "replies", supplier, body)
    assert kept is not None
    pair.platform.hear(m.TakeReply(tenant_id=scenes.CITY, reply_id=kept))
    pair.platform.drain()
    return pair.platform.raw("replies")[-1]


def grade(pair: Pair, case_id: UUID) -> Grade | None:
    rating = pair.platform.rating(case_id)
    return rating.grade if rating else None


def passing(pair: Pair, by: timedelta) -> None:
    pair.platform.drain()
    pair.platform.advance(by)
    pair.platform.ring_due()


def test_an_answer_without_an_extension_rates_the_prompt_that_moved_to_a_supplier_without(pair: Pair) -> None:
    case_id = asked(pair, "a")
    assert (pair.platform.sms(case_id)["supplier"], pair.platform.sms(case_id)["extension"]) == ("b", "")
    assert answers(pair, "b", "4") == "applied"
    assert grade(pair, case_id) is Grade.BAD


def test_the_extension_that_nobody_was_given_leads_nowhere(pair: Pair) -> None:
    case_id = asked(pair, "a")
    assert answers(pair, "a", "4", "001") == "quarantined"
    assert grade(pair, case_id) is None


def test_a_prompt_that_moves_waits_for_its_turn_where_the_phone_has_one_open_already(pair: Pair) -> None:
    # Given two prompts that moved to the supplier without extensions
    first, second = asked(pair, "a"), asked(pair, "a")
    assert pair.platform.sms(second)["code"] == "one_prompt"
    assert pair.sent() == 1
    # When the first is answered and its pause is over
    answers(pair, "b", "1")
    passing(pair, PAUSE)
    answers(pair, "b", "5")
    # Then each answer is its own
    assert (grade(pair, first), grade(pair, second)) == (Grade.VERY_GOOD, Grade.VERY_BAD)
    assert pair.doubled() == []


def test_a_wait_for_the_turn_is_no_suppliers_fault_and_may_take_days(pair: Pair) -> None:
    asked(pair, "a")
    second = asked(pair, "a")
    passing(pair, TURN)
    assert pair.platform.sms(second)["state"] in ("accepted", "delivered")
    assert pair.sent() == 2


def test_a_prompt_that_moves_to_a_supplier_with_extensions_gives_the_phone_free(pair: Pair) -> None:
    # Given a prompt that has the phone to itself, at a supplier that does not take it now, and one that waits behind it
    pair.weigh(0, 1)
    first, waiting = asked(pair, "b"), asked(pair)
    assert pair.platform.sms(waiting)["code"] == "one_prompt"
    # When the first goes out with an extension
    pair.weigh(1, 0)
    passing(pair, timedelta(minutes=5))
    assert pair.platform.sms(first)["supplier"] == "a"
    extension = str(pair.platform.sms(first)["extension"])
    # Then the other need not wait for an answer to it, and both answers find their prompt
    passing(pair, PAUSE * 2)
    assert pair.platform.sms(waiting)["state"] in ("accepted", "delivered")
    answers(pair, "a", "2", extension)
    assert grade(pair, first) is Grade.GOOD
    assert grade(pair, waiting) is None


def test_whoever_waited_in_the_queue_and_got_an_extension_holds_up_nobody(pair: Pair) -> None:
    # Given one open prompt and two behind it, all at the supplier without extensions
    pair.weigh(0, 1)
    first, second, third = asked(pair), asked(pair), asked(pair)
    # When the next one's supplier carries an extension
    answers(pair, "b", "1")
    pair.weigh(1, 0)
    passing(pair, PAUSE)
    assert pair.platform.sms(second)["extension"] != ""
    # Then the last one is asked, too, at whichever supplier
    pair.weigh(0, 1)
    passing(pair, PAUSE * 3)
    assert pair.platform.sms(third)["state"] in ("accepted", "delivered")
    assert answers(pair, "b", "3") == "applied"
    assert (grade(pair, first), grade(pair, third)) == (Grade.VERY_GOOD, Grade.FAIR)
