"""People with one connection that stays open: enough of HTTP, and little of the machine's time."""

import functools
import http.client
import json
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import urlsplit

from deploy.seeding import bundle

CLIENTS = 8
VILLAGE, TOWN = "xzw", "wsq"


class Client:
    """Somebody at a screen, logged in. Raises RuntimeError for whatever is refused."""

    def __init__(self, base: str, login: str = VILLAGE) -> None:
        self._http = http.client.HTTPConnection(urlsplit(base).netloc, timeout=30)
        self._headers = {"content-type": "application/json"}
        me, cookie = self._ask("POST", "/api/session", {"login": login, "password": bundle.read().demo.password})
        self._headers |= {"x-csrf-token": me["csrf"], "cookie": cookie}

    def post(self, path: str, body: dict[str, object]) -> dict[str, Any]:
        """An act under a key of its own."""
        return self._ask("POST", path, body, str(uuid.uuid4()))[0]

    def knock(self, path: str, body: dict[str, object]) -> tuple[int, dict[str, Any]]:
        """An act that may be refused: its status, and what was answered."""
        headers = self._headers | {"idempotency-key": str(uuid.uuid4())}
        answer = self._answer("POST", path, json.dumps(body), headers)
        return answer.status, json.loads(answer.read())

    def get(self, path: str) -> dict[str, Any]:
        """What is there now."""
        return self._ask("GET", path, None)[0]

    def _ask(self, method: str, path: str, body: object, key: str = "") -> tuple[dict[str, Any], str]:
        headers = self._headers | ({"idempotency-key": key} if key else {})
        written = json.dumps(body) if body is not None else None
        answer = self._answer(method, path, written, headers)
        said = answer.read()
        if answer.status not in (200, 201, 202):
            raise RuntimeError(f"{path}: {answer.status} {said[:300]!r}")
        cookies = "; ".join(one.split(";")[0] for one in answer.headers.get_all("set-cookie", []))
        return json.loads(said), cookies

    def _answer(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> http.client.HTTPResponse:
        try:
            self._http.request(method, path, body, headers)
            return self._http.getresponse()
        except (ConnectionError, http.client.RemoteDisconnected):  # idle for so long that the server hung up
            self._http.close()
            self._http.request(method, path, body, headers)
            return self._http.getresponse()


def together(work: Callable[[Client, str], object], clients: Sequence[Client], things: Sequence[str]) -> None:
    """Every client does its part of the things, one after the other; ends when all are done."""

    def part(n: int) -> None:
        for thing in things[n :: len(clients)]:
            work(clients[n], thing)

    with ThreadPoolExecutor(len(clients)) as threads:
        list(threads.map(part, range(len(clients))))


@functools.cache
def _papers() -> list[str]:
    return [material.name for material in bundle.read().materials if material.item_code == "MZ001"]


def registration(phone: str = "13800138000") -> dict[str, object]:
    """高龄津贴 with all its papers."""
    applicant = {"kind": "person", "name": "赵大海", "phone": phone}
    return {"item_code": "MZ001", "applicant": applicant, "channel": "3", "papers": _papers()}
