"""Content of files under a key of their own, chunk by chunk: no chunk is lost, moved or added unseen.

The key of a file is sealed in its row, as every personal field is: a change of data keys goes through the rows, and the
files stay as they are.
"""

import os
from collections.abc import Iterable, Iterator

from shared.store.crypto import suite_of

CHUNK = 256 * 1024
_LENGTH = 4
_NONCE = 12


def new_key() -> str:
    """A fresh key, in hex."""
    return os.urandom(32).hex()


def seal(chunks: Iterable[bytes], key: str, suite: int) -> Iterator[bytes]:
    """The sealed content: the suite's number, then every chunk with its length in front, the last one marked."""
    cipher = suite_of(suite, bytes.fromhex(key))
    yield bytes([suite])
    before: bytes | None = None
    at = 0
    for chunk in chunks:
        if before is not None:
            yield _framed(cipher.seal(_nonce(at), before, b"more"))
            at += 1
        before = chunk
    yield _framed(cipher.seal(_nonce(at), before or b"", b"last"))


def unseal(sealed: Iterable[bytes], key: str) -> Iterator[bytes]:
    """The content. Raises InvalidTag where a chunk was changed or moved, and EOFError where the end is cut off."""
    read = _Reader(sealed)
    cipher = suite_of(read.take(1)[0], bytes.fromhex(key))
    at = 0
    while length := read.take_or_end(_LENGTH):
        body = read.take(int.from_bytes(length, "big"))
        yield cipher.open(_nonce(at), body, b"last" if read.is_over() else b"more")
        at += 1
    if at == 0:
        raise EOFError


def _framed(body: bytes) -> bytes:
    return len(body).to_bytes(_LENGTH, "big") + body


def _nonce(at: int) -> bytes:
    # The key is used for this one file, so that a number tells its chunks apart.
    return at.to_bytes(_NONCE, "big")


class _Reader:
    """Takes exact lengths out of chunks of any length."""

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks, self._left = iter(chunks), bytearray()

    def take(self, length: int) -> bytes:
        while len(self._left) < length:
            self._left += next(self._chunks, None) or self._end()
        found = bytes(self._left[:length])
        del self._left[:length]
        return found

    def take_or_end(self, length: int) -> bytes:
        return b"" if self.is_over() else self.take(length)

    def is_over(self) -> bool:
        while not self._left:
            more = next(self._chunks, None)
            if more is None:
                return True
            self._left += more
        return False

    def _end(self) -> bytes:
        raise EOFError
