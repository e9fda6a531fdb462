"""What a check found."""

from collections.abc import Callable, Iterator

import msgspec
from sqlalchemy import Connection

from shared.store.keys import Keys

LONGEST = 5  # examples told per finding


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """One invariant: how much was looked at, how much violates it, and a few examples."""

    invariant: str
    says: str
    checked: int
    violations: int
    examples: tuple[str, ...] = ()

    def __str__(self) -> str:
        mark = "ok " if not self.violations else "BAD"
        line = f"{mark} {self.invariant:<4}{self.says}: {self.checked} checked, {self.violations} violations"
        return line + "".join(f"\n       {example}" for example in self.examples)


Check = Callable[[Connection, Keys], Iterator[Finding]]


def finding(invariant: str, says: str, checked: int, bad: list[str]) -> Finding:
    """A finding with the first few of its violations."""
    return Finding(invariant=invariant, says=says, checked=checked, violations=len(bad), examples=tuple(bad[:LONGEST]))
