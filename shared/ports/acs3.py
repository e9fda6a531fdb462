"""ACS3-HMAC-SHA256, by which calls to Aliyun are signed: over the query, the headers that are named, and the body.

Source: Aliyun, "V3 版本请求体&签名机制" (help 159972). Pure: time and nonce come in as headers.
"""

import hashlib
import hmac
import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

import msgspec

ALGORITHM = "ACS3-HMAC-SHA256"
_AUTHORIZATION = re.compile(
    rf"{ALGORITHM} Credential=(?P<key>[^,\s]+),\s*SignedHeaders=(?P<headers>[a-z0-9;-]+),"
    r"\s*Signature=(?P<sign>[0-9a-f]{64})"
)


class Signed(msgspec.Struct, frozen=True, kw_only=True):
    """What an Authorization header says."""

    key: str
    headers: tuple[str, ...]
    signature: str


def quoted(text: str) -> str:
    """RFC 3986: everything but letters, digits and `-_.~` is escaped, a space too."""
    return quote(text, safe="-_.~")


def query_string(query: Mapping[str, str]) -> str:
    """Sorted and escaped: the canonical form, and what goes over the wire."""
    return "&".join(f"{quoted(name)}={quoted(value)}" for name, value in sorted(query.items()))


def body_hash(body: bytes) -> str:
    """What x-acs-content-sha256 carries."""
    return hashlib.sha256(body).hexdigest()


def signed_names(headers: Mapping[str, str]) -> tuple[str, ...]:
    """The least that must be signed, as the supplier's own clients choose it."""
    return tuple(sorted(n for n in headers if n in ("host", "content-type") or n.startswith("x-acs-")))


def canonical(method: str, query: Mapping[str, str], headers: Mapping[str, str], names: Sequence[str]) -> str:
    """The request in the one form that both sides hash. `headers` have lower-case names."""
    lines = "".join(f"{name}:{headers.get(name, '').strip()}\n" for name in names)
    payload = headers.get("x-acs-content-sha256", "")
    return f"{method}\n/\n{query_string(query)}\n{lines}\n{';'.join(names)}\n{payload}"


def signature(secret: str, request: str) -> str:
    """The hex signature of a canonical request."""
    to_sign = f"{ALGORITHM}\n{hashlib.sha256(request.encode()).hexdigest()}"
    return hmac.new(secret.encode(), to_sign.encode(), hashlib.sha256).hexdigest()


def authorization(key: str, secret: str, query: Mapping[str, str], headers: Mapping[str, str]) -> str:
    """The Authorization header of a POST with these headers."""
    names = signed_names(headers)
    found = signature(secret, canonical("POST", query, headers, names))
    return f"{ALGORITHM} Credential={key},SignedHeaders={';'.join(names)},Signature={found}"


def read(header: str) -> Signed | None:
    """An Authorization header taken apart; None for any other kind."""
    found = _AUTHORIZATION.fullmatch(header)
    if found is None:
        return None
    return Signed(key=found["key"], headers=tuple(found["headers"].split(";")), signature=found["sign"])


def is_signed(
    secret: str, signed: Signed, method: str, query: Mapping[str, str], headers: Mapping[str, str], body: bytes
) -> bool:
    """Whether the signature fits, covers all that it must, and the body is the one that was hashed."""
    whole = set(signed_names(headers)) <= set(signed.headers) and headers.get("x-acs-content-sha256") == body_hash(body)
    expected = signature(secret, canonical(method, query, headers, signed.headers))
    return whole and hmac.compare_digest(expected, signed.signature)
