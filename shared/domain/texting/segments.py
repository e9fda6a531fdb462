"""How long a message is as suppliers count: UTF-16 units, the sign and its brackets included."""

SINGLE, JOINED = 70, 67
"""Units of a message of one segment, and of each segment of a longer one."""
LONGEST = 500  # units suppliers take at most, the sign included


def units(text: str) -> int:
    """How networks count: UTF-16 units, so a rare character takes two."""
    return len(text.encode("utf-16-le")) // 2


def segments(sign: str, text: str) -> int:
    """How many segments are billed for a text under its sign."""
    length = units(f"【{sign}】{text}")
    return 1 if length <= SINGLE else -(-length // JOINED)


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with an ellipsis, in at most so many units."""
    if units(text) <= most:
        return text
    kept = text
    while units(kept) > most - 1:
        kept = kept[:-1]
    return f"{kept}…"
