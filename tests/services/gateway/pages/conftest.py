"""People at browsers, and what happened before they came: set up through the API as other people's acts."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import timedelta
from uuid import UUID

import httpx
import pytest
from sqlalchemy import text

from shared.domain.access.actor import platform
from shared.store import ratings
from shared.store.engine import Store
from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.people import Caller

TOWN, BUREAU = "150271102", "150271-shehuishiwu"


@pytest.fixture
def browser(base: str) -> Iterator[Callable[[], Browser]]:
    """Makes browsers, each with cookies of its own."""
    with ExitStack() as browsers:
        yield lambda: Browser(browsers.enter_context(httpx.Client(base_url=base, timeout=20)))


@pytest.fixture
def at(browser: Callable[[], Browser]) -> Callable[[str], Browser]:
    """Somebody who is logged in through the page."""

    def enter(login: str) -> Browser:
        person = browser()
        assert person.log_in(login).status == 200
        return person

    return enter


@pytest.fixture
def offered(someone: Callable[[str], Caller]) -> Callable[..., str]:
    """A case of the village, offered to the town; its id."""

    def make(**changes: object) -> str:
        village = someone("xzw")
        case_id = village.registered(**changes)
        assert village.act(f"/api/cases/{case_id}/forward", {"to_site": TOWN, "words": "请接着办"}).status_code == 200
        return case_id

    return make


@pytest.fixture
def held(offered: Callable[..., str], someone: Callable[[str], Caller]) -> Callable[..., str]:
    """A case that the town has signed for; its id."""

    def make(**changes: object) -> str:
        case_id = offered(**changes)
        assert someone("wsq").act(f"/api/cases/{case_id}/sign-for").status_code == 200
        return case_id

    return make


@pytest.fixture
def link(store: Store) -> Callable[..., str]:
    """Makes a rating link for the first round of a case; gives its secret."""

    def make(case_id: str, days: float = 30) -> str:
        with store.work(platform("150271")) as work:
            expires = work.now + timedelta(days=days)
            opened = ratings.Link(tenant_id="150271", case_id=UUID(case_id), round=1, expires_at=expires)
            return ratings.make_link(work.conn, work.keys.token_key, opened, work.now - timedelta(days=60))

    return make


@pytest.fixture
def completed(someone: Callable[[str], Caller]) -> Callable[[], str]:
    """A case done on the spot at the village; its id."""

    def make() -> str:
        village = someone("xzw")
        case_id = village.registered()
        assert village.act(f"/api/cases/{case_id}/start").status_code == 200
        assert village.act(f"/api/cases/{case_id}/complete", {"result": "已发放"}).status_code == 200
        return case_id

    return make


def end_sessions(engine: object) -> None:
    """As if everybody had been away for too long."""
    with engine.begin() as conn:  # type: ignore[attr-defined]
        conn.execute(text("delete from sessions"))
