"""What every message between the services is: a queue, a kind that never changes, a tenant."""

from typing import ClassVar

import msgspec


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """Base: `queue` names the consuming service, `kind` the one actor that hears it."""

    queue: ClassVar[str]
    kind: ClassVar[str]
    tenant_id: str
