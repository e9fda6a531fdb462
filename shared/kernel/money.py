"""Amounts of money as people type them, in yuan or in ten thousands of yuan; kept as whole fen."""

import re
import unicodedata

LARGEST = 10**15
"""Fen, ten trillion yuan: more is a slip of the hand (our default)."""

PLACES = {"yuan": 2, "wan": 6}
"""By unit (元, 万元): the digits behind the point that a fen is."""

_LONGEST = 40
_TYPED = re.compile(r"([0-9]+)(?:\.([0-9]*))?")


def amount_fault(typed: str, unit: str) -> str:
    """The code of what is wrong with an amount, or ''."""
    if unit not in PLACES:
        return "amount.unit"
    plain = _plain(typed)
    if plain.startswith("-"):
        return "amount.negative"
    found = _TYPED.fullmatch(plain)
    if found is None:
        return "amount.shape"
    if len((found[2] or "").rstrip("0")) > PLACES[unit]:
        return "amount.decimals"
    return "amount.too_large" if len(plain) > _LONGEST or fen_of(typed, unit) > LARGEST else ""


def fen_of(typed: str, unit: str) -> int:
    """The amount in fen. Raises ValueError where there is a fault; ask `amount_fault` first."""
    whole, _, rest = _plain(typed).partition(".")
    places = PLACES[unit]
    return int(whole + rest[:places].ljust(places, "0"))


def yuan_of(fen: int) -> str:
    """The amount in yuan, without a fraction where there is none: 5,000,000 or 12.50."""
    yuan, rest = divmod(fen, 100)
    return f"{yuan:,}.{rest:02}" if rest else f"{yuan:,}"


def _plain(typed: str) -> str:
    """In half width, without blanks and without the commas between thousands."""
    return "".join(unicodedata.normalize("NFKC", typed).replace("\u2212", "-").split()).replace(",", "")
