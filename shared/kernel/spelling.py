"""One form for the many ways in which people write the same name or number; what is shown stays as it was typed."""

import re
import unicodedata

_ABROAD = re.compile(r"(?:\+|00)?86(?=1\d{10}$)")


def plain(text: str) -> str:
    """Half width, every dash a hyphen, every blank a space, and nothing that cannot be seen."""
    return "".join(_SAME.get(unicodedata.category(c), c) for c in unicodedata.normalize("NFKC", text))


def compact(text: str) -> str:
    """A number as it is kept: without blanks and hyphens, in half width, with large letters."""
    return re.sub(r"[\s-]", "", plain(text)).upper()


def phone_of(text: str) -> str:
    """A phone as it is kept: without blanks, hyphens and dots, and a mainland mobile without its +86."""
    return _ABROAD.sub("", compact(text).replace(".", ""))


def name_key(text: str) -> str:
    """What names are compared by: their letters and digits alone, in small letters and half width."""
    return "".join(c for c in plain(text).casefold() if c.isalnum())


_SAME = {"Pd": "-", "Zs": " ", "Cf": ""}
"""What stands for every sign of a Unicode category: dashes, blanks, and signs without a shape of their own."""
