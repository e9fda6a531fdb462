"""Asking the gateway as somebody of a role, and what of an answer must not tell one thing from another."""

import itertools
import re
from typing import Any
from urllib.parse import urlencode

import httpx
import msgspec
from litestar import Litestar
from litestar.testing import TestClient

from shared.kernel.i18n import text
from tests.isolation.matrix import Row
from tests.isolation.world import PARTNER_KEY
from tests.services.gateway.people import PASSWORD

_keys = itertools.count(1)
_PER_REQUEST = ("date", "x-request-id")
_FORM_KEY = re.compile(r'name="idempotency_key" value="[^"]*"')


class Told(msgspec.Struct, frozen=True):
    """An answer without what is every request's own: its id, the time, keys of forms, what was asked for."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: str


class Asker:
    """The gateway's doors, knocked at by callers of every role, who log in once."""

    def __init__(self, client: TestClient[Litestar]) -> None:
        self.client = client
        self._known: dict[str, dict[str, str]] = {"nobody": {}, "partner": {"authorization": f"Bearer {PARTNER_KEY}"}}

    def ask(self, role: str, row: Row, path: str, body: dict[str, Any] | None = None) -> httpx.Response:
        """One request, with a key of its own where it acts. A page's form is sent as a form."""
        headers = {**self.credentials(role), "accept-language": "zh-CN"}
        if row.method in ("GET", "HEAD"):
            answer = self.client.request(row.method, path, headers=headers, params=body, follow_redirects=False)
        elif row.is_page:
            form = urlencode({**(body or {}), "idempotency_key": f"form-key-{next(_keys)}"}, doseq=True)
            headers["content-type"] = "application/x-www-form-urlencoded"
            answer = self.client.request(row.method, path, headers=headers, content=form, follow_redirects=False)
        else:
            headers["idempotency-key"] = f"isolation-{next(_keys)}"
            answer = self.client.request(row.method, path, headers=headers, json=body or {}, follow_redirects=False)
        self.client.cookies.clear()
        return answer

    def credentials(self, role: str) -> dict[str, str]:
        """The headers by which the gateway knows somebody of this role."""
        if role not in self._known:
            self._known[role] = self.enter(f"as-{role}")
        return self._known[role]

    def enter(self, login: str) -> dict[str, str]:
        """A new session's headers."""
        entered = self.client.post("/api/session", json={"login": login, "password": PASSWORD})
        assert entered.status_code == 200, entered.text
        cookie = "; ".join(f"{name}={value}" for name, value in self.client.cookies.items())
        self.client.cookies.clear()
        return {"cookie": cookie, "x-csrf-token": entered.json()["csrf"]}

    def forget(self, role: str) -> None:
        """The next request of this role comes with a new session."""
        self._known.pop(role)


def told(answer: httpx.Response, *asked_for: object) -> Told:
    """All that an answer tells, header by header and byte by byte."""
    own = {answer.headers["x-request-id"]: "REQUEST", **{str(one): "ASKED" for one in asked_for}}
    body = _FORM_KEY.sub("", answer.content.decode())
    for given, name in own.items():
        body = body.replace(given, name)
    headers = tuple(sorted((n, v) for n, v in answer.headers.items() if n not in _PER_REQUEST))
    return Told(answer.status_code, headers, body)


def is_denied(answer: httpx.Response, action: str) -> bool:
    """Whether the permissions said no, before anything was looked up."""
    return answer.status_code == 403 and text("refusal.access.denied", "zh-CN", action=action) in answer.text
