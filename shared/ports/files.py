"""Where the content of attachments lies: written once under a random name, read, and removed only as an orphan."""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator

NAME = re.compile(r"[0-9a-f]{32}")
"""What a name looks like; no part of it comes from whoever sent the file."""


class NoSuchFile(Exception):
    """Nothing lies under the name."""


class FileStore(ABC):
    """Keeps sealed bytes; what they are and who may read them is known elsewhere."""

    @abstractmethod
    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        """Writes all of it, durably, or nothing. Raises ValueError for a name of another shape or one that is taken."""

    @abstractmethod
    def read(self, name: str) -> Iterator[bytes]:
        """The bytes, in chunks; the file is opened before the first is asked for. Raises NoSuchFile."""

    @abstractmethod
    def remove(self, name: str) -> None:
        """It is gone; one that was not there is gone as well."""

    @abstractmethod
    def older_than(self, seconds: float) -> Iterator[str]:
        """The names of what was written at least so long ago, in no order."""


def require_name(name: str) -> None:
    """Raises ValueError for a name that is none of ours."""
    if not NAME.fullmatch(name):
        raise ValueError("no name of a stored file")
