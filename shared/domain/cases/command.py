"""What every command has."""

from typing import ClassVar

import msgspec


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Base of all commands; `kind` never changes once published."""

    kind: ClassVar[str]
