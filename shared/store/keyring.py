"""The numbered data keys of a process: given once, or read again from a file whenever that changes."""

import threading
from collections.abc import Mapping
from pathlib import Path

from shared.kernel.settings import parse_data_keys


class UnknownKey(KeyError):
    """No key of that number is known: it was retired, or this process has other keys than the one that sealed."""


class Keyring:
    """Keys by number. A file is looked at before every sealing (one `stat`), and when a number is not known.

    So a new number seals from the moment the file has it, in every process, and none meets a number it cannot learn.
    """

    def __init__(self, keys: Mapping[int, bytes], file: Path | None = None) -> None:
        self._keys, self._file, self._mark = dict(keys), file, (0, 0)
        self._lock = threading.Lock()

    def newest(self) -> tuple[int, bytes]:
        """The number and the key that seal now."""
        self._look()
        keys = self._keys
        number = max(keys)
        return number, keys[number]

    def numbered(self, number: int) -> bytes:
        """The key of a number. Raises UnknownKey."""
        if number not in self._keys:
            self._look()
        try:
            return self._keys[number]
        except KeyError:
            raise UnknownKey(number) from None

    def _look(self) -> None:
        """Reads the file again if it is another one than before; a file that is away or broken changes nothing."""
        if self._file is None:
            return
        try:
            found = self._file.stat()
            mark = (found.st_mtime_ns, found.st_ino)
            if mark == self._mark:
                return
            keys = parse_data_keys(self._file.read_text())
        except (OSError, ValueError):
            return
        with self._lock:
            self._keys, self._mark = keys, mark
