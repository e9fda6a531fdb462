"""How the one stand-in behind a door treats its next calls; the suppliers of texts and calls have `modes`."""

import threading


class Whim:
    """A mode for so many calls, then `normal` again. Thread-safe."""

    def __init__(self) -> None:
        self._mode, self._left, self._about = "normal", 0, b""
        self._lock = threading.Lock()

    def follow(self, mode: str, times: int, about: str = "") -> None:
        """From now on; with `about` only calls whose body has these words, so that others cannot use it up."""
        with self._lock:
            self._mode, self._left, self._about = mode, times, about.encode()

    def next(self, body: bytes = b"") -> str:
        """How to treat the call that arrives now."""
        with self._lock:
            if self._left <= 0 or self._about not in body:
                return "normal"
            self._left -= 1
            return self._mode
