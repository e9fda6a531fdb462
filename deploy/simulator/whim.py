"""How the one stand-in behind a door treats its next calls; the suppliers of texts and calls have `modes`."""

import threading


class Whim:
    """A mode for so many calls, then `normal` again. Thread-safe."""

    def __init__(self) -> None:
        self._mode, self._left = "normal", 0
        self._lock = threading.Lock()

    def follow(self, mode: str, times: int) -> None:
        """From now on."""
        with self._lock:
            self._mode, self._left = mode, times

    def next(self) -> str:
        """How to treat the call that arrives now."""
        with self._lock:
            if self._left <= 0:
                return "normal"
            self._left -= 1
            return self._mode
