"""Steady load over HTTP: everyday cases from the village to the archive, by people who do not give up.

Whoever gets no answer asks again with the same key. What was acknowledged is noted, to be looked up afterwards.
"""

import itertools
import random
import threading
from collections import Counter
from collections.abc import Sequence
from typing import Any

import httpx
import msgspec

from deploy.seeding import bundle

Step = tuple[str, str, dict[str, Any]]
"""Who does what with which words."""

CROSSING = 3
"""Every so many-th case belongs to another region, so that kills happen in the middle of crossings."""

VILLAGE, TOWN, REGION, CITY = "xzw", "wsq", "kdl", "bts"
ELSEWHERE = "150203"
STEPS: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sign-for", {}),
    ("start", {}),
    ("complete", {"result": "已办结"}),
)
"""What the town does with a case."""
QUARREL: tuple[tuple[str, str, dict[str, Any]], ...] = (
    (REGION, "refuse", {"reason": "outside_area", "words": "户籍不在本区"}),
    (CITY, "reassign", {"to_site": ELSEWHERE, "reason": "disputed", "words": "户籍在该区，请接办"}),
    *((REGION, verb, body) for verb, body in STEPS),
)
"""What becomes of a case that another region does not want at first."""


class Acknowledged(msgspec.Struct, kw_only=True):
    """What the platform said yes to: the case, and every act by its verb."""

    case_id: str
    phone: str
    number: str
    crossing: bool = False
    acts: list[str] = msgspec.field(default_factory=list)


class Desk:
    """One person's place: a session, and patience."""

    def __init__(self, base: str, login: str, over: threading.Event) -> None:
        self._http = httpx.Client(base_url=base, timeout=10)
        self._login, self._over = login, over
        self.answers: Counter[int] = Counter()

    def log_in(self) -> None:
        """Raises RuntimeError when the load is over before there was an answer."""
        told = {"login": self._login, "password": bundle.read().demo.password}
        answer = self._until_answered("POST", "/api/session", told, "")
        self._http.headers["X-CSRF-Token"] = answer.json()["csrf"]

    def act(self, path: str, key: str, body: dict[str, Any]) -> httpx.Response:
        """Until there is an answer that is no outage."""
        return self._until_answered("POST", path, body, key)

    def see(self, path: str) -> dict[str, Any]:
        """What is there now."""
        return dict(self._until_answered("GET", path, None, "").json())

    def close(self) -> None:
        """Lets go of the connections."""
        self._http.close()

    def _until_answered(self, method: str, path: str, body: dict[str, Any] | None, key: str) -> httpx.Response:
        headers = {"Idempotency-Key": key} if key else {}
        while not self._over.is_set():
            try:
                answer = self._http.request(method, path, json=body, headers=headers)
            except httpx.TransportError:
                self.answers[0] += 1
            else:
                self.answers[answer.status_code] += 1
                if answer.status_code < 500:
                    return answer
            self._over.wait(0.2)
        raise RuntimeError("the load is over")


class Load:
    """Some threads, each with a case in hand at a time, and a pause between two cases. Seconds."""

    def __init__(self, base: str, seed: int, threads: int = 4, pause: float = 0.3) -> None:
        self._base, self._seed, self._pause = base, seed, pause
        self._enough, self.over = threading.Event(), threading.Event()
        self._numbers = itertools.count(1)
        self.acknowledged: list[Acknowledged] = []
        self.refused: list[str] = []
        self.answers: Counter[int] = Counter()
        self._threads = [threading.Thread(target=self._work, args=(n,), daemon=True) for n in range(threads)]

    @property
    def progress(self) -> int:
        """How much was acknowledged so far."""
        return sum(1 + len(case.acts) for case in list(self.acknowledged))

    def start(self) -> None:
        """Begins."""
        for thread in self._threads:
            thread.start()

    @property
    def busy(self) -> bool:
        """Whether anybody still has a case in hand."""
        return any(thread.is_alive() for thread in self._threads)

    def enough(self) -> None:
        """No new cases; those begun are finished."""
        self._enough.set()

    def end(self) -> None:
        """What is not finished is given up."""
        self.over.set()
        for thread in self._threads:
            thread.join(15)

    def _work(self, thread: int) -> None:
        chance = random.Random(self._seed * 1000 + thread)
        desks = {login: Desk(self._base, login, self.over) for login in (VILLAGE, TOWN, REGION, CITY)}
        try:
            for desk in desks.values():
                desk.log_in()
            while not self._enough.is_set():
                number = next(self._numbers)
                if number % CROSSING:
                    self._case(desks, number, "", [(TOWN, verb, body) for verb, body in STEPS])
                else:
                    self._case(desks, number, ELSEWHERE, QUARREL)
                self._enough.wait(chance.uniform(0, 2 * self._pause))
        except RuntimeError:
            self.refused.append(f"thread {thread}: no answer before the end")
        finally:
            for desk in desks.values():
                self.answers += desk.answers
                desk.close()

    def _case(self, desks: dict[str, Desk], number: int, region: str, steps: Sequence[Step]) -> None:
        village = desks[VILLAGE]
        phone, key = f"139{number:08d}", f"load-{self._seed}-{number:08d}"
        answer = village.act("/api/cases/register", f"{key}-register", registration(phone, region))
        if answer.status_code != 201:
            self.refused.append(f"register: {answer.status_code} {answer.text}")
            return
        told = answer.json()
        case = Acknowledged(case_id=told["id"], phone=phone, number=told["number"], crossing=bool(region))
        self.acknowledged.append(case)
        while not (village.see(f"/api/cases/{case.case_id}")["handover"] or {}).get("to_site"):
            self.over.wait(0.2)
        for login, verb, body in steps:
            self._until_placed(village, case.case_id, verb)
            answer = desks[login].act(f"/api/cases/{case.case_id}/{verb}", f"{key}-{verb}", body)
            if answer.status_code != 200:
                self.refused.append(f"{verb}: {answer.status_code} {answer.text}")
                return
            case.acts.append(verb)

    def _until_placed(self, village: Desk, case_id: str, verb: str) -> None:
        """A coordinator places what lies on their board, not before."""
        while verb == "reassign" and not village.see(f"/api/cases/{case_id}")["pool_site"]:
            self.over.wait(0.2)
            if self.over.is_set():
                raise RuntimeError("the load is over")


def registration(phone: str, region: str = "") -> dict[str, Any]:
    """高龄津贴 with all its papers, for an applicant of this phone, who may belong to another region."""
    papers = [material.name for material in bundle.read().materials if material.item_code == "MZ001"]
    applicant = {"kind": "person", "name": "赵大海", "phone": phone}
    new = {"item_code": "MZ001", "applicant": applicant, "channel": "3", "papers": papers}
    return new | {"competence_region": region} if region else new
