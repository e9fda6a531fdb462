"""How the simulated gateway misbehaves, for all phones or one, for ever or a number of times."""

import threading
from typing import Literal, get_args

import msgspec

Mode = Literal["normal", "timeout-after-accept", "lose", "refuse", "busy", "slow", "broken", "drop-receipts"]
MODES: tuple[Mode, ...] = get_args(Mode)
"""normal: takes, delivers, tells. timeout-after-accept: takes it, does not answer. lose: neither takes nor answers.
refuse: says no. busy: says not now. slow: answers late. broken: answers what nobody can read, having taken it.
drop-receipts: takes it and never tells what became of it."""


class Order(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to do from now on; `times` None is for ever, `phone` empty is everybody's."""

    mode: Mode
    phone: str = ""
    times: int | None = None


class Modes:
    """The orders in force. Thread-safe."""

    def __init__(self) -> None:
        self._orders: dict[str, Order] = {}
        self._lock = threading.Lock()

    def set(self, order: Order) -> None:
        """Replaces what was in force for that phone; for everybody it replaces all."""
        with self._lock:
            if not order.phone:
                self._orders.clear()
            self._orders[order.phone] = order

    def next(self, phone: str) -> Mode:
        """How to treat a call for this phone that arrives now."""
        with self._lock:
            order = self._orders.get(phone) or self._orders.get("")
            if order is None or order.times == 0:
                return "normal"
            if order.times is not None:
                order.times -= 1
            return order.mode

    def shown(self) -> list[Order]:
        """What is in force."""
        return list(self._orders.values())
