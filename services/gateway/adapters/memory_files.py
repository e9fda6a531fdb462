"""Attachments in memory, gone with the process: for tests and for trying things out."""

import time
from collections.abc import Iterable, Iterator

from shared.ports.files import FileStore, NoSuchFile, require_name


class MemoryFiles(FileStore):
    """A stand-in that keeps what every file store keeps."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[float, bytes]] = {}

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        require_name(name)
        content = b"".join(chunks)
        if self._kept.setdefault(name, (time.time(), content))[1] is not content:
            raise ValueError("the name is taken")

    def read(self, name: str) -> Iterator[bytes]:
        require_name(name)
        if name not in self._kept:
            raise NoSuchFile(name)
        return iter((self._kept[name][1],))

    def remove(self, name: str) -> None:
        require_name(name)
        self._kept.pop(name, None)

    def older_than(self, seconds: float) -> Iterator[str]:
        limit = time.time() - seconds
        return iter([name for name, (at, _) in self._kept.items() if at <= limit])
