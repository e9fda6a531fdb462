"""The list of 督办 where it is long: page after page, on the page and over the API alike."""

import re
from collections.abc import Callable

import pytest

from services.dispatch.usecases.sweep import sweep
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests import scenes
from tests.scenes import ZONE
from tests.services.dispatch.test_dispatch import advance
from tests.services.dispatch.test_sweep import STATUTORY
from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.people import Caller

Someone = Callable[[str], Caller]


@pytest.fixture
def supervised(
    store: Store, settings: Settings, someone: Someone, held: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> set[str]:
    """Three cases past their statutory date, one of which was answered for, on pages of two."""
    monkeypatch.setattr("services.gateway.queries.supervision.PAGE_SIZE", 2)
    ids = [held() for _ in range(3)]
    advance(settings, STATUTORY)
    sweep(scenes.dispatching(store), ZONE)
    answer = someone("wsq").act(f"/api/cases/{ids[0]}/answer-supervision", {"words": "本周办结"})
    assert answer.status_code == 200, answer.text
    return set(ids)


def test_over_the_api_each_page_goes_on_where_the_one_before_ended(supervised: set[str], someone: Someone) -> None:
    person = someone("ducha")
    known = person.get("/api/supervisions").json()
    told = [person.get(f"/api/supervisions?page={n + 1}").json() for n in range(known["pages"])]
    lines = [one for page in told for one in page["supervisions"]]
    assert {one["case_id"] for one in lines} == supervised
    assert len({(one["case_id"], one["trigger"], one["n"]) for one in lines}) == len(lines) == known["total"] > 2
    # Those that wait come first, over all pages
    answered = [one["answered_at"] is not None for one in lines]
    assert answered == sorted(answered)
    assert set(answered) == {True, False}
    # And behind the last page is the last, before the first none
    assert person.get("/api/supervisions?page=9999").json() == told[-1]
    assert person.get("/api/supervisions?page=0").status_code == 400


def test_on_the_page_a_way_leads_on_to_the_last(
    supervised: set[str], someone: Someone, at: Callable[[str], Browser]
) -> None:
    total = someone("ducha").get("/api/supervisions").json()["total"]
    person, row = at("ducha"), re.compile(r'<tr data-row.*?href="/cases/([0-9a-f-]{36})"', re.DOTALL)
    page = person.open("/supervision")
    pages = [page]
    while on := next((link for link in page.links if f"page={len(pages) + 1}" in link), ""):
        page = person.open(on)
        pages.append(page)
    rows = [row.findall(one.html) for one in pages]
    assert {case_id for found in rows for case_id in found} == supervised
    assert sum(map(len, rows)) == total
    assert f"第 {len(pages)} 页，共 {len(pages)} 页" in page.text
    # And back again; what is no page is the first
    assert f"/supervision?page={len(pages) - 1}" in page.links
    assert f"第 1 页，共 {len(pages)} 页" in person.open("/supervision?page=x").text
