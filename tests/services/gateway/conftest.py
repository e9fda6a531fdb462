"""The gateway's app on a database of its own, and people to knock at its doors."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from services.gateway.main import build
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests.services.gateway.people import Caller


@pytest.fixture
def app(settings: Settings, store: Store) -> Litestar:
    """Both faces in one process."""
    return build(settings, store)


@pytest.fixture
def caller(app: Litestar) -> Iterator[Callable[[], Caller]]:
    """Makes callers, each with a browser of their own."""
    with ExitStack() as open_clients:
        yield lambda: Caller(open_clients.enter_context(TestClient(app, raise_server_exceptions=False)))


@pytest.fixture
def someone(caller: Callable[[], Caller]) -> Callable[[str], Caller]:
    """Makes people who are logged in."""

    def enter(login: str) -> Caller:
        person = caller()
        assert person.log_in(login).status_code == 200
        return person

    return enter


@pytest.fixture
def owner(settings: Settings) -> Iterator[Engine]:
    """The database as its owner sees it, to look behind the doors and to set the scene."""
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    yield engine
    engine.dispose()
