"""On a phone of 360 points nothing lies beside the screen: every page and every panel, in both languages."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.journeys.chromium import program
from tests.services.gateway.people import PASSWORD, Caller

WIDTH = 360


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program(), args=["--no-sandbox"])
        yield browser
        browser.close()


def overhang(page: Page, path: str) -> str:
    """The page and what hangs over its right edge, or ''."""
    answer = page.goto(path, wait_until="domcontentloaded")
    assert answer, path
    assert answer.status == 200, path
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide <= WIDTH:
        return ""
    over = page.evaluate(
        "[...document.querySelectorAll('main *, header *')].filter(e => e.getBoundingClientRect().right > innerWidth)"
        ".map(e => e.tagName + '.' + e.className).slice(0, 6).join(' ')"
    )
    return f"{path} is {wide} wide: {over}"


@pytest.mark.parametrize("locale", ["zh-CN", pytest.param("en", marks=pytest.mark.long)])
def test_nothing_lies_beside_a_narrow_screen(
    chromium: Browser,
    base: str,
    someone: Callable[[str], Caller],
    offered: Callable[..., str],
    held: Callable[..., str],
    completed: Callable[[], str],
    link: Callable[..., str],
    locale: str,
) -> None:
    # Given cases in many places: offered, held, paused, before a coordinator, done, and done badly
    waits, works, stands, pooled, done = offered(), held(), held(), held(), completed()
    town = someone("wsq")
    assert town.act(f"/api/cases/{works}/start").status_code == 200
    assert town.act(f"/api/cases/{stands}/start").status_code == 200
    why = {"cause": "correction", "words": "补正材料一份，十个工作日内交"}
    assert town.act(f"/api/cases/{stands}/pause", why).status_code == 200
    assert town.act(f"/api/cases/{pooled}/pool", {"words": "拿不准归谁"}).status_code == 200
    cases = (waits, works, stands, pooled, done)
    gxq = someone("gxq")
    # When each page that somebody may open is looked at on a phone
    visits = {
        "wsq": ["/desk", "/desk?tab=sign", "/desk?tab=closed", "/register", *panels(town, *cases)],
        "xzw": ["/desk?whose=mine", *panels(someone("xzw"), *cases)],
        "gxq": [
            "/start",
            "/pool",
            f"/pool?move={pooled}",
            f"/pool?case={pooled}~1",
            "/roster",
            "/rectifications",
            "/rules",
            "/rules?look=check",
            "/rules?kind=escalation",
            *edited(gxq, "routing"),
            *edited(gxq, "escalation"),
            *panels(gxq, pooled),
        ],
    }
    here = f"/r/{link(done)}"
    visits[""] = ["/login", here, f"{here}?big=1", f"{here}?step=ask"]
    found = [fault for login, paths in visits.items() for fault in look(chromium, base, locale, login, paths)]
    # Then none is wider
    assert found == []


def panels(person: Caller, *cases: str) -> list[str]:
    """The files of the cases that somebody sees, and every panel that is offered there."""
    files = {f"/cases/{case_id}": person.get(f"/cases/{case_id}") for case_id in cases}
    seen = {path: answer.text for path, answer in files.items() if answer.status_code == 200}
    return [
        *seen,
        *(found for path, html in seen.items() for found in set(re.findall(rf'href="({path}/[^"#]+)', html))),
    ]


def edited(person: Caller, kind: str) -> list[str]:
    """A draft of a policy: a line that is new, one of the draft, one that is inherited; checked, and tried."""
    api = f"/api/policies/{kind}"
    assert person.act(f"{api}/draft").status_code == 200
    view = person.get(api).json()
    lines = [group[0]["id"] for group in (view["drafted"], view["inherited"]) if group]
    page = f"/rules?kind={kind}"
    return [page, *(f"{page}&edit={line}" for line in ("new", *lines)), f"{page}&look=check", f"{page}&look=try"]


def look(chromium: Browser, base: str, locale: str, login: str, paths: list[str]) -> list[str]:
    """What is too wide for somebody; each page as their language has it."""
    context = chromium.new_context(base_url=base, locale=locale, viewport={"width": WIDTH, "height": 740})
    page = context.new_page()
    if login:
        page.goto("/login")
        page.fill("[name=login]", login)
        page.fill("[name=password]", PASSWORD)
        page.click("form[action='/login'] button")
    faults = [fault for path in paths if (fault := overhang(page, path))]
    context.close()
    return faults
