"""Partitions that were asked for, each built once and kept as long as there is room."""

import threading
from collections import OrderedDict
from collections.abc import Callable

import structlog
from msgspec.structs import asdict

from shared.policy.partition import Partition

MOST_LINES = 120_000
"""Lines kept ready in a process, about 1.3 kB each. Our default."""

Key = tuple[str, int]
"""A tenant and the version of its policy, which never changes once it is published."""


class _Slot:
    """Where one partition goes; its lock lets one thread build while others wait for just this one."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.built: Partition | None = None


class Shelf:
    """Partitions by tenant and version. The least recently asked are given back when there are too many lines.

    Because a version never changes, nothing here is ever out of date; a snapshot that goes on naming an old version
    gets it read again. Safe for threads.
    """

    def __init__(self, build: Callable[[str, int], Partition], most_lines: int = MOST_LINES) -> None:
        self._build, self._most = build, most_lines
        self._slots: OrderedDict[Key, _Slot] = OrderedDict()
        self._lines = 0
        self._lock = threading.Lock()

    def get(self, tenant_id: str, version: int) -> Partition:
        """The partition, built now if nobody asked for it lately."""
        key = (tenant_id, version)
        with self._lock:
            slot = self._slots.setdefault(key, _Slot())
            self._slots.move_to_end(key)
        if slot.built is None:
            with slot.lock:
                if slot.built is None:
                    slot.built = self._made(key)
        return slot.built

    @property
    def lines(self) -> int:
        """How much is kept: the lines, and one for each partition."""
        return self._lines

    def _made(self, key: Key) -> Partition:
        try:
            built = self._build(*key)
        except BaseException:
            with self._lock:
                self._slots.pop(key, None)
            raise
        _tell(built)
        with self._lock:
            if key in self._slots:
                self._lines += _size(built)
            self._make_room(key)
        return built

    def _make_room(self, newest: Key) -> None:
        if self._lines <= self._most:
            return
        for key in list(self._slots):
            slot = self._slots[key]
            if slot.built is not None and key != newest:
                del self._slots[key]
                self._lines -= _size(slot.built)
            if self._lines <= self._most:
                return


def _size(built: Partition) -> int:
    return 1 + len(built.replaces)


def _tell(built: Partition) -> None:
    log = structlog.get_logger("policy")
    for fault in built.faults:
        log.warning("policy.fault", version=built.version, **asdict(fault))
