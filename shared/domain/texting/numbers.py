"""Which numbers we text: mainland mobile numbers of the ranges given as data, and no others."""

import re
from functools import lru_cache

PUBLIC = "130-139 145-149 150-153 155-159 162 165-167 170-173 175-178 180-193 195-199"
"""Ranges of public mobile services by their first digits, where no data says otherwise (seed/number_ranges.toml)."""
NEVER = "1349 1440 1740 1749"


def number_fault(phone: str, ranges: str = PUBLIC, never: str = NEVER) -> str:
    """'' for a number we text, else the code of what is wrong with it."""
    mobile = re.fullmatch(r"1[0-9]{10}", phone) and not phone.startswith(tuple(never.split()))
    return "" if mobile and phone[:3] in prefixes(ranges) else "phone.range"


@lru_cache(maxsize=64)
def prefixes(ranges: str) -> frozenset[str]:
    """The three digits each range begins with. Raises ValueError for a range nobody can read."""
    found: set[str] = set()
    for part in ranges.split():
        first, _, last = part.partition("-")
        if not re.fullmatch(r"1[0-9]{2}", first) or (last and not re.fullmatch(r"1[0-9]{2}", last)):
            raise ValueError(f"{part!r} is no range of three digits")
        found |= {str(n) for n in range(int(first), int(last or first) + 1)}
    return frozenset(found)
