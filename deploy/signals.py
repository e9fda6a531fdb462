"""How a process learns that it should stop: one event, set by SIGTERM or Ctrl-C."""

import signal
import threading
from types import FrameType


def stop_event() -> threading.Event:
    """An event that the stop signals set. Call it in the main thread."""
    stop = threading.Event()

    def ask(signum: int, frame: FrameType | None) -> None:
        stop.set()

    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, ask)
    return stop
