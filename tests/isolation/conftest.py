"""One world for all questions: a caller of every role at one town, and a case at each place around it."""

from collections.abc import Iterator

import pytest
from litestar.testing import TestClient

from deploy.postgres.embedded import Embedded
from shared.kernel.settings import Settings
from shared.store.engine import open_store
from tests.conftest import a_database
from tests.gateways import gateway
from tests.isolation import world
from tests.isolation.asking import Asker
from tests.isolation.world import World


@pytest.fixture(scope="module")
def shared_settings(postgres: Embedded) -> Iterator[Settings]:
    """A database that all tests of a module use."""
    with a_database(postgres) as settings:
        yield settings


@pytest.fixture(scope="module")
def around(shared_settings: Settings) -> Iterator[World]:
    """The people and the cases."""
    store = open_store(shared_settings, "app")
    yield world.made(shared_settings, store)
    store.engine.dispose()


@pytest.fixture(scope="module")
def asker(shared_settings: Settings, around: World) -> Iterator[Asker]:
    """The gateway in this process, both faces, asked as each of them."""
    store = open_store(shared_settings, "app")
    with gateway(shared_settings, store) as app, TestClient(app, raise_server_exceptions=False) as client:
        yield Asker(client)
    store.engine.dispose()
