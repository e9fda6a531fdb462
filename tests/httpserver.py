"""Real HTTP servers in threads, for apps that must be called over a socket."""

import asyncio
import contextlib
import socket
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
    with running(uvicorn.Config(app, port=port, log_config=None, access_log=False, timeout_graceful_shutdown=3)):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def running(config: uvicorn.Config) -> Iterator[uvicorn.Server]:
    """A server in a thread of its own; it ends with the block."""
    server = _Brisk(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    end = time.monotonic() + 20
    while not server.started:
        assert thread.is_alive(), "the server did not start"
        assert time.monotonic() < end, "the server did not start in time"
        time.sleep(0.005)
    try:
        yield server
    finally:
        server.should_exit = True
        thread.join(30)


class _Brisk(uvicorn.Server):
    """Ends as soon as it may: uvicorn's own looks ten times a second, and then waits as long again."""

    async def main_loop(self) -> None:
        while not await self.on_tick(0):
            await asyncio.sleep(0.01)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        while self.server_state.tasks:
            await asyncio.sleep(0.01)
        await self.lifespan.shutdown()
