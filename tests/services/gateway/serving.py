"""The gateway running as it does in production: a real server on a free port of this machine."""

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from litestar import Litestar

from services.gateway.main import server_config


@contextlib.contextmanager
def serving(app: Litestar) -> Iterator[str]:
    """The address of a server in a thread of its own, set up as in production; it ends with the block."""
    config = server_config(app, app.state.deps.settings)
    config.port = 0
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(30)
