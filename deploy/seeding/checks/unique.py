"""No two lines may speak of the same thing."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from typing import TypeVar

from deploy.seeding.csvfile import Line
from deploy.seeding.faults import Fault

R = TypeVar("R", bound=Line)


def twice(lines: Iterable[R], key: Callable[[R], Hashable]) -> Iterator[Fault]:
    """A fault for each line whose key another line had before."""
    first: dict[Hashable, R] = {}
    for line in lines:
        before = first.setdefault(key(line), line)
        if before is not line:
            yield line.fault(f"{key(line)} stands in line {before.line} already")
