"""The life of a case, driven from outside through doors and phones, over deaths: whoever got no answer asks again."""

import itertools
import time
from collections.abc import Callable
from typing import Any

import httpx

from deploy.simulator.exchange import Exchange
from tests.services.gateway.people import PASSWORD, a_registration, an_applicant

PATIENCE = 30.0  # seconds for one thing to come about, deaths and second tries included
_phones = itertools.count(1)


class Person:
    """Somebody at a screen who presses the button again, with the same key, until there is an answer."""

    def __init__(self, base: str, login: str, nudge: Callable[[], None]) -> None:
        self._http = httpx.Client(base_url=base, timeout=10)
        self._login, self._nudge = login, nudge
        self._acts: list[tuple[str, str, dict[str, Any], tuple[object, ...]]] = []

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def log_in(self) -> None:
        """Once; the session is a row and outlives every process."""
        answer = self._again(lambda: self._http.post("/api/session", json={"login": self._login, "password": PASSWORD}))
        self._http.headers["X-CSRF-Token"] = answer.json()["csrf"]

    def act(self, path: str, key: str, body: dict[str, Any]) -> dict[str, Any]:
        """The answer, which must be the same however often it is asked for."""
        answer = self._post(path, key, body)
        assert answer.status_code in (200, 201), answer.text
        self._acts.append((path, key, body, _told(answer)))
        return dict(answer.json())

    def asks_again(self) -> None:
        """Whatever was asked under a key is answered the same to the last byte, for ever."""
        for path, key, body, told in self._acts:
            assert _told(self._post(path, key, body)) == told
        self._acts.clear()

    def _post(self, path: str, key: str, body: dict[str, Any]) -> httpx.Response:
        return self._again(lambda: self._http.post(path, json=body, headers={"Idempotency-Key": key}))

    def sees(self, path: str) -> dict[str, Any]:
        """What is there now."""
        return dict(self._again(lambda: self._http.get(path)).json())

    def _again(self, call: Callable[[], httpx.Response]) -> httpx.Response:
        end = time.monotonic() + PATIENCE
        while True:
            try:
                answer = call()
            except httpx.TransportError:
                answer = httpx.Response(503)
            if answer.status_code < 500:
                return answer
            assert time.monotonic() < end, answer
            self._nudge()
            time.sleep(0.05)


class Life:
    """One case, stage by stage. `nudge` is called while waiting: it restarts what died and lets time pass."""

    def __init__(self, people: dict[str, Person], exchange: Exchange, nudge: Callable[[], None], name: str) -> None:
        self.phone = f"138{next(_phones):08d}"
        self._people, self._exchange, self._nudge, self._name = people, exchange, nudge, name
        self.case_id = ""

    def register(self) -> None:
        """At the village; offered to the town by itself, and the applicant told."""
        new = a_registration(applicant=an_applicant(phone=self.phone))
        self.case_id = self._people["village"].act("/api/cases/register", f"{self._name}-register", new)["id"]
        self.until(lambda: bool((self._case("village").get("handover") or {}).get("to_site")), "an offer")
        self.until(lambda: len(self.texts()) == 1, "the first SMS")

    def handle(self) -> None:
        """The town takes it and does it."""
        for verb, body in (("sign-for", {}), ("start", {}), ("complete", {"result": "已办结"})):
            self._people["town"].act(f"/api/cases/{self.case_id}/{verb}", f"{self._name}-{verb}", body)

    def ask(self) -> None:
        """The question goes out when the act can no longer be undone."""
        self.until(lambda: len(self.texts()) == 2, "the question")

    def rate(self) -> None:
        """The applicant answers, and the file is closed."""
        self._exchange.reply(self.phone, self._exchange.phones.of(self.phone)[-1].extend, "1")
        self.until(lambda: self._case("village")["state"] == "archived", "the archive")

    def texts(self) -> list[str]:
        """What stands on the applicant's phone."""
        return [message.content for message in self._exchange.phones.of(self.phone)]

    def _case(self, who: str) -> dict[str, Any]:
        return self._people[who].sees(f"/api/cases/{self.case_id}")

    def until(self, true: Callable[[], object], what: str) -> None:
        """Waits for what the platform does by itself."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, f"{what} never came"
            self._nudge()
            time.sleep(0.03)

    def happened(self) -> list[str]:
        """The kinds of the case's events, in order."""
        events = self._people["village"].sees(f"/api/cases/{self.case_id}/events")["events"]
        return [event["kind"] for event in events]


def _told(answer: httpx.Response) -> tuple[object, ...]:
    return answer.status_code, answer.content, answer.headers.get("Location"), answer.headers.get("ETag")


STAGES = ("register", "handle", "ask", "rate")
