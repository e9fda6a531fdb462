"""The words by which somebody says that no more messages are wanted."""

import re
import unicodedata

_NO_MORE = re.compile(r"(?:T|TD|R|退订|拒收|取消订阅|不要再发(?:短信)?了?|别再发(?:短信)?了?|STOP|UNSUBSCRIBE)")
_NOISE = re.compile(r"[\s\W_]+")


def wants_no_more(text: str) -> bool:
    """Whether the reply is nothing but the words for it (退订, 拒收, TD, R …), in any width and with any marks."""
    plain = _NOISE.sub("", unicodedata.normalize("NFKC", text)).upper()
    return bool(_NO_MORE.fullmatch(plain))
