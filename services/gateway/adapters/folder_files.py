"""Attachments in a folder: one file each, readable by the platform's account alone."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from shared.ports.files import NAME, FileStore, NoSuchFile, require_name

_CHUNK = 256 * 1024
_DRAFT = ".part"


class FolderFiles(FileStore):
    """Under the first two digits of their names, so that no folder grows too large."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def write(self, name: str, chunks: Iterable[bytes]) -> None:
        path = self._path(name)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(_DRAFT)
        try:
            with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                for chunk in chunks:
                    file.write(chunk)
                file.flush()
                os.fsync(file.fileno())
            os.link(draft, path)
        except FileExistsError:
            raise ValueError("the name is taken") from None
        finally:
            draft.unlink(missing_ok=True)
        _sync(path.parent)

    def read(self, name: str) -> Iterator[bytes]:
        try:
            file = self._path(name).open("rb")
        except FileNotFoundError:
            raise NoSuchFile(name) from None

        def chunks() -> Iterator[bytes]:
            with file:
                while chunk := file.read(_CHUNK):
                    yield chunk

        return chunks()

    def remove(self, name: str) -> None:
        self._path(name).unlink(missing_ok=True)

    def older_than(self, seconds: float) -> Iterator[str]:
        limit = time.time() - seconds
        for path in self._folder.glob("[0-9a-f][0-9a-f]/*"):
            if NAME.fullmatch(path.name) and path.stat().st_mtime <= limit:
                yield path.name

    def _path(self, name: str) -> Path:
        require_name(name)
        return self._folder / name[:2] / name


def _sync(folder: Path) -> None:
    """The entry of a new file is on the disk, not only its content."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
