"""From the village to a rated answer in a real browser, with JavaScript and without it."""

import re
from collections.abc import Iterator
from contextlib import suppress

import httpx
import pytest
from playwright.sync_api import Browser, Error, Page, expect, sync_playwright

from deploy.seeding import bundle
from deploy.stories.phone import Phone, link_in
from tests.journeys.chromium import program
from tests.journeys.running import Platform, platform

PASSWORD = bundle.read().demo.password


@pytest.fixture(scope="module")
def running() -> Iterator[Platform]:
    with platform() as found:
        yield found


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def phone(running: Platform) -> Iterator[Phone]:
    found = Phone(running.simulator)
    yield found
    found._http.close()


class Screen:
    """Somebody's screen; what its scripts complain about fails the test."""

    def __init__(self, chromium: Browser, base: str, script: bool, width: int = 1366) -> None:
        context = chromium.new_context(
            base_url=base, locale="zh-CN", java_script_enabled=script, viewport={"width": width, "height": 768}
        )
        self.page: Page = context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)

    def log_in(self, login: str) -> Page:
        """Through the form."""
        self.page.goto("/login")
        self.page.fill("[name=login]", login)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("form[action='/login'] button")
        return self.page


def register(page: Page, phone: str, script: bool, item: tuple[str, str] = ("gljt", "万水泉镇")) -> str:
    """The village takes the case in, having seen where it goes; gives the number."""
    initials, where = item
    page.goto("/register")
    page.fill("[name=name]", "赵大海")
    page.fill("[name=phone]", phone)
    if script:
        page.locator("#f-item_code .combo input").click()
        page.locator("#f-item_code .combo input").fill(initials)
        page.locator("#f-item_code .combo input").press("Enter")
    else:
        page.fill("[name=seek]", initials)
        page.get_by_role("button", name="查找").click()
        page.select_option("[name=item_code]", "MZ001")
        page.get_by_role("button", name="先看去向和到期日").click()
    expect(page.locator("#outcome")).to_contain_text(where)
    for box in page.locator("[name=papers]").all():
        box.check()
    page.locator("[data-submit]").click()
    page.wait_for_url("**/cases/*")
    return str(page.locator(".t1 .num").inner_text())


def wait_for(page: Page, words: str) -> None:
    """Looks again until the platform has done its part."""
    for _ in range(60):
        if words in page.content():
            return
        page.wait_for_timeout(500)
        page.reload()
    raise AssertionError(f"{words} never appeared: {page.inner_text('main')}")


def test_a_device_that_is_handed_over_leads_back_to_none_of_our_pages(
    running: Platform, chromium: Browser, phone: Phone
) -> None:
    # Given a clerk who looked at a case and hands their device over to be rated on
    screen = Screen(chromium, running.url, script=True)
    page = screen.log_in("xzw")
    number = register(page, phone.number, script=True)
    page.get_by_role("button", name="交平板评价").click()
    page.get_by_role("button", name="退出登录，交给来人").click()
    page.get_by_role("link", name="开始评价").click()
    # When the applicant rates, and then goes back as far as the browser goes
    page.click("button[value=good]")
    expect(page.locator("main")).to_contain_text("谢谢您")
    seen = []
    for _ in range(8):
        with suppress(Error):  # what was posted is not kept, and Chromium says so instead of showing it
            page.go_back(timeout=5000)
        page.wait_for_timeout(500)
        seen.append(page.content())
    # Then nothing of the case or of the desk comes up again
    assert any("登录" in content for content in seen), "it went back to where the desk had been"
    assert not any(number in content or "赵大海" in content or "/logout" in content for content in seen)


@pytest.mark.parametrize("script", [True, False], ids=["with scripts", "without scripts"])
def test_from_the_village_to_a_rated_answer(running: Platform, chromium: Browser, phone: Phone, script: bool) -> None:
    village, town = (Screen(chromium, running.url, script) for _ in range(2))

    # Given a case that the village registered and the rules sent to the town
    here = village.log_in("xzw")
    number = register(here, phone.number, script)
    wait_for(here, "等待签收")
    assert "条规则上报万水泉镇" in here.content()

    # When the town signs for it in the row of its desk, works on it and completes it
    there = town.log_in("wsq")
    row = there.locator("tr", has_text=number.removeprefix("150271-"))
    row.get_by_role("button", name="签收").click()
    expect(there.locator(".toast")).to_contain_text("已签收")
    there.locator("tr", has_text=number.removeprefix("150271-")).locator("a.what").click()
    there.get_by_role("button", name="开始办理").click()
    there.locator(".acts").get_by_role("link", name="办结").click()
    there.fill("[name=result]", "已批准，次月起发放")
    there.locator(".panel").get_by_role("button", name="办结").click()
    expect(there.locator(".tl")).to_contain_text("办结：已批准")

    # Then the applicant is asked by SMS, and one tap on the page behind the link rates
    applicant = Screen(chromium, running.url, script, width=360)
    applicant.page.goto(link_in(phone.message_with("评价")))
    assert "赵" not in applicant.page.inner_text("main")
    applicant.page.click("button[value=very_good]")
    expect(applicant.page.locator("main")).to_contain_text("谢谢您")
    wait_for(here, "归档")

    # And the centre reads how, and the village, which had a hand in it, does not
    centre = Screen(chromium, running.url, script)
    there = centre.log_in("gxq")
    there.goto(here.url)
    assert "非常满意" in there.content()
    assert "非常满意" not in here.content()
    assert village.troubles + town.troubles + applicant.troubles + centre.troubles == []


def test_a_missing_reason_is_told_where_one_looks_and_the_words_stay(
    running: Platform, chromium: Browser, phone: Phone
) -> None:
    """The refusal arrives as a part of the page, and the focus is on it."""
    screen = Screen(chromium, running.url, script=True)
    page = screen.log_in("xzw")
    register(page, phone.number, script=True, item=("MZ005", "就地办理"))
    page.locator(".acts").get_by_role("link", name="转办").click()
    page.fill(".panel [name=words]", "请接着办")
    page.locator(".panel").get_by_role("button", name="转出").click()
    expect(page.locator(".errsum")).to_be_focused()
    expect(page.locator(".panel [name=words]")).to_have_value("请接着办")
    assert page.evaluate("Object.values(localStorage).join('').includes('赵大海')") is False


def test_a_session_that_ends_under_a_form_costs_a_log_in_and_no_words(
    running: Platform, chromium: Browser, phone: Phone
) -> None:
    # Given somebody who fills in a form, and whose session is gone meanwhile
    page = Screen(chromium, running.url, script=True).log_in("xzw")
    page.goto("/register")
    page.fill("[name=name]", "赵大海")
    page.fill("[name=phone]", phone.number)
    page.context.clear_cookies()
    # When they submit, the log-in comes in place of the page
    page.locator("[data-submit]").click()
    expect(page.locator("main")).to_contain_text("没有丢")
    page.fill("[name=login]", "xzw")
    page.fill("[name=password]", PASSWORD)
    page.click("form[action='/login'] button")
    # Then they are back at the form as it was
    page.wait_for_url("**/register")
    expect(page.locator("[name=name]")).to_have_value("赵大海")
    expect(page.locator("[name=phone]")).to_have_value(phone.number)


def test_a_place_is_found_by_its_initials_and_the_preview_follows(running: Platform, chromium: Browser) -> None:
    """The keyboard is enough: initials, Enter, and the words beside the form say where it goes now."""
    screen = Screen(chromium, running.url, script=True)
    page = screen.log_in("xzw")
    page.goto("/register")
    chosen = page.locator("#f-item_code .combo input")
    chosen.fill("gljt")
    chosen.press("Enter")
    expect(page.locator("#outcome")).to_contain_text("第90条规则")
    page.locator(".belongs summary").press("Enter")
    expect(page.locator("#f-registered_seat")).to_be_hidden()
    home = page.locator("#f-household .combo input")
    home.fill("kdlq")
    home.press("Enter")
    expect(home).to_have_value("昆都仑区")
    expect(page.locator("#outcome")).to_contain_text("第40条规则")
    # A slip is told at its field; the place that was chosen stays, and so does the focus
    page.fill("[name=amount]", "1.005")
    page.locator("[name=amount]").press("Tab")
    expect(page.locator("#m-amount")).to_contain_text("最细到分")
    expect(page.locator("[name=unit]")).to_be_focused()
    page.locator("[name=unit]").select_option("wan")
    expect(page.locator("#m-amount")).to_be_empty()
    expect(page.locator("#outcome")).to_contain_text("第40条规则")
    # A company has other places
    page.locator("[name=kind][value=enterprise]").check(force=True)
    expect(page.locator("#f-project_site")).to_be_visible()
    expect(page.locator("#f-residence")).to_be_hidden()
    assert screen.troubles == []


def test_the_desk_is_worked_by_keys(running: Platform, chromium: Browser, phone: Phone) -> None:
    village = Screen(chromium, running.url, script=True).log_in("xzw")
    register(village, phone.number, script=True)
    wait_for(village, "等待签收")
    page = Screen(chromium, running.url, script=True).log_in("wsq")
    page.wait_for_url("**/desk")
    rows = page.locator("[data-row]")
    last = rows.count()
    for _ in range(last):
        page.keyboard.press("j")
    expect(rows.nth(last - 1)).to_have_class(re.compile("cur"))
    while not page.locator("[data-row].cur [data-sign]").count():
        page.keyboard.press("k")
    page.keyboard.press("x")
    expect(page.locator("#bulk")).to_be_visible()
    page.keyboard.press("s")
    # The next row lies under the same place, at once
    expect(page.locator(".toast")).to_contain_text("已签收")
    expect(page.locator("[data-row].cur")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/cases/*")
    page.keyboard.press("n")
    page.wait_for_url("**/register")


def test_pages_name_no_other_host(running: Platform) -> None:
    """Closed networks: nothing is fetched from elsewhere."""
    page = httpx.get(f"{running.url}/login").text
    assert [part for part in page.split('"') if part.startswith(("http://", "https://", "//"))] == []
