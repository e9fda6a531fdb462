"""Reports of calls: taken from where their supplier calls, under its own secret, and from nobody else."""

import itertools
import json
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Engine, text

from shared.kernel.settings import Settings
from shared.ports.signing import hook_secret_of
from tests.services.gateway.people import Caller
from tests.services.gateway.test_hooks import kept

REPORT = {"call_id": "c-1", "out_id": "r-1", "status_code": "200000", "dtmf": "2"}
SENDER = "voice"


def path(settings: Settings, name: str = SENDER, kind: str = "voice", what: str = "reports") -> str:
    """Where a supplier of that name posts."""
    return f"/hooks/{kind}/{hook_secret_of(settings.hook_secret, name)}/{name}/{what}"


@pytest.fixture
def afar(owner: Engine) -> None:
    """A second supplier of calls, which posts from another network than ours."""
    with owner.begin() as conn:
        document = conn.execute(text("select document from sms_suppliers where id = 'voice'")).scalar_one()
        data = json.loads(document) | {"id": "afar", "callers": ["203.0.113.0/24"]}
        conn.execute(
            text("insert into sms_suppliers (tenant_id, id, weight, document) values ('1502', 'afar', 0, :document)"),
            {"document": json.dumps(data)},
        )


def test_a_report_is_kept_once_and_answered_in_the_suppliers_words(
    caller: Callable[[], Caller], settings: Settings, owner: Engine
) -> None:
    for _ in range(2):
        answer = caller().http.post(path(settings), json=[REPORT])
        assert (answer.status_code, answer.json()) == (200, {"code": 0, "msg": "ok"})
    with owner.connect() as conn:
        assert conn.execute(text("select supplier from sms_receipts")).scalars().all() == [SENDER]
        assert conn.execute(text("select count(*) from outbox where kind = 'notify.take_receipt'")).scalar() == 1


def spoofs(settings: Settings) -> Iterator[tuple[str, bytes]]:
    """For ever: each differs from a call that would be taken in one thing."""
    ours = hook_secret_of(settings.hook_secret, SENDER)
    for number in itertools.count():
        body = json.dumps([{**REPORT, "out_id": f"r-{number}"}]).encode()
        yield f"/hooks/voice/{ours[:-1]}{chr(103 + number % 20)}/voice/reports", body
        yield f"/hooks/voice/{settings.hook_secret}/voice/reports", body
        yield f"/hooks/voice/{hook_secret_of(settings.hook_secret, 'aliyun')}/voice/reports", body
        yield path(settings, "nobody"), body
        yield path(settings, "afar"), body
        yield path(settings, "aliyun"), body
        yield path(settings, SENDER, kind="sms", what="receipts"), body
        yield path(settings, SENDER, kind="sms", what="reports"), body


def test_no_spoof_is_taken(caller: Callable[[], Caller], settings: Settings, afar: None, owner: Engine) -> None:
    for address, body in itertools.islice(spoofs(settings), 240):
        assert caller().http.post(address, content=body).status_code in (403, 404), address
    assert kept(owner) == 0


@pytest.mark.parametrize("body", [b"", b" ", b"\xff"])
def test_what_is_no_text_leaves_nothing_behind(
    caller: Callable[[], Caller], settings: Settings, owner: Engine, body: bytes
) -> None:
    assert caller().http.post(path(settings), content=body).status_code == 400
    assert kept(owner) == 0
