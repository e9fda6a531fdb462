"""Calls in a supplier's name by somebody else: none is kept, whatever of it is right."""

import itertools
import json
import time
from collections.abc import Callable, Iterator

import httpx
import pytest
from sqlalchemy import Engine, text

from shared.kernel.settings import Settings
from shared.ports.signing import hook_secret_of, sign
from tests.services.gateway.people import Caller
from tests.services.gateway.test_hooks import kept

Spoof = tuple[str, bytes, dict[str, str]]


@pytest.fixture
def doors(owner: Engine) -> None:
    """Three more suppliers: one that calls unsigned from its own network, one from ours, one with a list and a key."""
    for name, callers, signed in (
        ("afar", ["203.0.113.0/24"], False), ("near", ["127.0.0.0/8", "::1/128"], False), ("nobody", [], False),
    ):  # fmt: skip
        document = {"id": name, "name": name, "secret_env": "", "callers": callers, "calls_signed": signed}
        document["receipts"] = {"answer": {"result": 0, "errmsg": "OK"}}
        with owner.begin() as conn:
            conn.execute(
                text("insert into sms_suppliers (tenant_id, id, weight, document) values ('1502', :id, 0, :document)"),
                {"id": name, "document": json.dumps(document)},
            )


def spoofs(settings: Settings) -> Iterator[Spoof]:
    """For ever: each differs from a call that would be taken in one thing."""
    secret, key = settings.hook_secret, settings.sms_secret
    for number in itertools.count():
        body = json.dumps([{"out_id": f"r-{number}", "msg_id": "s", "status": "delivered"}]).encode()
        stamp = str(int(time.time()))
        signed = {"X-Timestamp": stamp, "X-Signature": sign(key, stamp, body)}
        stale = str(int(time.time()) - 400 - number)
        what = ("receipts", "replies")[number % 2]
        yield f"/hooks/sms/{secret[:-1]}{chr(97 + number % 26)}/{what}", body, {**signed, "X-Signature": "0" * 64}
        yield f"/hooks/sms/{secret}/{what}", body + b" ", signed
        yield f"/hooks/sms/{secret}/{what}", body, {**signed, "X-Signature": signed["X-Signature"][:-1]}
        yield f"/hooks/sms/{secret}/{what}", body, {"X-Timestamp": stale, "X-Signature": sign(key, stale, body)}
        foreign = {"X-Timestamp": stamp, "X-Signature": sign(f"{key}{number}", stamp, body)}
        yield f"/hooks/sms/{secret}/{what}", body, foreign
        yield f"/hooks/sms/{secret}/{what}", body, {"X-Signature": signed["X-Signature"]}
        yield f"/hooks/sms/{secret}/near/{what}", body, signed
        yield f"/hooks/sms/{hook_secret_of(secret, 'near')}/{what}", body, signed
        yield f"/hooks/sms/{hook_secret_of(secret, 'near')}/afar/{what}", body, {}
        yield f"/hooks/sms/{hook_secret_of(secret, 'afar')}/afar/{what}", body, {"X-Forwarded-For": "203.0.113.9"}
        yield f"/hooks/sms/{hook_secret_of(secret, 'nobody')}/nobody/{what}", body, signed
        yield f"/hooks/sms/{hook_secret_of(secret, 'unheard')}/unheard/{what}", body, signed


def refused(http: httpx.Client, settings: Settings, number: int) -> list[int]:
    """What these many spoofs were answered."""
    asked = itertools.islice(spoofs(settings), number)
    return [http.post(path, content=body, headers=headers).status_code for path, body, headers in asked]


def test_no_spoof_is_taken(caller: Callable[[], Caller], settings: Settings, doors: None, owner: Engine) -> None:
    assert set(refused(caller().http, settings, 360)) <= {403, 404}
    assert kept(owner) == 0


@pytest.mark.long
def test_no_spoof_of_ten_thousand_is_taken(
    caller: Callable[[], Caller], settings: Settings, doors: None, owner: Engine
) -> None:
    assert set(refused(caller().http, settings, 10_000)) <= {403, 404}
    assert kept(owner) == 0


def test_a_call_from_where_its_supplier_calls_is_taken_and_answered_in_its_words(
    caller: Callable[[], Caller], settings: Settings, doors: None, owner: Engine
) -> None:
    path = f"/hooks/sms/{hook_secret_of(settings.hook_secret, 'near')}/near/receipts"
    answer = caller().http.post(path, json=[{"out_id": "r-1"}])
    assert (answer.status_code, answer.json()) == (200, {"result": 0, "errmsg": "OK"})
    with owner.connect() as conn:
        assert conn.execute(text("select supplier from sms_receipts")).scalars().all() == ["near"]
