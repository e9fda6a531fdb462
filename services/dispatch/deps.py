"""Everything dispatch may touch, in one frozen value."""

from collections.abc import Callable, Iterable
from typing import Protocol
from uuid import UUID

import msgspec

from shared.domain.routing.decide import Matcher
from shared.domain.routing.escalation import EscalationMatcher
from shared.store.engine import OpenWork
from shared.store.uow import Work

CONSUMER = "dispatch"


class Hear(Protocol):
    """Opens the transaction of a message; entering it a second time raises AlreadyHeard."""

    def __call__(self, consumer: str, tenant_id: str, message_id: UUID) -> Work: ...


class Deps(msgspec.Struct, frozen=True, kw_only=True):
    """The store as a message sees it and as the platform by itself, and the policies in force.

    `policies` is the version in force of policies and reference data, which only grows; `tenants` are all there are;
    `outages` the exceptions that mean the database is away, and not that data is bad.
    """

    hear: Hear
    work: OpenWork
    matching: Matcher
    escalating: EscalationMatcher
    policies: Callable[[], int]
    tenants: Callable[[], Iterable[str]]
    outages: tuple[type[Exception], ...] = ()
