"""No visitor whom nobody knows can make us text a number of their choice: every public route is tried."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import Engine, text

from services.gateway.entry.access import NOBODY, OPEN, routes
from tests.services.gateway.people import Caller

VICTIM = "13912345678"
NAMES = ("phone", "mobile", "tel", "to", "number", "login", "password", "words", "content", "grade", "q", "step")
FILLED = dict.fromkeys(NAMES, VICTIM) | {"applicant": {"kind": "person", "name": "某某", "phone": VICTIM}}


@pytest.fixture
def stranger(caller: Callable[[], Caller]) -> httpx.Client:
    return caller().http


def asked(http: httpx.Client, name: str) -> Iterator[httpx.Response]:
    """The route with the number in its path, its query, its form, its JSON and its headers."""
    verb, _, template = name.partition(" ")
    path = re.sub(r"\{[^}]+\}", VICTIM, template)
    told: dict[str, Any] = {"params": dict.fromkeys(NAMES, VICTIM), "headers": {"X-Phone": VICTIM, "From": VICTIM}}
    yield http.request(verb, path, **told)
    if verb == "POST":
        yield http.request(verb, path, json=FILLED, **told)
        yield http.request(verb, path, json=[FILLED], **told)
        yield http.request(verb, path, data=dict.fromkeys(NAMES, VICTIM), **told)
        yield http.request(verb, path, content=json.dumps(VICTIM), **told)


def would_text(owner: Engine) -> int:
    """Messages, timers and journal rows by which somebody would be written to."""
    with owner.connect() as conn:
        left = conn.execute(text("select count(*) from outbox where queue = 'notify'")).scalar_one()
        later = conn.execute(text("select count(*) from timers where queue = 'notify'")).scalar_one()
        return int(left + later + conn.execute(text("select count(*) from sms")).scalar_one())


def test_no_public_route_makes_us_text_anybody(app: Litestar, stranger: httpx.Client, owner: Engine) -> None:
    public = sorted(name for name, rule in routes(app) if rule == NOBODY)
    assert set(public) == OPEN
    for name in public:
        for answer in asked(stranger, name):
            assert answer.status_code < 500, name
    assert would_text(owner) == 0


def test_somebody_who_registers_a_case_does(someone: Callable[[str], Caller], owner: Engine) -> None:
    someone("xzw").registered()
    assert would_text(owner) > 0
