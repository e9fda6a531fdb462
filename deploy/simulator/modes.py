"""How the simulated suppliers misbehave: one or all, one phone or all, for ever, some times or by chance."""

import random
import threading
from typing import Annotated, Literal, get_args

import msgspec

Mode = Literal[
    "normal",
    "timeout-after-accept",
    "lose",
    "refuse",
    "busy",
    "slow",
    "broken",
    "drop-receipts",
    "server-error",
    "too-many",
    "drip",
    "wrong-json",
    "late-receipts",
    "double-receipts",
    "disordered-receipts",
    "stray-receipts",
    "down",
]
MODES: tuple[Mode, ...] = get_args(Mode)
"""normal: takes, delivers, tells. timeout-after-accept: takes it, does not answer. lose: neither takes nor answers.
refuse: says no. busy: says not now. slow: answers late. broken: answers what nobody can read, having taken it.
drop-receipts: takes it and never tells what became of it. server-error: a 500 and nothing taken. too-many: a 429 and
nothing taken. drip: takes it and answers a byte at a time. wrong-json: takes it and answers half an object.
late-receipts: tells seconds later. double-receipts: tells three times. disordered-receipts: tells after the next one.
stray-receipts: tells of a reference nobody ever gave, too. down: a 503 to every call and question, nothing taken."""
NOT_TAKEN = frozenset({"refuse", "busy", "lose", "server-error", "too-many", "down"})
"""Modes in which no phone rings."""


class Order(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What to do from now on; `times` None is for ever, `phone` and `supplier` empty are everybody's.

    `share` of the calls are treated so, by chance, the others well.
    """

    mode: Mode
    phone: str = ""
    times: int | None = None
    supplier: str = ""
    share: Annotated[float, msgspec.Meta(gt=0, le=1)] = 1.0


class Lag(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How many seconds after a message their details know of it."""

    seconds: Annotated[float, msgspec.Meta(ge=0, le=60)]
    supplier: str = ""


class Modes:
    """The orders in force. Thread-safe."""

    def __init__(self, seed: int = 1) -> None:
        self._orders: dict[tuple[str, str], list[Order]] = {}
        self._lags: dict[str, float] = {}
        self._lock = threading.Lock()
        self._chance = random.Random(seed)  # noqa: S311 - chance, not secrecy

    def set(self, *orders: Order) -> None:
        """Replaces what was in force for that phone and supplier; for everybody it replaces all.

        Several orders at once are tried one after the other, which makes a mixture of faults.
        """
        with self._lock:
            for order in orders:
                if not order.phone and not order.supplier:
                    self._orders.clear()
                self._orders.pop((order.supplier, order.phone), None)
            for order in orders:
                self._orders.setdefault((order.supplier, order.phone), []).append(order)

    def next(self, phone: str, supplier: str = "") -> Mode:
        """How to treat a call for this phone that arrives now."""
        with self._lock:
            keys = ((supplier, phone), ("", phone), (supplier, ""), ("", ""))
            orders = next((found for key in keys if (found := self._orders.get(key))), [])
            drawn = self._chance.random()
            for order in orders:
                if order.times == 0:
                    continue
                if drawn < order.share:
                    order.times = None if order.times is None else order.times - 1
                    return order.mode
                drawn -= order.share
            return "normal"

    def is_down(self, supplier: str) -> bool:
        """Whether that supplier answers nothing at all, whichever phone it is about."""
        with self._lock:
            found = self._orders.get((supplier, ""), []) or self._orders.get(("", ""), [])
            return any(order.mode == "down" and order.times != 0 for order in found)

    def lag(self, lag: Lag) -> None:
        """From now on their details lag so."""
        with self._lock:
            self._lags[lag.supplier] = lag.seconds

    def lag_of(self, supplier: str) -> float:
        """Seconds."""
        return self._lags.get(supplier, self._lags.get("", 0.0))

    def shown(self) -> list[Order]:
        """What is in force."""
        return [order for orders in self._orders.values() for order in orders]
