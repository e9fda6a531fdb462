"""A message in words: placeholders filled, the name of the item shortened until the whole fits few segments."""

import re
from collections.abc import Mapping

from shared.domain.texting.segments import shortened, units
from shared.domain.texting.templates import LEAST
from shared.store.sms_data import SmsText

SEGMENTS = (70, 134, 201, 268, 335, 402, 469, 500)
"""UTF-16 units of one to seven segments, then the suppliers' largest. The sign and its brackets count."""
_PLACES = re.compile(r"\{(\w+)\}")
_UNFIT = re.compile(r"[【】\s\x00-\x1f]+")


class TooLong(ValueError):
    """No supplier takes a text of that length."""


def words_of(text: SmsText, values: Mapping[str, str]) -> str:
    """The body with its values, in as few segments as leave the item readable. Raises TooLong, KeyError.

    Values lose the brackets that belong to the sign, line ends and spaces.
    """
    return text.body.format_map(_fitted(text, values))


def placed(text: SmsText, values: Mapping[str, str]) -> dict[str, str]:
    """Of these values those that have a place in the text."""
    return {name: values[name] for name in dict.fromkeys(_PLACES.findall(text.body))}


def params_of(text: SmsText, values: Mapping[str, str]) -> dict[str, str]:
    """What stands at the places of the words, in their order: for suppliers that have the text itself."""
    return placed(text, _fitted(text, values))


def _fitted(text: SmsText, values: Mapping[str, str]) -> dict[str, str]:
    clean = {name: _UNFIT.sub("", value) for name, value in values.items()}
    item = clean.get("item", "")
    fixed = units(f"【{text.sign}】" + text.body.format_map({**clean, "item": ""}))
    for most in SEGMENTS:
        if most - fixed >= min(units(item), LEAST):
            return {**clean, "item": shortened(item, most - fixed)}
    raise TooLong(f"{text.purpose} takes {fixed} units without the item")
