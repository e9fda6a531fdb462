"""How a general gateway knows that it is we who call: by data, since every carrier and every city has its own way."""

import base64
import hashlib
import hmac
import re
from collections.abc import Mapping
from typing import Annotated, Literal

import msgspec

from shared.ports.supplier_data import Data

Header = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z][A-Za-z0-9-]{0,63}$")]
PARTS = frozenset(
    {"account", "secret", "timestamp", "nonce", "reference", "phone", "text", "sign", "extension", "template", "day"}
)
"""Values of ours that a signature may be over."""
WHOLE = frozenset({"body", "sorted"})
"""The body as it is sent; the fields as `name=value`, sorted by name and joined by `&`."""
_LITERAL = re.compile(r"'[^']*'")
_HASHES = {"md5": hashlib.md5, "sha1": hashlib.sha1, "sha256": hashlib.sha256, "sha512": hashlib.sha512}


class HmacBody(Data, frozen=True, kw_only=True, tag_field="method", tag="hmac_body"):
    """The hex HMAC-SHA256 of "timestamp\\nbody" in a header, the timestamp in seconds in another: our own way."""

    timestamp_header: Header
    signature_header: Header


class Digest(Data, frozen=True, kw_only=True, tag_field="method", tag="digest"):
    """A hash over values joined together, as the field `signature` or in a header.

    `parts` are our names, `body`, `sorted` or 'texts in quotes'; `keyed` makes it an HMAC under the secret.
    """

    algorithm: Literal["md5", "sha1", "sha256", "sha512"]
    parts: Annotated[tuple[str, ...], msgspec.Meta(min_length=1)]
    separator: str = ""
    keyed: bool = False
    encoding: Literal["hex", "HEX", "base64"] = "hex"
    header: Header | None = None

    def __post_init__(self) -> None:
        if strange := [p for p in self.parts if p not in PARTS | WHOLE and not _LITERAL.fullmatch(p)]:
            raise ValueError(f"parts has {', '.join(strange)}, known are {', '.join(sorted(PARTS | WHOLE))} and 'text'")
        if not self.keyed and "secret" not in self.parts:
            raise ValueError("parts lacks the secret: anybody could make this digest")
        if self.header is None and "body" in self.parts:
            raise ValueError("a digest over the body goes into a header, it cannot be in the body itself")


class Basic(Data, frozen=True, kw_only=True, tag_field="method", tag="basic"):
    """HTTP basic authentication with account and secret."""


class Bearer(Data, frozen=True, kw_only=True, tag_field="method", tag="bearer"):
    """The secret in a header, as a token or an app key."""

    header: Header = "Authorization"
    prefix: str = "Bearer "


class Open(Data, frozen=True, kw_only=True, tag_field="method", tag="none"):
    """Nothing: the secret is a field like others, or the network is the proof."""


Signature = HmacBody | Digest | Basic | Bearer | Open


def digest_of(how: Digest, values: Mapping[str, str], fields: Mapping[str, str], body: bytes) -> str:
    """The digest. `values` are ours by name, `fields` what is sent under the gateway's names without the signature."""
    whole = how.separator.join(_part(part, values, fields, body) for part in how.parts).encode()
    hashed = _HASHES[how.algorithm]
    raw = hmac.new(values["secret"].encode(), whole, hashed).digest() if how.keyed else hashed(whole).digest()
    if how.encoding == "base64":
        return base64.b64encode(raw).decode()
    return raw.hex().upper() if how.encoding == "HEX" else raw.hex()


def _part(part: str, values: Mapping[str, str], fields: Mapping[str, str], body: bytes) -> str:
    if part == "body":
        return body.decode()
    if part == "sorted":
        return "&".join(f"{name}={value}" for name, value in sorted(fields.items()))
    return part[1:-1] if part.startswith("'") else values.get(part, "")


def basic_of(account: str, secret: str) -> str:
    """The Authorization header of HTTP basic authentication."""
    return "Basic " + base64.b64encode(f"{account}:{secret}".encode()).decode()
