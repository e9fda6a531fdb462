"""The shapes of a move on a case page: its fields, and what it asks for."""

from collections.abc import Callable

import msgspec

from services.gateway.entry.pages.move_calls import Call
from shared.domain.cases.permit import LONGEST
from shared.kernel.free_text import LINE

Texts = Callable[[str], str]


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """A field of a panel.

    `kind` is how it is asked: hidden (what the address names), chips, area, site, site_or_holder, joiner, body, staff,
    part, filing, owing, papers, files, or the type of an input.
    """

    name: str
    label: str
    kind: str = "text"
    side: str = "left"
    required: bool = True
    hint: str = ""
    codes: tuple[str, ...] = ()

    @property
    def longest(self) -> int:
        """How many characters the rules take here."""
        return LONGEST.get(self.name, LINE)

    def choices(self, t: Texts) -> list[tuple[str, str]]:
        """Codes with their words."""
        return [(code, t(f"reason.{code}")) for code in self.codes]


class Move(msgspec.Struct, frozen=True, kw_only=True):
    """A move: `slug` is its address, `kind` the command it gives. Without fields to fill in it is one button."""

    slug: str
    kind: str
    icon: str
    call: Call
    key: str = ""
    fields: tuple[Field, ...] = ()
    grave: bool = False
    undone: str = ""

    @property
    def direct(self) -> bool:
        """Whether a click is all it takes."""
        return all(field.kind == "hidden" for field in self.fields)


def words(hint: str = "kept_forever", required: bool = True, side: str = "right", label: str = "words") -> Field:
    """An explanation."""
    return Field(name="words", label=label, kind="area", side=side, hint=hint, required=required)


def reason(codes: tuple[str, ...], name: str = "reason") -> Field:
    """Codes to choose from."""
    return Field(name=name, label=name, kind="chips", codes=codes)


ORDER = Field(name="order", label="order", kind="hidden", required=False)
"""Which order about a bad rating is meant, where a case has several."""
