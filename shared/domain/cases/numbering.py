"""Case numbers for people: `150271-20261116-0123-X`: tenant, local day of acceptance, sequence, check character."""

import re
import unicodedata
from datetime import date

from shared.kernel.errors import invalid

_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_BODY = re.compile(r"[0-9]{4,6}-[0-9]{8}-[0-9]{4,}")


def number(tenant_id: str, day: date, sequence: int) -> str:
    """The number as printed; sequences of five digits and more are simply longer."""
    body = f"{tenant_id}-{day:%Y%m%d}-{sequence:04d}"
    return f"{body}-{check(body)}"


def exchange_form(printed: str) -> str:
    """The form for other systems: no hyphens (GB/T 39046 办件编号, alphanumeric)."""
    return printed.replace("-", "")


def check(body: str) -> str:
    """The check character over the digits, weights 3^i mod 31: catches one wrong digit and swapped neighbours."""
    digits = [int(c) for c in body if c.isdigit()]
    total = sum(d * pow(3, i, 31) for i, d in enumerate(digits))
    return _ALPHABET[(31 - total % 31) % 31]


def with_check(text: str) -> str:
    """What was typed without its check character has it; everything else is as it was.

    Only with its hyphens: without them it may as well be an identity number.
    """
    return f"{text}-{check(text)}" if _BODY.fullmatch(text) else text


def require_number(text: str) -> str:
    """The printed number, tidied: full width and small letters will do.

    Raises Refusal invalid `number.shape` or `number.check`.
    """
    tidy = unicodedata.normalize("NFKC", text).strip().upper()
    body, _, mark = tidy.rpartition("-")
    if not _BODY.fullmatch(body) or len(mark) != 1:
        raise invalid("number.shape")
    if check(body) != mark:
        raise invalid("number.check")
    return tidy
