"""Whether free text holds a number of a person: a mobile phone, or an identity number of 18 or 15 places.

Many hands write them apart, with dots, dashes or blanks; some do so to get past. What has the shape of something else,
a case number or an id of ours, is looked over first.
"""

import re
from datetime import date

from shared.kernel.checks import identity_fault
from shared.kernel.spelling import plain

_FARTHEST = date.max
_SIGN = r"[\s.·•_-]"
_GAP = _SIGN + "{0,3}"
_OURS = re.compile(
    r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|\b\d{6}-20[2-9]\d{5}-\d{4,6}(?:-[\dX])?\b"
)
_PHONES = (
    re.compile(rf"(?<!\d)(?:(?:00)?86{_GAP})?1[3-9]\d(?:{_GAP}\d){{8}}(?!\d)"),
    re.compile(rf"(?<!\d)1({_SIGN})[3-9](?:\1\d){{9}}(?!\d)"),
)
_PROVINCE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5]|71|8[1-3]|91)"
_PLACE = rf"(?<![0-9A-Za-z]){_PROVINCE}(?:{_GAP}\d){{4}}{_GAP}"
_DAY = rf"(?:0[1-9]|1[0-2]){_GAP}(?:0[1-9]|[12]\d|3[01]){_GAP}"
_LONG = re.compile(rf"{_PLACE}(?:19|20)\d\d{_GAP}{_DAY}\d(?:{_GAP}\d){{2}}{_GAP}[\dXx](?![0-9A-Za-z])")
_SHORT = re.compile(rf"{_PLACE}\d\d{_GAP}{_DAY}\d(?:{_GAP}\d){{2}}(?!{_GAP}\d|[A-Za-z])")


def holds_personal_number(text: str) -> bool:
    """Whether free text holds a mobile phone or identity number, in full width, grouped or with 86 in front, too."""
    words = _OURS.sub("…", plain(text))
    if any(pattern.search(words) for pattern in (*_PHONES, _SHORT)):
        return True
    return any(_likely(found.group()) for found in _LONG.finditer(words))


def _likely(found: str) -> bool:
    # Written in one, or with a birthday long past, it is taken at sight; a place, a date and a time of these years
    # look the same, so that there the check digit decides.
    digits = re.sub(_SIGN, "", found).upper()
    return digits == found.upper() or digits[6:10] < "2020" or not identity_fault(digits, _FARTHEST)
