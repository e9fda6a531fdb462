"""Pages of a list: bounded, so that no request can ask for everything."""

from math import ceil

import msgspec

LARGEST = 100  # ASVS-style resource limit; our default


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """Which part of a list is wanted."""

    size: int = 50
    after: str = ""

    @property
    def limit(self) -> int:
        """The size actually served, 1 to LARGEST."""
        return max(1, min(self.size, LARGEST))


def numbered(total: int, size: int, wanted: int) -> tuple[int, int]:
    """The page that is served, from 1, and how many there are; behind the last is the last, and one may be empty."""
    pages = max(1, ceil(total / size))
    return max(1, min(wanted, pages)), pages
