"""Texts as suppliers approve them: where an approval stands, and which values a supplier takes."""

import re
from collections.abc import Mapping
from enum import StrEnum

import msgspec

from shared.domain.texting.segments import shortened, units


class Approval(StrEnum):
    """Where a text stands at a supplier. Each comment says how one gets in and out."""

    DRAFT = "draft"  # in: noted by a person; out: submitted
    SUBMITTED = "submitted"  # in: handed in at the supplier; out: their decision
    APPROVED = "approved"  # in: they said yes and gave it a code; out: they take it back
    REFUSED = "refused"  # in: they said no, with a reason; out: handed in anew


MOVES: Mapping[Approval, frozenset[Approval]] = {
    Approval.DRAFT: frozenset({Approval.SUBMITTED}),
    Approval.SUBMITTED: frozenset({Approval.APPROVED, Approval.REFUSED}),
    Approval.APPROVED: frozenset({Approval.REFUSED}),
    Approval.REFUSED: frozenset({Approval.DRAFT, Approval.SUBMITTED}),
}
"""What may follow what."""


class Values(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a supplier takes in one variable: at most `longest` UTF-16 units (0: any), a link or not. Our defaults.

    They count characters; ours counts a rare one twice, which keeps on the safe side.
    """

    longest: int = 0
    links: bool = True


NAMES = ("item", "place")
"""Variables that still say what they mean without their end."""
LEAST = 6  # units of a name that a reader needs beside the number to know which one it is
_LINK = re.compile(r"(?i)https?://|www\.|[a-z0-9-]+\.(?:cn|com|net|gov)\b")
_SIGN = re.compile(r"[【】]")


def variable_fault(value: str, takes: Values) -> str:
    """'' for a value this supplier takes, else why not: `variable.sign`, `variable.link` or `variable.length`."""
    if _SIGN.search(value):
        return "variable.sign"
    if not takes.links and _LINK.search(value):
        return "variable.link"
    if takes.longest and units(value) > takes.longest:
        return "variable.length"
    return ""


def within(values: Mapping[str, str], takes: Values) -> dict[str, str]:
    """The values with names shortened to what this supplier takes; numbers, dates and links are whole or nothing."""
    if not takes.longest:
        return dict(values)
    return {
        name: shortened(value, takes.longest) if name in NAMES and takes.longest >= LEAST else value
        for name, value in values.items()
    }


def values_fault(values: Mapping[str, str], takes: Values) -> str:
    """The first fault of the values of a message, '' without one."""
    return next((fault for value in values.values() if (fault := variable_fault(value, takes))), "")
