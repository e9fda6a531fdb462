"""A person at a screen: logs in, reads, acts. Nothing here knows more than the API does."""

import time
import uuid
from collections.abc import Callable
from typing import Any

import httpx

from deploy.stories.failing import Unexpected, expect

PATIENCE = 30.0  # seconds a story waits for what the platform does by itself


class Player:
    """One log-in with its session, at its place."""

    repeated = 0

    def __init__(self, base: str, login: str, password: str, twice: bool = False) -> None:
        self.login, self._twice = login, twice
        self._http = httpx.Client(base_url=base, timeout=20, headers={"accept-language": "zh-CN"})
        me = self._call("POST", "/api/session", {"login": login, "password": password})
        self.name, self.site, self.site_name = me["name"], me["site"]["id"], me["site"]["short_name"]
        self._http.headers["x-csrf-token"] = me["csrf"]

    def get(self, path: str) -> dict[str, Any]:
        """Reads. Raises Unexpected when refused."""
        return self._call("GET", path)

    def act(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        """Acts under an idempotency key of its own. Raises Unexpected when refused, or when a repetition differs."""
        headers = {"idempotency-key": str(uuid.uuid4())}
        done = self._call("POST", path, body or {}, headers)
        if self._twice:
            expect(f"{path} 重发", self._call("POST", path, body or {}, headers), done)
            self.repeated += 1
        return done

    def registers(self, item: str, applicant: dict[str, Any], channel: str, **more: object) -> str:
        """Registers a case with all papers of its item; gives its id."""
        papers = [material["name"] for material in self.get(f"/api/items/{item}")["materials"]]
        new = {"item_code": item, "applicant": applicant, "channel": channel, "papers": papers, **more}
        return str(self.act("/api/cases/register", new)["id"])

    def refused(self, path: str, body: dict[str, Any] | None = None) -> str:
        """Tries what must be refused; gives the code. Raises Unexpected when it went through."""
        headers = {"idempotency-key": str(uuid.uuid4())}
        answer = self._http.post(path, json=body or {}, headers=headers)
        if not answer.is_error:
            raise Unexpected(f"{self.login} POST {path}: 本应拒绝，却做成了")
        return str(answer.json()["code"])

    def status_of(self, path: str) -> int:
        """Only whether it may be read: the status."""
        return self._http.get(path).status_code

    def waits_for(self, what: str, path: str, true_of: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Looks again until it is so. Raises Unexpected when patience ends."""
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            seen = self.get(path)
            if true_of(seen):
                return seen
            time.sleep(0.05)
        raise Unexpected(f"{self.name}（{self.site_name}）等不到：{what}；最后看到 {seen}")

    def _call(
        self, method: str, path: str, body: dict[str, Any] | None = None, headers: dict[str, str] | None = None
    ) -> dict[str, Any]:
        answer = self._http.request(method, path, json=body, headers=headers)
        if answer.is_error:
            raise Unexpected(f"{self.login} {method} {path}: {answer.status_code} {answer.text[:400]}")
        return dict(answer.json())


class Partner(Player):
    """A partner system with its API key instead of a person."""

    def __init__(self, base: str, key: str, name: str) -> None:
        self._twice = False
        self.login = self.name = self.site_name = name
        self._http = httpx.Client(base_url=base, timeout=20, headers={"authorization": f"Bearer {key}"})
