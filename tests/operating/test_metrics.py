"""What the monitoring reads: only with the token, without personal data, and equal to what is in the tables."""

import re
from collections.abc import Iterator
from datetime import timedelta

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine

from deploy import heartbeat
from services.gateway.entry import metrics as entry
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings
from shared.store import failures
from shared.store.engine import Store
from shared.store.failures import Failures
from tests import scenes
from tests.gateways import served
from tests.queue import helpers

TOKEN = "a-token-of-the-monitoring"
LINE = re.compile(r'^[a-z_]+(\{[a-z_]+="[^"]*"(,[a-z_]+="[^"]*")*\})? [0-9.e+-]+$')


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return replace(settings, metrics_token=TOKEN)


@pytest.fixture
def http(settings: Settings, store: Store, monkeypatch: pytest.MonkeyPatch) -> Iterator[httpx.Client]:
    monkeypatch.setattr(entry, "FRESH", -1.0)
    with served(settings, store, "staff") as base, httpx.Client(base_url=base, timeout=20) as client:
        yield client


def scraped(http: httpx.Client) -> dict[str, float]:
    answer = http.get("/metrics", auth=("prometheus", TOKEN))
    assert answer.status_code == 200, answer.text
    lines = [line for line in answer.text.splitlines() if not line.startswith("#")]
    assert all(LINE.match(line) for line in lines), lines
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines}


def test_without_the_token_there_is_nothing_there(http: httpx.Client, settings: Settings, store: Store) -> None:
    wrong = (None, ("prometheus", "x"), ("prometheus", ""))
    told = [http.get("/metrics", auth=auth).status_code for auth in wrong]
    assert told == [404, 404, 404]
    assert http.get("/metrics", headers={b"Authorization": "Basic ü".encode()}).status_code == 404
    assert scraped(http)
    # and where no token is set, no token opens it; the public face has no such door at all
    with served(replace(settings, metrics_token=""), store, "staff") as base:
        assert httpx.get(f"{base}/metrics", auth=("prometheus", "")).status_code == 404
    with served(settings, store, "public") as base:
        assert httpx.get(f"{base}/metrics", auth=("prometheus", TOKEN)).status_code == 404


def test_the_numbers_are_those_of_the_tables_of_every_tenant(http: httpx.Client, owner: Engine, store: Store) -> None:
    # Given two cases here, one elsewhere, a dead message, one that waits, one late by an hour, and a late timer
    for site in (scenes.VILLAGE, scenes.VILLAGE, scenes.FOREIGN_STREET):
        scenes.registered(store, scenes.clerk(site))
    helpers.change(owner, "delete from outbox")
    helpers.change(owner, "delete from timers")
    (dead, old) = helpers.leave(owner, helpers.archive(), helpers.archive())
    for _ in range(failures.MOST):
        Failures(store.engine).record(helpers.ZONE, dead, ValueError())
    helpers.change(owner, "update outbox set not_before = not_before - interval '1 hour' where id = :id", id=old)
    helpers.leave(owner, helpers.archive(helpers.OTHER), not_before=real_now() + timedelta(days=1), hint=False)
    helpers.set_timer(owner, helpers.archive(), "k", timedelta(minutes=-10))
    shares = "insert into intake_shares (bucket, level, at, refused) values"
    helpers.change(owner, f"{shares} ('150271', 0, now(), 3), ('150271/a', 0, now(), 2), ('150271/b', 0, now(), 5)")
    found = scraped(http)
    assert found['bangban_intake_refused{tenant="150271",share="tenant"}'] == 3
    assert found['bangban_intake_refused{tenant="150271",share="key"}'] == 7
    zone = 'tenant="150271",queue="dispatch"'
    assert found[f'bangban_messages{{{zone},stage="dead"}}'] == 1
    assert found[f'bangban_messages{{{zone},stage="due"}}'] == 1
    assert 3600 <= found[f'bangban_message_age_seconds{{{zone},stage="due"}}'] < 3700
    assert found['bangban_messages{tenant="150203",queue="dispatch",stage="waiting"}'] == 1
    assert found['bangban_timers{tenant="150271",stage="late"}'] == 1
    assert 600 <= found['bangban_timer_late_seconds{tenant="150271"}'] < 700
    assert found['bangban_cases{tenant="150271",state="accepted"}'] == 2
    assert found['bangban_cases{tenant="150203",state="accepted"}'] == 1
    assert sum(value for name, value in found.items() if name.startswith("bangban_lamps")) == 3
    # and nothing in it is somebody's
    assert not any(scenes.APPLICANT.phone in name or scenes.APPLICANT.name in name for name in found)


def test_requests_are_counted_by_route_and_never_by_address(http: httpx.Client) -> None:
    for secret in ("one", "two"):
        http.get(f"/api/cases/{secret}/file")
    http.get("/healthz")
    found = scraped(http)
    assert found['bangban_http_request_seconds_count{method="GET",route="/healthz",status="2xx"}'] == 1
    assert found['bangban_http_request_seconds_bucket{method="GET",route="/healthz",status="2xx",le="+Inf"}'] == 1
    assert not any("one" in name for name in found)


def test_every_process_gives_signs_of_life_and_an_older_schema_stops_neither_them_nor_the_numbers(
    http: httpx.Client, owner: Engine, store: Store, settings: Settings
) -> None:
    with heartbeat.beating(store.engine, "relay", pause=0.05):
        helpers.eventually(lambda: any('process="relay"' in name for name in scraped(http)))
        # When the table is not there yet, as on the schema of the release before
        helpers.change(owner, "alter table processes rename to gone")
        assert not any('process="relay"' in name for name in scraped(http))
        helpers.change(owner, "alter table gone rename to processes")
        silent = next(value for name, value in scraped(http).items() if "silent" in name)
        assert silent < 60
    # Then one that ended in good order is forgotten at once
    assert not any('process="relay"' in name for name in scraped(http))
