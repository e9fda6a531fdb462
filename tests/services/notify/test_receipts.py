"""Receipts: duplicated, reordered, unknown, malformed. They settle what is known of a message and nothing else."""

import itertools
from typing import Any
from uuid import UUID

import httpx
import msgspec
import pytest

from deploy.simulator.modes import Order
from shared.contracts import messages as m
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.ports.signing import sign
from tests import scenes
from tests.services.notify.platform import Crash, Platform, completed


def post(platform: Platform, what: str, body: Any, **wrong: str) -> int:
    """What the supplier posts, signed; `secret` and `signature` may be wrong."""
    raw = body if isinstance(body, bytes) else msgspec.json.encode(body)
    stamp = str(int(real_now().timestamp()))
    headers = {"content-type": "application/json", "x-timestamp": stamp}
    headers["x-signature"] = wrong.get("signature") or sign(platform.settings.sms_secret, stamp, raw)
    secret = wrong.get("secret", platform.settings.hook_secret)
    return httpx.post(
        f"{platform.settings.base_url}/hooks/sms/{secret}/{what}", content=raw, headers=headers
    ).status_code


def asked(platform: Platform) -> UUID:
    """A prompt that was accepted, of which no receipt comes by itself."""
    platform.exchange.modes.set(Order(mode="drop-receipts"))
    case_id = completed(platform.store)
    platform.ask(case_id)
    assert platform.sms(case_id)["state"] == "accepted"
    return case_id


def receipt(platform: Platform, case_id: UUID, status: str, **more: str) -> dict[str, str]:
    row = platform.sms(case_id)
    return {"out_id": row["reference"], "msg_id": row["supplier_id"], "status": status, **more}


def take(platform: Platform, body: Any) -> list[str]:
    """Posted and heard; the states of all raw receipts."""
    assert post(platform, "receipts", body) == 200
    platform.drain()
    return platform.raw("receipts")


def test_a_receipt_settles_the_message(platform: Platform) -> None:
    case_id = asked(platform)
    assert take(platform, [receipt(platform, case_id, "delivered")]) == ["applied"]
    row = platform.sms(case_id)
    assert row["state"] == "delivered"
    assert row["resolved_at"] is not None


def test_a_failure_is_kept_with_its_code_and_in_sight(platform: Platform) -> None:
    case_id = asked(platform)
    take(platform, receipt(platform, case_id, "failed", err_code="MK:0001"))
    assert (platform.sms(case_id)["state"], platform.sms(case_id)["code"]) == ("failed", "MK:0001")
    assert platform.routes()[0]["closed_at"] is not None


def test_the_same_receipt_five_times_counts_once(platform: Platform) -> None:
    case_id = asked(platform)
    one = receipt(platform, case_id, "delivered")
    for _ in range(4):
        take(platform, [one])
    # the very same body leaves no second row; another body with the same news is a duplicate
    assert take(platform, [one, one]) == ["applied", "duplicate"]
    assert platform.sms(case_id)["state"] == "delivered"


def test_a_final_state_never_goes_back_in_whatever_order_receipts_come(platform: Platform) -> None:
    for order in itertools.permutations(["waiting", "delivered", "failed"]):
        case_id = asked(platform)
        final = next(status for status in order if status != "waiting")
        states = [take(platform, receipt(platform, case_id, status))[-1] for status in order]
        assert platform.sms(case_id)["state"] == final
        assert states.count("applied") == 1


def test_a_receipt_may_be_quicker_than_the_answer(platform: Platform) -> None:
    case_id = completed(platform.store)
    with pytest.raises(Crash):
        platform.hear(m.AskRating(tenant_id=scenes.ZONE, case_id=case_id, round=1), deps=platform.dying(after=True))
    platform.until(lambda: platform.sms(case_id)["state"] == "delivered", "no receipt")
    platform.ring_timers()
    row = platform.sms(case_id)
    assert (row["state"], row["attempts"]) == ("delivered", 1)


def test_unknown_and_contradicting_receipts_wait_for_a_person(platform: Platform) -> None:
    case_id = asked(platform)
    unknown = {"out_id": "nobody-knows", "status": "delivered"}
    foreign = receipt(platform, case_id, "delivered", msg_id="another")
    strange = receipt(platform, case_id, "teleported")
    for body in (unknown, foreign, strange):
        assert take(platform, body)[-1] == "quarantined"
    assert platform.sms(case_id)["state"] == "accepted"


def test_malformed_receipts_are_kept_and_wait_for_a_person(platform: Platform) -> None:
    nonsense: list[Any] = [
        {"status": "delivered"},
        {"out_id": "", "status": "delivered"},
        {"out_id": {"a": 1}, "status": "delivered"},
        {"out_id": ["x"], "status": True},
        [{"out_id": "x" * 3000, "status": "delivered"}],
    ]
    for body in nonsense:
        assert take(platform, body)[-1] == "quarantined"
    assert len(platform.raw("receipts")) == len(nonsense)


def test_a_call_that_nobody_of_ours_signed_leaves_nothing(platform: Platform) -> None:
    case_id = asked(platform)
    told = receipt(platform, case_id, "delivered")
    assert post(platform, "receipts", told, secret="guessed") == 404
    assert post(platform, "receipts", told, signature="0" * 64) == 403
    platform.drain()
    assert platform.raw("receipts") == []


def test_a_batch_settles_what_it_can_and_keeps_the_rest_in_sight(platform: Platform) -> None:
    case_id = asked(platform)
    body = [receipt(platform, case_id, "delivered"), {"out_id": "nobody-knows", "status": "failed"}]
    assert take(platform, body) == ["quarantined"]
    assert platform.sms(case_id)["state"] == "delivered"


def test_a_receipt_whose_row_is_gone_changes_nothing(platform: Platform) -> None:
    platform.hear(m.TakeReceipt(tenant_id=scenes.CITY, receipt_id=new_id()))


def test_without_receipts_the_supplier_is_asked_whether_it_arrived(platform: Platform) -> None:
    case_id = asked(platform)
    reference = platform.sms(case_id)["reference"]
    phones = platform.exchange.phones
    platform.until(lambda: (found := phones.find(reference)) and found.status == "delivered", "not delivered")
    platform.ring_timers()
    assert platform.sms(case_id)["state"] == "delivered"
