"""What a unit of work has collected and not yet written."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import Connection

from shared.contracts.messages import Message
from shared.domain.access.actor import Actor
from shared.domain.cases.events import Happened
from shared.domain.cases.model import Case
from shared.store import opening
from shared.store.cases import CaseReader
from shared.store.keys import Keys
from shared.store.persons import Person
from shared.store.reference import Reference


class Saved(msgspec.Struct, kw_only=True):
    """A case with its new events. `before` None means it is new, and `person` is then the applicant in clear."""

    before: Case | None
    after: Case
    happened: tuple[Happened, ...]
    person: Person | None = None


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """A message to leave behind."""

    id: UUID
    message: Message
    not_before: datetime
    case_id: UUID | None = None
    cause_seq: int | None = None


class Timer(msgspec.Struct, frozen=True, kw_only=True):
    """A message that is due later; `key` tells it from others of its kind."""

    message: Message
    key: str
    due_at: datetime
    case_id: UUID | None = None


class Noted(msgspec.Struct, frozen=True, kw_only=True):
    """An audit row."""

    act: str
    object: str = ""
    reason: str = ""


class Pending:
    """An open transaction on behalf of one actor, and what waits to be written in it. `now` is business time."""

    conn: Connection
    now: datetime
    reference: Reference
    cases: CaseReader

    def __init__(self, keys: Keys, actor: Actor) -> None:
        self.keys, self.actor = keys, actor
        self.saved: dict[UUID, Saved] = {}
        self.sent: list[Sent] = []
        self.timers: list[Timer] = []
        self.notes: list[Noted] = []
        self.cancelled: list[tuple[UUID, int, int, int]] = []

    def crossing(self, case: Case, tenants: frozenset[str], reason: str) -> None:
        """Lets rows about this case be written in these tenants until the transaction ends, on record."""
        if tenants - {self.actor.tenant_id}:
            opening.cross(self.conn, tenants, str(case.id))
            self.note("case.crossing", str(case.id), reason)

    def note(self, act: str, about: str = "", reason: str = "") -> None:
        """Leave an audit row."""
        self.notes.append(Noted(act=act, object=about, reason=reason))
