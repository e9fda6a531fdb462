"""The gateway serving on a database of its own, and people to knock at its doors."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import httpx
import pytest
from litestar import Litestar
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests.gateways import gateway, serving
from tests.services.gateway.people import Caller


@pytest.fixture
def app(settings: Settings, store: Store) -> Iterator[Litestar]:
    """Both faces in one process."""
    with gateway(settings, store) as app:
        yield app


@pytest.fixture
def base(app: Litestar) -> Iterator[str]:
    """The address at which it serves."""
    with serving(app) as address:
        yield address


@pytest.fixture
def caller(base: str) -> Iterator[Callable[[], Caller]]:
    """Makes callers, each with a browser of their own."""
    with ExitStack() as browsers:
        yield lambda: Caller(browsers.enter_context(httpx.Client(base_url=base, timeout=20)))


@pytest.fixture
def someone(caller: Callable[[], Caller]) -> Callable[[str], Caller]:
    """Makes people who are logged in."""

    def enter(login: str) -> Caller:
        person = caller()
        answer = person.log_in(login)
        assert answer.status_code == 200, answer.text
        return person

    return enter


@pytest.fixture
def owner(settings: Settings) -> Iterator[Engine]:
    """The database as its owner sees it, to look behind the doors and to set the scene."""
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    yield engine
    engine.dispose()
