"""Connections that a test opened are closed behind it, those of the suppliers' own clients too."""

from collections.abc import Iterator

import pytest

from tests.peers import calls


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    calls.close_all()
