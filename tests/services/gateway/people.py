"""People at the gateway's doors, as tests meet them: they log in, read and act over HTTP."""

import itertools
from typing import Any

import httpx

from deploy.seeding import bundle

PASSWORD = bundle.read().demo.password
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Edg/142.0.0.0"
"""The browser of a desk; whoever has not logged in comes with another."""
_keys = itertools.count(1)


class Caller:
    """Somebody with an HTTP client: a person, a partner, or nobody yet."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http

    def log_in(self, login: str, password: str = PASSWORD) -> httpx.Response:
        """Logs in, at a desk; from then on every act carries the session's token."""
        self.http.headers["User-Agent"] = DESK
        answer = self.http.post("/api/session", json={"login": login, "password": password})
        if answer.status_code == 200:
            self.http.headers["X-CSRF-Token"] = answer.json()["csrf"]
        return answer

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Reads."""
        return self.http.get(path, **options)

    def act(
        self, path: str, body: object = None, key: str | None = None, headers: dict[str, str] | None = None
    ) -> httpx.Response:
        """Acts under a key of its own, unless one is given."""
        sent = {"Idempotency-Key": key or f"test-key-{next(_keys)}", **(headers or {})}
        return self.http.post(path, json=body if body is not None else {}, headers=sent)

    def register(self, key: str | None = None, **changes: Any) -> httpx.Response:
        """Registers an ordinary case, unless changed."""
        return self.act("/api/cases/register", a_registration(**changes), key)

    def registered(self, **changes: Any) -> str:
        """The id of a case just registered."""
        answer = self.register(**changes)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["id"])


def an_applicant(**changes: Any) -> dict[str, Any]:
    """Somebody from the village."""
    return {"kind": "person", "name": "赵大海", "phone": "13804726021"} | changes


def a_registration(**changes: Any) -> dict[str, Any]:
    """高龄津贴 with all its papers."""
    papers = [m.name for m in bundle.read().materials if m.item_code == "MZ001"]
    return {"item_code": "MZ001", "applicant": an_applicant(), "channel": "3", "papers": papers} | changes
