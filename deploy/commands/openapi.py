"""`bangban openapi`: the description of the JSON API, without a database or any setting."""

import json
from pathlib import Path

from services.gateway.entry.openapi import document
from services.gateway.main import build
from shared.kernel.settings import Settings
from shared.store.engine import open_store

_NOWHERE = Settings(
    home=Path(),
    database_app="postgresql+psycopg://nobody@localhost/nowhere",
    data_keys={1: bytes(32)},
    token_key=bytes(32),
    chain_key=bytes(32),
    demo=True,
)
"""Enough to put the app together; nothing of it is ever used or reached."""


def show() -> None:
    """Print it as JSON (OpenAPI 3.1)."""
    store = open_store(_NOWHERE)
    print(json.dumps(document(build(_NOWHERE, store)), ensure_ascii=False, indent=2))
    store.engine.dispose()
