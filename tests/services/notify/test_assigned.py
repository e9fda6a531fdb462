"""A person says what a reply or a receipt is about: the rules hold for it as for any other."""

from uuid import UUID

import pytest

from deploy.simulator.modes import Order
from shared.contracts import messages as m
from shared.domain.feedback.grades import Grade
from shared.store import raw_sms
from shared.store.raw_sms import What
from tests import scenes
from tests.services.notify.platform import Platform
from tests.services.notify.test_receipts import asked as unreceipted
from tests.services.notify.test_replies import asked

ANOTHER = "13900000000"


def said(platform: Platform, what: What, body: str, reference: str) -> str:
    """A body that is quarantined, then assigned to the message of that reference. Gives what became of it."""
    with platform.store.work(scenes.clerk(scenes.CITY)) as work:
        kept = raw_sms.keep(work.conn, work.keys, what, "http", body)
    assert kept is not None
    heard(platform, what, kept, "")
    assert platform.raw(what)[-1] == "quarantined"
    with platform.store.work(scenes.clerk(scenes.CITY)) as work:
        raw_sms.release(work.conn, what, kept, "new")
    heard(platform, what, kept, reference)
    return platform.raw(what)[-1]


def heard(platform: Platform, what: What, kept: UUID, reference: str) -> None:
    if what == "receipts":
        platform.hear(m.TakeReceipt(tenant_id=scenes.CITY, receipt_id=kept, reference=reference))
    else:
        platform.hear(m.TakeReply(tenant_id=scenes.CITY, reply_id=kept, reference=reference))
    platform.drain()


def reply(phone: str = scenes.APPLICANT.phone, content: str = "4") -> str:
    return f'{{"reply_id": "r-1", "phone": "{phone}", "content": "{content}", "extend": "777"}}'


def test_a_reply_under_an_extension_nobody_gave_rates_what_a_person_says(platform: Platform) -> None:
    case_id = asked(platform)
    assert said(platform, "replies", reply(), platform.sms(case_id)["reference"]) == "applied"
    assert platform.rating(case_id).grade is Grade.BAD  # type: ignore[union-attr]


def test_a_question_goes_to_whoever_has_the_case(platform: Platform) -> None:
    case_id = asked(platform)
    assert said(platform, "replies", reply(content="什么时候发钱？"), platform.sms(case_id)["reference"]) == "applied"
    assert (platform.rating(case_id), platform.waiting()) == (None, ["question"])


def test_a_reply_from_another_phone_comes_back_whatever_is_said(platform: Platform) -> None:
    case_id = asked(platform)
    assert said(platform, "replies", reply(ANOTHER), platform.sms(case_id)["reference"]) == "quarantined"
    assert platform.rating(case_id) is None


@pytest.mark.parametrize(("their_id", "state"), [("", "applied"), ("another", "quarantined")])
def test_a_receipt_without_our_reference_settles_what_it_does_not_contradict(
    platform: Platform, their_id: str, state: str
) -> None:
    platform.exchange.modes.set(Order(mode="drop-receipts"))
    case_id = unreceipted(platform)
    row = platform.sms(case_id)
    body = f'{{"out_id": "garbled", "msg_id": "{their_id or row["supplier_id"]}", "status": "delivered"}}'
    assert said(platform, "receipts", body, row["reference"]) == state
    assert platform.sms(case_id)["state"] == ("delivered" if state == "applied" else "accepted")
