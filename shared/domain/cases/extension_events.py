"""Events about more time (延期)."""

from datetime import datetime

import msgspec


class ExtensionAsked(msgspec.Struct, frozen=True, kw_only=True, tag="extension_asked"):
    """The holder asks for `days` working days more; `at_site` decides."""

    days: int
    words: str
    at_site: str


class ExtensionGranted(msgspec.Struct, frozen=True, kw_only=True, tag="extension_granted"):
    """Both clocks have `days` more; the dates before stay on record. `round` counts what was granted."""

    days: int
    round: int
    was_promised: datetime
    was_statutory: datetime | None
    promised_due: datetime
    statutory_due: datetime | None
    warn_at: datetime
    provisional: bool
    words: str = ""


class ExtensionRefused(msgspec.Struct, frozen=True, kw_only=True, tag="extension_refused"):
    """The dates stay as they are."""

    words: str
