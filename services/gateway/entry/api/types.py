"""Pieces of input and output that several controllers share; lengths and shapes stand in the interface description."""

from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import Meta

from shared.kernel.free_text import LINE, WORDS

_TEXT = r"^[^\x00-\x08\x0b\x0c\x0e-\x1f\x7f]*$"
"""No control characters but tab and line ends: they do not print, and a database does not take all of them."""

Words = Annotated[str, Meta(max_length=WORDS, pattern=_TEXT)]
Line = Annotated[str, Meta(max_length=LINE, pattern=_TEXT)]
Code = Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z0-9_.-]*$")]
SiteId = Annotated[str, Meta(max_length=64, pattern=r"^[0-9]{4,12}(-[a-z0-9-]+)?$")]
Region = Annotated[str, Meta(max_length=12, pattern=r"^([0-9]{6}|[0-9]{9}|[0-9]{12})?$")]
Files = Annotated[tuple[UUID, ...], Meta(max_length=20)]
"""Ids of attachments of the case."""
Papers = Annotated[tuple[Line, ...], Meta(max_length=100)]


class Input(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all bodies: an unknown field is a mistake, never ignored."""


class Nothing(Input, frozen=True, kw_only=True):
    """An act that needs no words: `{}`."""
