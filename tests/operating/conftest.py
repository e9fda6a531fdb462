"""The command line on a database of one's own."""

import base64
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

from shared.kernel.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
Bangban = Callable[..., "subprocess.CompletedProcess[str]"]


@pytest.fixture
def owner(settings: Settings) -> Iterator[Engine]:
    """Sees everything."""
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    yield engine
    engine.dispose()


@pytest.fixture
def environment(settings: Settings) -> dict[str, str]:
    """The settings as environment variables."""
    keys = ",".join(f"{number}:{base64.b64encode(key).decode()}" for number, key in settings.data_keys.items())
    return os.environ | {
        "BANGBAN_HOME": str(settings.home),
        "BANGBAN_DATABASE_OWNER_URL": settings.database_owner,
        "BANGBAN_DATABASE_URL": settings.database_app,
        "BANGBAN_DATABASE_QUEUE_URL": settings.database_queue,
        "BANGBAN_DATA_KEYS": keys,
        "BANGBAN_TOKEN_KEY": base64.b64encode(settings.token_key).decode(),
        "BANGBAN_CHAIN_KEY": base64.b64encode(settings.chain_key).decode(),
        "BANGBAN_PLAIN_HTTP": "1",
        "BANGBAN_DEMO": "1",
    }


@pytest.fixture
def bangban(environment: dict[str, str]) -> Bangban:
    """Runs one command to its end."""

    def run(*words: str, **more: str) -> "subprocess.CompletedProcess[str]":
        command = [sys.executable, "-m", "deploy.cli", *words]
        return subprocess.run(command, cwd=ROOT, env=environment | more, capture_output=True, text=True, check=False)

    return run
