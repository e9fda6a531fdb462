"""Everything dispatch may touch, in one frozen value."""

from typing import Protocol
from uuid import UUID

import msgspec

from shared.domain.routing.decide import Matcher
from shared.store.engine import OpenWork
from shared.store.uow import Work

CONSUMER = "dispatch"


class Hear(Protocol):
    """Opens the transaction of a message; entering it a second time raises AlreadyHeard."""

    def __call__(self, consumer: str, tenant_id: str, message_id: UUID) -> Work: ...


class Deps(msgspec.Struct, frozen=True, kw_only=True):
    """The store as a message sees it and as the platform's own steps do, and the routing policies in force."""

    hear: Hear
    work: OpenWork
    matching: Matcher
