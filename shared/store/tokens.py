"""Search tokens: keyed digests of what people search by, one set per tenant; a leak shows equality and no more."""

import hashlib
import hmac
import itertools
from collections.abc import Iterator

from pypinyin import Style, pinyin

from shared.kernel.spelling import name_key

_READINGS = 16  # rare names with many readings: enough for every name of four characters with two readings each


def digest(key: bytes, *parts: str) -> bytes:
    """HMAC-SHA256 over the parts, each told from the next by its length."""
    mac = hmac.new(key, digestmod=hashlib.sha256)
    for part in parts:
        raw = part.encode()
        mac.update(len(raw).to_bytes(4, "big") + raw)
    return mac.digest()


def person_tokens(kind: str, name: str, phone: str, identity: str) -> Iterator[tuple[str, str]]:
    """(kind, plain value) pairs that find a case: phone, last four, identity, name, initials; bigrams of companies.

    Names are spelled as `name_key` has it, so that width, case, blanks and brackets make no difference.
    """
    if phone:
        yield "phone", phone
        yield "tail", phone[-4:]
    if identity:
        yield "identity", identity
    key = name_key(name)
    yield "name", key
    for letters in initials(key):
        yield "initials", letters
    if kind == "enterprise":
        yield from (("bigram", key[i : i + 2]) for i in range(len(key) - 1))


def initials(name: str) -> set[str]:
    """Pinyin initials in all readings: 单小红 is both `dxh` and `sxh`."""
    readings = pinyin(name, style=Style.FIRST_LETTER, heteronym=True)
    every = itertools.product(*(sorted(set(r)) for r in readings))
    return {"".join(letters).lower() for letters in itertools.islice(every, _READINGS)}


def token(key: bytes, tenant_id: str, kind: str, value: str) -> bytes:
    """The row's token for one tenant and kind."""
    return digest(key, "search", tenant_id, kind, value.strip().lower())
