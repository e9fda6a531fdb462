"""The gateway as a process: it listens, finishes what it began, and leaves quietly."""

import base64
import os
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from shared.kernel.settings import Settings

RUN = """
import os
from services.gateway.main import serve
from shared.kernel.settings import read
from shared.store.engine import open_store
settings = read(os.environ)
serve(settings, open_store(settings))
print("left", flush=True)
"""


def as_environment(settings: Settings, port: int) -> dict[str, str]:
    """The settings as a process gets them."""
    key = base64.b64encode(settings.token_key).decode()
    return {
        **os.environ,
        "BANGBAN_HOME": str(settings.home),
        "BANGBAN_PORT": str(port),
        "BANGBAN_DATABASE_URL": settings.database_app,
        "BANGBAN_DATA_KEYS": f"1:{base64.b64encode(settings.data_keys[1]).decode()}",
        "BANGBAN_TOKEN_KEY": key,
        "BANGBAN_CHAIN_KEY": key,
        "BANGBAN_PLAIN_HTTP": "1",
        "BANGBAN_DEMO": "1",
        "BANGBAN_TRUSTED_PROXIES": "127.0.0.1",
    }


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_serves_and_hands_the_process_back_when_asked_to_stop(settings: Settings, stop: signal.Signals) -> None:
    # Given
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-c", RUN], env=as_environment(settings, port), stdout=subprocess.PIPE, text=True
    )
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}") as nobody:
            assert ready(nobody)
            assert "server" not in nobody.get("/healthz").headers
        # When
        process.send_signal(stop)
        out, _ = process.communicate(timeout=30)
    finally:
        process.kill()
    # Then what stands behind `serve` was reached, so that everything else can be put away
    assert out.splitlines()[-1] == "left"
    assert process.returncode == 0


def ready(nobody: httpx.Client) -> bool:
    """Whether it becomes ready within a while."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            if nobody.get("/readyz").status_code == 200:
                return True
        except httpx.TransportError:
            time.sleep(0.1)
    return False
