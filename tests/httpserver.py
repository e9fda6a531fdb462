"""A real HTTP server in a thread, for apps that must be called over a socket."""

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from litestar import Litestar

from deploy import ports


def free_port() -> int:
    """A port nobody listens on just now."""
    return ports.free(1)[0]


@contextlib.contextmanager
def serving(app: Litestar, port: int) -> Iterator[str]:
    """The app's address while it serves."""
    config = uvicorn.Config(app, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=3)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < end, "the server did not start in time"
        time.sleep(0.01)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)
