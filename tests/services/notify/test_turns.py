"""Several open cases on one phone, through a supplier that binds no reply to its message: one prompt at a time."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

import pytest
from msgspec.structs import replace

from deploy.simulator.modes import Order
from services.notify.adapters.http_gateway import HttpSupplier
from shared.contracts import messages as m
from shared.domain.feedback.grades import Grade
from shared.ports.sms_gateway import Gateway
from shared.store import sms_data
from tests import scenes
from tests.services.notify.conftest import WAIT
from tests.services.notify.platform import Platform, completed, finished
from tests.services.notify.test_receipts import receipt, take
from tests.services.notify.test_replies import answer

PAUSE, TURN = timedelta(minutes=11), timedelta(hours=73)


@pytest.fixture(autouse=True)
def plain(platform: Platform) -> Iterator[None]:
    """The supplier has no field for an extension."""
    with platform.store.engine.connect() as conn:
        gateway = next(one for one in sms_data.gateways(conn) if isinstance(one, Gateway))
    fields = {ours: theirs for ours, theirs in gateway.send.fields.items() if ours != "extension"}
    gateway = replace(gateway, send=replace(gateway.send, fields=fields))
    supplier = HttpSupplier(gateway, platform.settings.sms_url, platform.settings.sms_secret, timeout=WAIT)
    platform.deps = replace(platform.deps, suppliers={"http": supplier})
    platform.set_parameter("sms.day_cap", "20")
    yield
    supplier.close()


def asked(platform: Platform) -> UUID:
    """A case of the same applicant whose rating is asked for."""
    case_id = completed(platform.store)
    platform.ask(case_id)
    return case_id


def grade(platform: Platform, case_id: UUID) -> Grade | None:
    """The grade of a case."""
    rating = platform.rating(case_id)
    return rating.grade if rating else None


def passing(platform: Platform, by: timedelta) -> None:
    """Time goes on, and every look that is due by then is made."""
    platform.drain()
    platform.advance(by)
    platform.ring_due()


def test_one_prompt_at_a_time_and_the_next_after_an_answer_and_a_pause(platform: Platform) -> None:
    # Given three cases done one after the other
    first, second, third = asked(platform), asked(platform), asked(platform)
    assert len(platform.on_phone()) == 1
    assert [platform.sms(case)["code"] for case in (second, third)] == ["one_prompt", "one_prompt"]
    # When each is answered by the same digit-only phone
    for case_id, content, hours in ((first, "1", 0), (second, "4", 1), (third, "2", 2)):
        assert answer(platform, content, "") == "applied"
        assert grade(platform, case_id) is not None
        passing(platform, timedelta(hours=hours) + PAUSE)
    # Then every answer belongs to the prompt that stood open, and there was one for each case
    assert [grade(platform, case) for case in (first, second, third)] == [Grade.VERY_GOOD, Grade.BAD, Grade.GOOD]
    assert len(platform.on_phone()) == 3
    assert platform.doubled() == 0


def test_an_afterthought_belongs_to_what_was_asked_last(platform: Platform) -> None:
    first, second = asked(platform), asked(platform)
    answer(platform, "1", "")
    answer(platform, "5", "")
    assert (grade(platform, first), grade(platform, second)) == (Grade.VERY_BAD, None)
    passing(platform, PAUSE)
    assert len(platform.on_phone()) == 2


def test_the_next_has_its_turn_when_nobody_answers(platform: Platform) -> None:
    first, second = asked(platform), asked(platform)
    passing(platform, TURN)
    assert len(platform.on_phone()) == 2
    answer(platform, "3", "")
    assert (grade(platform, first), grade(platform, second)) == (None, Grade.FAIR)


def test_the_next_has_its_turn_when_the_first_file_is_closed(platform: Platform) -> None:
    first, _ = asked(platform), asked(platform)
    platform.hear(m.ArchiveCase(tenant_id=scenes.ZONE, case_id=first, round=1, unanswered=True))
    passing(platform, PAUSE)
    assert len(platform.on_phone()) == 2


def test_a_prompt_that_cannot_be_delivered_holds_up_nobody(platform: Platform) -> None:
    platform.exchange.modes.set(Order(mode="drop-receipts"))
    first, _ = asked(platform), asked(platform)
    take(platform, receipt(platform, first, "failed"))
    passing(platform, PAUSE)
    assert len(platform.on_phone()) == 2


def test_cases_of_two_tenants_share_the_phone_in_turn(platform: Platform) -> None:
    # Given a case here, and one of another district with the same applicant
    here = asked(platform)
    by = scenes.clerk(scenes.FOREIGN)
    there = scenes.registered(platform.store, by)
    finished(platform.store, by, there)
    platform.hear(m.AskRating(tenant_id=scenes.FOREIGN, case_id=there, round=1))
    assert len(platform.on_phone()) == 1
    # When the first is answered
    answer(platform, "2", "")
    assert platform.evaluation(there).value == "open"
    passing(platform, PAUSE)
    # Then the other is asked about, and its answer is its own
    assert platform.on_phone()[-1].startswith("【包头帮您办】")
    answer(platform, "4", "")
    assert grade(platform, here) is Grade.GOOD
    assert platform.evaluation(there).value == "answered"


def test_a_reminder_takes_the_place_of_what_it_reminds_of(platform: Platform) -> None:
    first, second = asked(platform), asked(platform)
    platform.hear(m.RemindToRate(tenant_id=scenes.ZONE, case_id=first, round=1))
    assert len(platform.on_phone()) == 2
    answer(platform, "1", "")
    assert (grade(platform, first), grade(platform, second)) == (Grade.VERY_GOOD, None)


def test_what_was_rated_meanwhile_is_not_asked_about_when_its_turn_comes(platform: Platform) -> None:
    first, second, third = asked(platform), asked(platform), asked(platform)
    platform.rate(second, Grade.GOOD)
    answer(platform, "1", "")
    passing(platform, PAUSE)
    assert platform.sms(second)["code"] == "not_wanted"
    passing(platform, PAUSE * 2)
    assert platform.sms(third)["state"] in ("accepted", "delivered")
    assert grade(platform, first) is Grade.VERY_GOOD


def test_a_turn_passed_twice_asks_once(platform: Platform) -> None:
    first, _ = asked(platform), asked(platform)
    answer(platform, "1", "")
    passed = m.PassTurn(tenant_id=scenes.ZONE, sms_id=platform.sms(first)["id"])
    platform.hear(passed)
    platform.hear(passed)
    passing(platform, PAUSE)
    assert len(platform.on_phone()) == 2
