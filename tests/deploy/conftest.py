"""A data folder that PostgreSQL's account can reach: pytest's own temporary folders are closed to it."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import homes


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home, removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="bb-", dir="/tmp"))
    folder.chmod(0o711)
    yield homes.ready(folder / "home")
    shutil.rmtree(folder)
