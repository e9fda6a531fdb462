"""How many everyday cases a second live their whole life, from registration to rating and archive?

Everything runs on this machine: platform, database, broker, phones, and those who ask. The cases go through their life
together, stage by stage, since the question to the applicant waits until completing can no longer be undone; the hours
of waiting are skipped by letting the business clock run ahead, the work is not.
"""

import json
import multiprocessing
import time
import urllib.request
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg

from bench.rig.client import CLIENTS, TOWN, VILLAGE, Client, registration, together
from bench.rig.line import tell
from bench.rig.whole import WIRINGS, Whole, whole

LIVES = 200
AIM = 20.0  # lives a second
PATIENCE = 120.0  # seconds for one stage
UNDO = timedelta(minutes=4)
OFFERED = "select count(*) from desk_rows where bucket = 'sign'"
ASKED = "select count(*) from sms where purpose = 'rating' and state in ('sent', 'delivered')"
ARCHIVED = "select count(*) from cases where state = 'archived'"


def main() -> None:
    """Both wirings."""
    for wiring in WIRINGS:
        with whole(wiring) as there, multiprocessing.get_context("spawn").Pool(1) as pool:
            pool.apply(_lives, (there, CLIENTS))  # everything is warm afterwards
            stages = pool.apply(_lives, (there, LIVES))
        for stage, took in stages.items():
            tell(f"{stage}, {wiring}", LIVES / took, "cases/s")
        tell(f"full lives, {wiring}", LIVES / sum(stages.values()), "lives/s", aim=AIM)


def _lives(there: Whole, count: int) -> dict[str, float]:
    """Seconds of every stage."""
    village = [Client(there.base, VILLAGE) for _ in range(CLIENTS)]
    town = [Client(there.base, TOWN) for _ in range(CLIENTS)]
    phones = [f"138{time.time_ns() // 1000 % 10**8 + n:08d}"[:11] for n in range(count)]
    cases: list[str] = []
    took: dict[str, float] = {}
    with psycopg.connect(there.owner.replace("+psycopg", ""), autocommit=True) as conn:

        def counted(query: str) -> int:
            row = conn.execute(query).fetchone()
            return int(row[0]) if row else 0

        def stage(name: str, work: Callable[[], object], query: str, goal: int) -> None:
            began = time.perf_counter()
            work()
            _until(lambda: counted(query) >= goal, name)
            took[name] = time.perf_counter() - began

        asked, archived = counted(ASKED) + count, counted(ARCHIVED) + count
        offered = counted(OFFERED) + count
        stage("registered and offered", lambda: together(_register(cases), village, phones), OFFERED, offered)
        stage("signed for, started, completed", lambda: together(_handle, town, cases), OFFERED, 0)
        stage("asked by SMS", lambda: there.advance(UNDO), ASKED, asked)
        stage("rated and archived", lambda: _rate(there, phones), ARCHIVED, archived)
    return took


def _register(cases: list[str]) -> Callable[[Client, str], None]:
    def register(client: Client, phone: str) -> None:
        cases.append(client.post("/api/cases/register", registration(phone))["id"])

    return register


def _handle(client: Client, case: str) -> None:
    client.post(f"/api/cases/{case}/sign-for", {})
    client.post(f"/api/cases/{case}/start", {})
    client.post(f"/api/cases/{case}/complete", {"result": "已办结"})


def _rate(there: Whole, phones: list[str]) -> None:
    for phone in phones:
        typed = json.dumps({"phone": phone, "content": "1"}).encode()
        asked = urllib.request.Request(f"{there.phones}/api/reply", typed, {"content-type": "application/json"})
        urllib.request.urlopen(asked, timeout=30).close()


def _until(true: Callable[[], Any], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > end:
            raise RuntimeError(f"not all were {what}")
        time.sleep(0.02)


if __name__ == "__main__":
    main()
