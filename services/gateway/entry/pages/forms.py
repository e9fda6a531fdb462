"""A posted form: what was typed, whether a field came once or several times."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

import msgspec
from litestar.params import URLEncodedBody

from services.gateway.entry.csrf import FIELD
from shared.store.idempotency import Idem, request_hash

Posted = URLEncodedBody[dict[str, Any]]
"""How a handler asks for it."""

KEY = "idempotency_key"
_OURS = (FIELD, KEY, "who", "password", "carried")
_LONGEST_KEY = 100


class Form(msgspec.Struct, frozen=True):
    """All fields, in the order of their names."""

    fields: Mapping[str, tuple[str, ...]]

    def one(self, name: str) -> str:
        """The field's text without blanks around it, or ''. Never cut: what is too long is for the rules to refuse."""
        values = self.fields.get(name, ())
        return values[0].strip() if values else ""

    def all(self, name: str) -> tuple[str, ...]:
        """Every value of a field that may come several times."""
        return tuple(value for value in self.fields.get(name, ()) if value)

    def put(self, name: str, value: str) -> "Form":
        """The same with another value in one field."""
        return Form({**self.fields, name: (value,)})

    def pairs(self) -> Iterator[tuple[str, str]]:
        """What the person typed and ticked, without what the page put in itself."""
        for name, values in sorted(self.fields.items()):
            if name not in _OURS:
                yield from ((name, value) for value in values)

    def version(self) -> int | None:
        """The version of the case the page showed."""
        return version_in(self.one("version"))

    def idem(self, path: str, part: str = "", more: bytes = b"") -> Idem | None:
        """The form's own key: the same form sent twice acts once. `part` tells several acts of one form apart.

        `more` is a digest of what was sent beside the fields.
        """
        key = self.one(KEY)
        if not 0 < len(key) <= _LONGEST_KEY:
            return None
        asked = urlencode([pair for pair in self.pairs() if pair[0] != "version"]).encode() + more
        return Idem(key=f"{key}{part}", request_hash=request_hash("POST", path, asked), status=303)


def version_in(given: str) -> int | None:
    """The version of a case as a page writes it; None for what cannot be one."""
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else None


def page_in(given: str) -> int:
    """The number of a page as an address writes it; the first for what is none."""
    return int(given) if given.isdecimal() and len(given) < 6 else 1


def uuid_in(given: str) -> UUID | None:
    """An id as a page writes it; None for what is none."""
    try:
        return UUID(given)
    except ValueError:
        return None


def form_of(data: Mapping[str, Any] | None) -> Form:
    """The form behind what the framework read; files are not taken."""
    fields = {name: value if isinstance(value, list) else [value] for name, value in (data or {}).items()}
    # NUL is no text: PostgreSQL takes none, and nobody types one.
    texts = {n: tuple(v.replace("\0", "") for v in values if isinstance(v, str)) for n, values in fields.items()}
    return Form(dict(sorted(texts.items())))
