"""Gateways for tests: each over a store of its own; their shapes, which take long to make, are used again."""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager

from litestar import Litestar
from litestar.datastructures import State

from services.gateway.main import Face, server_config, shaped, state_of
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests.httpserver import running

_spare: defaultdict[Face, list[Litestar]] = defaultdict(list)


@contextmanager
def gateway(settings: Settings, store: Store, face: Face = "both") -> Iterator[Litestar]:
    """The app, nobody else's until the block ends."""
    app = _spare[face].pop() if _spare[face] else shaped(face)
    app.state = state_of(settings, store)
    try:
        yield app
    finally:
        app.state = State()
        _spare[face].append(app)


@contextmanager
def served(settings: Settings, store: Store, face: Face = "both") -> Iterator[str]:
    """The address of a gateway that runs as in production, on a free port."""
    with gateway(settings, store, face) as app, serving(app) as address:
        yield address


@contextmanager
def serving(app: Litestar) -> Iterator[str]:
    """The address of an app set up as in production."""
    config = server_config(app, app.state.deps.settings)
    config.port = 0
    with running(config) as server:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
