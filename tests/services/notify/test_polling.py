"""Fetching receipts and replies: kept before they are read, once, by one process, and a silence is in sight."""

import json
from collections import deque

from msgspec.structs import replace
from sqlalchemy import text

from services.notify.usecases.poll_suppliers import poll_suppliers
from shared.ports.sms import Unreachable
from tests import scenes
from tests.services.notify.pair import Named
from tests.services.notify.platform import Platform, completed


class Asked(Named):
    """A supplier that gives what it has once, when it is asked."""

    def __init__(self) -> None:
        super().__init__("a")
        self.bodies: dict[str, deque[str]] = {"receipts": deque(), "replies": deque()}
        self.away = False

    def pull(self, what: str) -> str:
        """The next body, and then nothing."""
        if self.away:
            raise Unreachable("timeout")
        return self.bodies[what].popleft() if self.bodies[what] else ""


def polled(platform: Platform) -> Asked:
    supplier = Asked()
    platform.deps = replace(platform.deps, suppliers={"a": supplier}, polled=frozenset({"a"}))
    return supplier


def round_(platform: Platform) -> int:
    with platform.owner.begin() as conn:
        conn.execute(text("update supplier_states set polled_at = now() - interval '1 hour'"))
    return poll_suppliers(platform.deps, scenes.CITY)


def test_what_is_fetched_does_what_it_would_have_done_posted(platform: Platform) -> None:
    supplier, case_id = polled(platform), completed(platform.store)
    platform.ask(case_id)
    row = platform.sms(case_id)
    supplier.bodies["receipts"].append(json.dumps([{"reference": row["reference"], "status": "delivered"}]))
    reply = {"supplier_id": "u1", "phone": scenes.APPLICANT.phone, "text": "1", "extension": row["extension"]}
    supplier.bodies["replies"].append(json.dumps([reply]))
    assert round_(platform) == 2
    platform.drain()
    assert platform.sms(case_id)["state"] == "delivered"
    assert platform.rating(case_id) is not None
    assert (platform.raw("receipts"), platform.raw("replies")) == (["applied"], ["applied"])


def test_one_process_fetches_and_not_before_it_is_time(platform: Platform) -> None:
    supplier = polled(platform)
    supplier.bodies["receipts"].extend(['{"reference": "x1", "status": "delivered"}'] * 2)
    assert poll_suppliers(platform.deps, scenes.CITY) == 2
    supplier.bodies["receipts"].append('{"reference": "x2", "status": "delivered"}')
    assert poll_suppliers(platform.deps, scenes.CITY) == 0
    assert round_(platform) == 1
    assert platform.raw("receipts") == ["new", "new"]  # the very same was kept once


def test_who_posts_is_not_asked(platform: Platform) -> None:
    supplier = polled(platform)
    supplier.bodies["receipts"].append("{}")
    platform.deps = replace(platform.deps, polled=frozenset())
    assert round_(platform) == 0


def test_a_supplier_that_gives_no_answer_is_in_sight_until_it_does(platform: Platform) -> None:
    supplier = polled(platform)
    supplier.away = True
    assert round_(platform) == 0
    assert _code(platform) == "timeout"
    supplier.away = False
    round_(platform)
    assert _code(platform) == ""


def _code(platform: Platform) -> str:
    with platform.owner.connect() as conn:
        return str(conn.execute(text("select poll_code from supplier_states where supplier = 'a'")).scalar_one())
