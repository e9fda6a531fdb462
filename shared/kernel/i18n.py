"""Texts by catalogue key: zh-CN is the source, other languages fall back to it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_TEXTS = Path(__file__).parent / "texts"


@cache
def catalogue(locale: str) -> Mapping[str, str]:
    """All texts of a locale as flat dotted keys, read once from `texts/<locale>/*.toml`."""
    flat: dict[str, str] = {}
    for file in sorted((_TEXTS / locale).glob("*.toml")):
        _flatten("", tomllib.loads(file.read_text("utf-8")), flat)
    return flat


def text(key: str, locale: str = "zh-CN", /, **params: object) -> str:
    """The text behind a key with its parameters filled in; the key itself where nobody wrote one.

    A parameter that is a code is shown in words: `state="received"` reads as the text of `state.received`.
    """
    found = _find(key, locale)
    if found is None:
        return key
    words = {name: _find(f"{name}.{value}", locale) or value for name, value in params.items()}
    return found.format_map(_Params(words))


def _find(key: str, locale: str) -> str | None:
    return catalogue(locale).get(key) or catalogue("zh-CN").get(key)


class _Params(dict[str, object]):
    """Leaves a placeholder visible rather than failing while a refusal is being shown."""

    def __missing__(self, key: str) -> str:
        return "{" + key + "}"


def _flatten(prefix: str, table: Mapping[str, object], flat: dict[str, str]) -> None:
    for key, value in table.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            _flatten(f"{name}.", value, flat)
        else:
            flat[name] = str(value)
