"""Places where a test lets a process die: before an act, just after it, or with its success never reported.

Nothing of it costs more than one comparison while no point is armed; only a demonstration may arm one.
"""

import os
import signal
import threading
from collections.abc import Callable, Mapping
from typing import Literal, TypeVar, get_args

import structlog

T = TypeVar("T")
Mode = Literal["before", "after", "reported"]
MODES: tuple[Mode, ...] = get_args(Mode)

POINTS: Mapping[str, str] = {
    "act.commit": "what a person or a partner system did",
    "heard.commit": "the effect of a message, with its row in the inbox",
    "platform.commit": "what the platform notes by itself: a supplier's answer, a receipt",
    "inbox.commit": "a second delivery takes away the row that was left in the outbox",
    "failure.commit": "a failed attempt, noted with its message",
    "intake.take": "a token of taking in is spent, before the act itself",
    "outbox.claim": "a relay leases what is due",
    "outbox.rung": "a relay marks what the broker confirmed",
    "outbox.release": "a relay gives back what the broker did not take",
    "outbox.forget": "a new process forgets what the memory of the old one held",
    "timers.fire": "due timers become messages",
    "ring.rabbit": "a batch is handed to RabbitMQ and confirmed",
    "ring.memory": "a batch is put into the queues of this process",
    "sms.send": "a message is handed to its supplier",
    "sms.query": "a supplier is asked what became of a message",
    "exchange.call": "ratings are handed to the system they are reported to, or it is asked which it holds",
    "migrate.commit": "the tables are brought up to date",
    "seed.commit": "the reference data is loaded",
}
"""Every point with what happens there. Tests go through all of them; a guard looks for acts that have none."""


class _Armed:
    """One point waiting for its hit."""

    def __init__(self, point: str, mode: Mode, hit: int) -> None:
        self.point, self.mode, self.left = point, mode, hit
        self.lock = threading.Lock()

    def is_now(self, point: str) -> bool:
        """Whether this is the hit that was waited for; it fires once."""
        if point != self.point:
            return False
        with self.lock:
            self.left -= 1
            return self.left == 0


_armed: _Armed | None = None


def wrong_with(text: str) -> str:
    """What is wrong with a setting that should read like `act.commit:after:3` (the third hit), or ''."""
    point, mode, hit = (*text.split(":"), "", "", "")[:3]
    if point not in POINTS or mode not in MODES or text.count(":") > 2:
        return f"should read POINT:MODE:HIT, with a mode of {', '.join(MODES)} and a point of {', '.join(POINTS)}"
    return "" if hit == "" or (hit.isascii() and hit.isdigit() and int(hit) > 0) else "has no hit counted from 1"


def arm(text: str) -> None:
    """Has one hit of one point fail from now on; an empty text disarms. Raises ValueError."""
    global _armed
    if text and (fault := wrong_with(text)):
        raise ValueError(f"{text!r} {fault}")
    point, mode, hit = (*text.split(":"), "", "1")[:3] if text else ("", "", "")
    _armed = next((_Armed(point, known, int(hit or 1)) for known in MODES if known == mode), None)


def fired() -> bool:
    """Whether the armed point has had its hit (of a process that lived to tell it)."""
    return _armed is not None and _armed.left <= 0


def through(point: str, act: Callable[[], T], lost: Callable[[], T]) -> T:
    """Acts, unless this is the hit that was armed. `lost` gives or raises what the caller sees when no answer comes."""
    if _armed is None or not _armed.is_now(point):
        return act()
    structlog.get_logger("failpoint").warning("failpoint.hit", point=point, mode=_armed.mode)
    if _armed.mode == "before":
        _die()
    done = act()
    if _armed.mode == "after":
        _die()
    return lost() if _armed.mode == "reported" else done


def _die() -> None:
    """As a process dies that the kernel kills: nothing is flushed, closed or told."""
    os.kill(os.getpid(), signal.SIGKILL)
    threading.Event().wait()
