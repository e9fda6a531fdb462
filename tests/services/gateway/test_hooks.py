"""What SMS suppliers post: signed and fresh, or nothing changes; understood later."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, text

from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.kernel.settings import Settings
from shared.ports.signing import sign
from shared.store import raw_sms
from shared.store.engine import Store
from tests.services.gateway.people import Caller

RECEIPT = {"out_id": "r-1", "msg_id": "s-1", "status": "delivered"}
REPLY = {"reply_id": "u-1", "phone": "13804726021", "content": "1", "extend": "007"}


class Supplier:
    """The SMS gateway's side."""

    def __init__(self, caller: Caller, settings: Settings) -> None:
        self.caller, self.settings = caller, settings

    def posts(
        self,
        what: str,
        body: bytes,
        secret: str | None = None,
        key: str | None = None,
        late: float = 0,
        signed: bytes | None = None,
    ) -> httpx.Response:
        """One call; whatever is not said is as it should be."""
        stamp = str(int(time.time() - late))
        signature = sign(key or self.settings.sms_secret, stamp, body if signed is None else signed)
        headers = {"X-Timestamp": stamp, "X-Signature": signature, "Content-Type": "application/json"}
        path = f"/hooks/sms/{secret or self.settings.hook_secret}/{what}"
        return self.caller.http.post(path, content=body, headers=headers)


@pytest.fixture
def supplier(caller: Callable[[], Caller], settings: Settings) -> Supplier:
    return Supplier(caller(), settings)


def kept(owner: Engine) -> int:
    """How many raw rows and doorbells there are."""
    tables = ("sms_receipts", "sms_replies", "outbox")
    with owner.connect() as conn:
        return sum(int(conn.execute(text(f"select count(*) from {table}")).scalar_one()) for table in tables)


@pytest.mark.parametrize(
    ("what", "sent", "kind"), [("receipts", RECEIPT, m.TakeReceipt), ("replies", REPLY, m.TakeReply)]
)
def test_a_call_is_kept_encrypted_and_leaves_a_doorbell(
    supplier: Supplier, owner: Engine, store: Store, what: raw_sms.What, sent: dict[str, str], kind: type[m.Message]
) -> None:
    # When
    body = json.dumps([sent]).encode()
    answer = supplier.posts(what, body)
    # Then
    assert (answer.status_code, answer.json()) == (200, {"code": 0, "message": "ok"})
    with owner.connect() as conn:
        message = m.decode(conn.execute(text("select body from outbox")).scalar_one())
        sealed = bytes(conn.execute(text(f"select body_ct from sms_{what}")).scalar_one())
    assert isinstance(message, kind)
    assert b"13804726021" not in sealed
    row_id = getattr(message, "receipt_id", None) or message.reply_id  # type: ignore[union-attr]
    with store.work(platform("1502")) as work:
        raw = raw_sms.read(work.conn, work.keys, what, row_id)
    assert raw is not None
    assert json.loads(raw.body) == [sent]


def test_the_very_same_again_leaves_nothing_new(supplier: Supplier, owner: Engine) -> None:
    body = json.dumps(RECEIPT).encode()
    supplier.posts("receipts", body)
    before = kept(owner)
    assert supplier.posts("receipts", body).status_code == 200
    assert kept(owner) == before == 2


FORGED: tuple[tuple[bytes, dict[str, Any], int], ...] = (
    (b'{"out_id": "r-1"}', {"secret": "wrong"}, 404),
    (b'{"out_id": "r-1"}', {"key": "another secret"}, 403),
    (b'{"out_id": "r-1"}', {"signed": b"{}"}, 403),
    (b'{"out_id": "r-1"}', {"late": 310}, 403),
    (b'{"out_id": "r-1"}', {"late": -400}, 403),
    (b"", {}, 400),
    (b" \n", {}, 400),
    (b'{"out_id": "\xff"}', {}, 400),
    (b'{"out_id": "' + b"x" * 300_000 + b'"}', {}, 413),
)


def test_a_malformed_or_forged_call_changes_nothing(
    supplier: Supplier, owner: Engine, subtests: pytest.Subtests
) -> None:
    for what in ("receipts", "replies"):
        for body, how, status in FORGED:
            with subtests.test(what=what, body=body[:20], how=how):
                answer = supplier.posts(what, body, **how)
                assert answer.status_code == status
                assert answer.headers["content-type"] == "application/problem+json"
                assert kept(owner) == 0


@pytest.mark.parametrize("body", [b"extId=r-1&stat=1", b"{", b"null", b"[]", b"<xml/>", b"[" * 60_000])
def test_whatever_a_supplier_signs_is_kept_as_it_came_for_notify_to_read(
    supplier: Supplier, owner: Engine, store: Store, body: bytes
) -> None:
    assert supplier.posts("receipts", body).status_code == 200
    with owner.connect() as conn:
        row_id = conn.execute(text("select id from sms_receipts")).scalar_one()
    with store.work(platform("1502")) as work:
        raw = raw_sms.read(work.conn, work.keys, "receipts", row_id)
    assert raw is not None
    assert raw.body.encode() == body


def test_a_supplier_that_wants_to_hear_a_word_hears_no_json(supplier: Supplier, owner: Engine) -> None:
    with owner.begin() as conn:
        said = "jsonb_set(document::jsonb, '{receipts,answer}', '\"SUCCESS\"')::text"
        conn.execute(text(f"update sms_suppliers set document = {said} where id = 'http'"))
    answer = supplier.posts("receipts", json.dumps(RECEIPT).encode())
    assert (answer.status_code, answer.text) == (200, "SUCCESS")
    assert answer.headers["content-type"].startswith("text/plain")


def test_a_call_without_a_signature_changes_nothing(supplier: Supplier, owner: Engine) -> None:
    path = f"/hooks/sms/{supplier.settings.hook_secret}/receipts"
    assert supplier.caller.http.post(path, json=RECEIPT).status_code == 403
    assert supplier.caller.http.get(path).status_code == 405
    assert kept(owner) == 0


def test_the_secret_of_the_address_is_in_no_log(supplier: Supplier, capsys: pytest.CaptureFixture[str]) -> None:
    supplier.posts("receipts", b"{}")
    supplier.posts("receipts", json.dumps(REPLY).encode())
    logged = capsys.readouterr().out
    assert "/hooks/sms/{secret}/receipts" in logged
    assert supplier.settings.hook_secret not in logged
    assert "13804726021" not in logged
