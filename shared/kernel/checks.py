"""Check digits and shapes of the numbers people hand in: identity numbers, credit codes, mobile phones."""

import re
from datetime import date

_ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_ID_CHECKS = "10X98765432"
_CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_WEIGHTS = tuple(pow(3, i, 31) for i in range(17))


def phone_fault(text: str) -> str:
    """The code of what is wrong with a mainland mobile number, or ''."""
    if not text.isascii() or not text.isdigit():
        return "phone.not_digits"
    if len(text) != 11:
        return "phone.length"
    return "" if re.fullmatch(r"1[3-9]\d{9}", text) else "phone.impossible"


def identity_fault(text: str, today: date) -> str:
    """The code of what is wrong with an 18-place identity number (GB 11643-1999), or ''."""
    if len(text) != 18:
        return "identity.length"
    if not re.fullmatch(r"[1-9][0-9]{16}[0-9X]", text):
        return "identity.shape"
    try:
        born = date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return "identity.birthday"
    if not date(1900, 1, 1) <= born <= today:
        return "identity.birthday"
    total = sum(int(d) * w for d, w in zip(text, _ID_WEIGHTS, strict=False))
    return "" if _ID_CHECKS[total % 11] == text[17] else "identity.check"


def credit_code_fault(text: str) -> str:
    """The code of what is wrong with an 18-place unified social credit code (GB 32100-2015), or ''."""
    if len(text) != 18:
        return "credit_code.length"
    if any(c not in _CREDIT_ALPHABET for c in text):
        return "credit_code.shape"
    total = sum(_CREDIT_ALPHABET.index(c) * w for c, w in zip(text, _CREDIT_WEIGHTS, strict=False))
    return "" if _CREDIT_ALPHABET[(31 - total % 31) % 31] == text[17] else "credit_code.check"
