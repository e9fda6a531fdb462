"""The gateway running as it does in production: a real server on a free port of this machine."""

import contextlib
import threading
import time
from collections.abc import Iterator

import uvicorn
from litestar import Litestar


@contextlib.contextmanager
def serving(app: Litestar) -> Iterator[str]:
    """The address of a server in a thread of its own, which ends with the block."""
    server = uvicorn.Server(
        uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False, server_header=False)
    )
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
