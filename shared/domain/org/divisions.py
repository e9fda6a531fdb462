"""The country's divisions (行政区划代码) in five levels, as one sorted array: what lies above, below and between.

A code has 2, 4, 6, 9 or 12 digits: province, prefecture, county, town or street, village or community. What lies above
it is its digits up to a boundary, and nothing else: `1502` is above `150271`, while `15020` is no code. Filled up with
zeros a code means the same place, unless there is a place of just that code: `150200` is the prefecture `1502`, but
`441900` is the county level that 东莞 lacks, below `4419`. So two codes are never compared by how their texts begin.
"""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator

from shared.kernel.errors import not_found

LENGTHS = (2, 4, 6, 9, 12)
"""Digits of a code at each level (GB/T 2260, GB/T 10114, 统计用区划代码编制规则)."""

_LONGEST = LENGTHS[-1]


def is_code(text: str) -> bool:
    """Whether the text has the shape of a code, at whatever level."""
    return len(text) in LENGTHS and text.isascii() and text.isdigit()


def up(code: str) -> Iterator[str]:
    """The code, then what it says of the levels above, nearest first. Nothing for a text that is no code."""
    if is_code(code):
        yield from (code[:length] for length in reversed(LENGTHS) if length <= len(code))


class Divisions:
    """Codes with their names, in 12 bytes and a name each. Built once and shared between threads.

    In the array a division stands before all that lies below it, and these stand together: what lies below is a slice.
    Methods that take a code raise Refusal not_found `division.unknown`.
    """

    def __init__(self, divisions: Iterable[tuple[str, str]]) -> None:
        """Takes codes with names in any order. Raises ValueError for a text that is no code, or one given twice."""
        ordered = sorted((_key(code), name.encode()) for code, name in divisions)
        self._keys = array("q", (key for key, _ in ordered))
        if any(one == other for one, other in zip(self._keys, self._keys[1:], strict=False)):
            raise ValueError("a division stands twice")
        self._names = b"".join(name for _, name in ordered)
        self._starts = array("I", [0])
        for _, name in ordered:
            self._starts.append(self._starts[-1] + len(name))
        self._by_name = array("I", sorted(range(len(ordered)), key=lambda at: ordered[at][1]))

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, code: object) -> bool:
        return isinstance(code, str) and is_code(code) and self._at(_key(code)) >= 0

    def resolve(self, code: str) -> str:
        """The division that a code means, whether written short or filled up with zeros."""
        for written in up(code):
            if not code[len(written) :].strip("0") and written in self:
                return written
        raise not_found("division.unknown", division=code)

    def name(self, code: str) -> str:
        """What it is called."""
        return self._name(self._known(code)).decode()

    def ancestors(self, code: str) -> tuple[str, ...]:
        """What lies above, nearest first; a level that the country does not have here is left out."""
        self._known(code)
        return tuple(above for above in up(code) if above != code and above in self)

    def parent(self, code: str) -> str | None:
        """What lies directly above; None for a province."""
        return next(iter(self.ancestors(code)), None)

    def common(self, one: str, other: str) -> str | None:
        """The lowest division that both lie in or are; None where they share not even the province."""
        self._known(one)
        self._known(other)
        shared = set(up(other))
        return next((above for above in up(one) if above in shared and above in self), None)

    def subtree(self, code: str, after: str = "", limit: int = 50) -> tuple[str, ...]:
        """What lies below at whatever level, from top to bottom: a page of it, which begins after the last one seen."""
        end = self._end(code)
        begin = self._known(after or code) + 1
        return tuple(_code(key) for key in self._keys[begin : min(begin + limit, end)])

    def size(self, code: str) -> int:
        """How many lie below."""
        return self._end(code) - self._known(code) - 1

    def children(self, code: str = "", after: str = "", limit: int = 50) -> tuple[str, ...]:
        """What lies directly below, or the provinces: a page of it, which begins after the last one seen."""
        end = self._end(code) if code else len(self)
        at = self._end(after) if after else self._known(code) + 1 if code else 0
        found: list[str] = []
        while at < end and len(found) < limit:
            found.append(_code(self._keys[at]))
            at = self._end(found[-1])
        return tuple(found)

    def named(self, name: str, within: str = "") -> tuple[str, ...]:
        """All of exactly this name, by code; `within` narrows them to what lies below a division."""
        wanted = name.encode()
        first = bisect_left(self._by_name, wanted, key=self._name)
        begin, end = (self._known(within) + 1, self._end(within)) if within else (0, len(self))
        found: list[str] = []
        for at in map(self._by_name.__getitem__, range(first, len(self))):
            if self._name(at) != wanted:
                break
            if begin <= at < end:
                found.append(_code(self._keys[at]))
        return tuple(found)

    def _at(self, key: int) -> int:
        at = bisect_left(self._keys, key)
        return at if at < len(self._keys) and self._keys[at] == key else -1

    def _known(self, code: str) -> int:
        at = self._at(_key(code)) if is_code(code) else -1
        if at < 0:
            raise not_found("division.unknown", division=code)
        return at

    def _end(self, code: str) -> int:
        """Where what lies below ends."""
        at = self._known(code)
        beyond = (self._keys[at] >> 3) + 10 ** (_LONGEST - len(code))
        return bisect_left(self._keys, beyond << 3, at)

    def _name(self, at: int) -> bytes:
        return self._names[self._starts[at] : self._starts[at + 1]]


def _key(code: str) -> int:
    """The digits in full length and then the level: of two codes with the same digits the upper comes first."""
    if not is_code(code):
        raise ValueError(f"{code!r} is no code of a division")
    return int(code.ljust(_LONGEST, "0")) * 8 + LENGTHS.index(len(code)) + 1


def _code(key: int) -> str:
    return f"{key >> 3:0{_LONGEST}d}"[: LENGTHS[(key & 7) - 1]]
