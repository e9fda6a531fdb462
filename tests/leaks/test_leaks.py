"""Planted phone numbers, identity numbers and names are nowhere in clear: files, tables, broker, answers, browsers."""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, sync_playwright
from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy.rabbit import Rabbit
from tests.journeys.chromium import program
from tests.journeys.running import Platform, platform
from tests.leaks.living import Life
from tests.leaks.planted import WHAT, in_bytes, in_files, in_tables
from tests.services.gateway.people import PASSWORD

PHONES = ("simulator.log", "simulator.jsonl")
"""The simulator is the applicants' phones: what they read and write is theirs."""


@pytest.fixture(scope="module", params=["embedded", pytest.param("processes", marks=pytest.mark.long)])
def broker(request: pytest.FixtureRequest) -> Iterator[Rabbit | None]:
    if request.param == "embedded":
        yield None
        return
    folder = Path(tempfile.mkdtemp(prefix="bb-rabbit-", dir="/tmp"))
    found = Rabbit(folder)
    found.start()
    yield found
    found.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def running(broker: Rabbit | None) -> Iterator[Platform]:
    with platform(broker.url if broker else "") as found:
        yield found


@pytest.fixture(scope="module")
def life(running: Platform) -> Iterator[Life]:
    lived = Life(running)
    lived.live()
    yield lived
    lived.end()


def home(running: Platform) -> Path:
    return Path(running.env["BANGBAN_HOME"])


def database(running: Platform) -> str:
    noted = json.loads((home(running) / "run/environment.json").read_text())
    return str(noted["BANGBAN_DATABASE_OWNER_URL"])


def test_no_table_holds_any_of_it_in_clear(running: Platform, life: Life) -> None:
    found, looked = in_tables(database(running))
    assert found == []
    assert looked > 1000


def test_no_file_holds_any_of_it_neither_logs_nor_the_database_nor_what_it_writes_ahead(
    running: Platform, life: Life, broker: Rabbit | None
) -> None:
    assert len(list((home(running) / "log").iterdir())) >= 3
    assert in_files(home(running), *PHONES) == []
    assert in_files(home(running).parent, "home") == []
    if broker:
        assert in_files(broker.folder) == []


def test_no_refusal_repeats_it(life: Life) -> None:
    assert len(life.refusals) > 10
    assert [(a.url.path, in_bytes(a.content)) for a in life.refusals if in_bytes(a.content)] == []
    assert [(a.url.path, a.headers) for a in life.refusals if in_bytes(str(a.headers).encode())] == []


def test_no_browser_keeps_any_of_it(running: Platform, life: Life, tmp_path: Path) -> None:
    # Given a registration that was typed, kept as a draft, seen in its preview and sent
    asked: list[str] = []
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch_persistent_context(
            tmp_path / "profile", executable_path=program(), args=["--no-sandbox"], base_url=running.url, locale="zh-CN"
        )
        chromium.on("request", lambda request: asked.append(request.url))
        _register(chromium)
        # Then it stands in no address, cookie or storage
        assert not in_bytes(json.dumps([asked, chromium.cookies()]).encode())
        for kept in (json.dumps(chromium.storage_state(indexed_db=True), ensure_ascii=False), _session(chromium)):
            assert not in_bytes(kept.encode()), kept
        chromium.close()
    # And nowhere in what the browser left on the disk
    assert len(asked) > 5
    assert in_files(tmp_path / "profile") == []


def _register(chromium: BrowserContext) -> None:
    page = chromium.new_page()
    page.goto("/login")
    page.fill("[name=login]", "xzw")
    page.fill("[name=password]", PASSWORD)
    page.click("form[action='/login'] button")
    page.goto("/register")
    for name in ("name", "phone", "identity"):
        page.fill(f"[name={name}]", WHAT[name])
    page.locator("#f-item_code .combo input").click()
    page.locator("#f-item_code .combo input").fill("gljt")
    page.locator("#f-item_code .combo input").press("Enter")
    page.locator("#outcome").get_by_text("万水泉镇").first.wait_for()
    page.wait_for_timeout(3000)  # the draft is kept
    page.reload()
    assert page.input_value("[name=name]") == WHAT["name"], "the draft was kept, on the server"
    for box in page.locator("[name=papers]").all():
        box.check()
    page.locator("[data-submit]").click()
    page.wait_for_url("**/cases/*")


def _session(chromium: BrowserContext) -> str:
    return str(chromium.pages[-1].evaluate("JSON.stringify([{...sessionStorage}, {...localStorage}])"))


def test_the_search_itself_finds_what_is_left_lying_about(running: Platform, life: Life, tmp_path: Path) -> None:
    """Or its silence would mean nothing."""
    lying = {
        "a.log": f'{{"event": "hm", "phone": "{WHAT["phone"]}"}}'.encode(),
        "b.json": json.dumps({"who": WHAT["name"]}).encode(),
        "c.har": b"GET /find?q=%E6%85%95%E5%AE%B9%E6%B3%84%E9%9C%B2%E6%9F%A5",
        "d.sql": b"\\x" + WHAT["identity"].encode().hex().encode(),
        "e.bin": b"\0\1" + WHAT["contact"].encode("utf-16-le"),
    }
    for name, content in lying.items():
        (tmp_path / name).write_bytes(content)
    assert [line.partition(":")[0] for line in in_files(tmp_path)] == sorted(lying)
    engine = create_engine(database(running), poolclass=NullPool)
    row = "insert into audit (id, tenant_id, at, actor, act, reason) values (gen_random_uuid(), '', now(), '', '', :it)"
    with engine.begin() as conn:
        conn.execute(text(row), {"it": f"电话{WHAT['other phone']}"})
    found, _ = in_tables(database(running))
    assert [line.partition("_")[0] for line in found] == ["audit"]
