"""延期: more working days for a case, asked for by its holder and decided by somebody else (行政许可法 42)."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

import msgspec


class ExtensionState(StrEnum):
    """How a request stands. In: asked; out: granted or refused, which are final."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


class Extension(msgspec.Struct, frozen=True, kw_only=True):
    """The last request. `at_site` decides; `was_promised` and `was_statutory` are the dates before a grant."""

    days: int
    words: str
    at_site: str
    asked_at: datetime
    asked_by: UUID | None
    state: ExtensionState = ExtensionState.ASKED
    was_promised: datetime | None = None
    was_statutory: datetime | None = None

    @property
    def open(self) -> bool:
        """Whether it waits for a decision."""
        return self.state is ExtensionState.ASKED
