"""Notify on a real database, between the real gateway's hooks and the simulated supplier, over real HTTP."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Engine, select, text, update

from deploy.simulator.exchange import Exchange
from services.dispatch.entry.actors import handlers as dispatch_handlers
from services.notify.deps import Deps
from services.notify.entry.actors import handlers
from shared.contracts import messages as m
from shared.domain.access.actor import Actor
from shared.domain.access.actor import platform as as_platform
from shared.domain.cases import commands as c
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.ports.sms import Outgoing, SmsSupplier
from shared.store import offset, ratings
from shared.store.engine import Store
from shared.store.inbox import AlreadyHeard
from shared.store.persons import Person
from shared.store.tables import evaluations, metadata, notify, queue
from shared.store.take_rating import take_rating
from tests import scenes

PATIENCE = 10.0  # seconds for what goes over HTTP and back


class Crash(BaseException):
    """The process dies here: nothing after it happens."""


class Crashing:
    """A supplier whose process dies before or after the call."""

    can_query = True

    def __init__(self, real: SmsSupplier, after: bool) -> None:
        self.id, self._real, self._after = real.id, real, after

    def send(self, outgoing: Outgoing) -> Any:
        """Dies."""
        if self._after:
            self._real.send(outgoing)
        raise Crash

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)


class Platform:
    """What tests do with it and look at."""

    def __init__(self, settings: Settings, store: Store, owner: Engine, deps: Deps, exchange: Exchange) -> None:
        self.settings, self.store, self.owner, self.deps, self.exchange = settings, store, owner, deps, exchange
        with owner.connect() as conn:
            self.morning = offset.standing(conn)

    def hear(self, message: m.Message, message_id: UUID | None = None, deps: Deps | None = None) -> None:
        """The message arrives, as the broker would bring it: what was heard before is acknowledged."""
        dispatch = scenes.dispatching(self.store)
        known = {**handlers(deps or self.deps), **dispatch_handlers(dispatch)}
        try:
            known[type(message)](message, message_id or new_id())
        except AlreadyHeard:
            return

    def ask(self, case_id: UUID, round_: int = 1) -> None:
        """The rating of a round is asked for."""
        self.hear(m.AskRating(tenant_id=scenes.ZONE, case_id=case_id, round=round_))

    def dying(self, after: bool) -> Deps:
        """Notify whose process dies before or after the supplier is called."""
        real = self.deps.suppliers["http"]
        return msgspec.structs.replace(self.deps, suppliers={"http": Crashing(real, after)})

    def ring_timers(self, times: int = 1) -> None:
        """Every look after an SMS that is set becomes its message, whenever it would be due."""
        t = queue.timers
        for _ in range(times):
            with self.owner.begin() as conn:
                waiting = (t.c.fired_at.is_(None), t.c.kind == m.ResolveSms.kind)
                bodies = conn.execute(select(t.c.body).where(*waiting).order_by(t.c.due_at)).scalars().all()
                conn.execute(update(t).where(*waiting).values(fired_at=t.c.due_at))
            for body in bodies:
                self.hear(m.decode(body))

    def ring_due(self) -> None:
        """The looks that are due by the clock as it stands, again while they bring others."""
        t = queue.timers
        while bodies := self._due(t):
            for body in bodies:
                self.hear(m.decode(body))
            self.drain()

    def _due(self, t: Any) -> list[str]:
        with self.owner.begin() as conn:
            now = conn.execute(text("select clock_timestamp() + coalesce((select by from clock_offset), '0')")).scalar()
            due = (t.c.fired_at.is_(None), t.c.kind == m.ResolveSms.kind, t.c.due_at <= now)
            bodies = conn.execute(select(t.c.body).where(*due).order_by(t.c.due_at)).scalars().all()
            conn.execute(update(t).where(*due).values(fired_at=t.c.due_at))
        return list(bodies)

    def ring(self, kind: str) -> None:
        """Every timer of this kind that is set becomes its message, whenever it would be due."""
        t = queue.timers
        with self.owner.begin() as conn:
            waiting = (t.c.fired_at.is_(None), t.c.kind == kind)
            bodies = conn.execute(select(t.c.body).where(*waiting).order_by(t.c.due_at)).scalars().all()
            conn.execute(update(t).where(*waiting).values(fired_at=t.c.due_at))
        for body in bodies:
            self.hear(m.decode(body))

    def waiting_for(self, kind: str) -> int:
        """How many timers of this kind are set."""
        t = queue.timers
        return len(self._rows(select(t.c.id).where(t.c.kind == kind, t.c.fired_at.is_(None))))

    def timer(self, kind: str, case_id: UUID) -> datetime | None:
        """When a timer of this case rings."""
        t = queue.timers
        rows = self._rows(select(t.c.due_at).where(t.c.kind == kind, t.c.case_id == case_id, t.c.fired_at.is_(None)))
        return rows[0]["due_at"] if rows else None

    def rate(self, case_id: UUID, grade: Grade, channel: Channel = Channel.LINK) -> None:
        """The applicant rates, by the page behind the link unless said otherwise."""
        with self.store.work(as_platform(scenes.ZONE)) as work:
            case = work.cases.get(case_id)
            new = Rating(case_id=case_id, round=1, grade=grade, channel=channel, rated_at=work.now)
            take_rating(work, case, new)

    def occasions(self) -> int:
        """How many occasions to rate there were."""
        return len(self._rows(select(evaluations.evaluations)))

    def drain(self) -> None:
        """Every message in the outbox is heard, until there is none left."""
        t = queue.outbox
        while rows := self._rows(select(t.c.id, t.c.body)):
            for row in rows:
                self.hear(m.decode(row["body"]), row["id"])

    def until(self, true: Callable[[], object], what: str) -> None:
        """Waits until it is so, hearing what comes in meanwhile."""
        end = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < end, what
            self.drain()
            time.sleep(0.02)

    def sms(self, case_id: UUID, purpose: str = "rating") -> dict[str, Any]:
        """The journal's row."""
        t = notify.sms
        return dict(self._rows(select(t).where(t.c.case_id == case_id, t.c.purpose == purpose))[0])

    def journal(self) -> list[dict[str, Any]]:
        """All rows of the journal."""
        return self._rows(select(notify.sms))

    def stored(self, table: str, words: bytes) -> int:
        """How many columns of a table hold these bytes in clear."""
        rows = self._rows(select(metadata.tables[table]))
        return sum(words in value for row in rows for value in row.values() if isinstance(value, bytes))

    def waiting(self) -> list[str]:
        """Why replies wait for a person, the oldest first."""
        t = evaluations.waiting_replies
        return [row["why"] for row in self._rows(select(t.c.why).order_by(t.c.received_at, t.c.id))]

    def evaluation(self, case_id: UUID) -> EvaluationState:
        """How the occasion to rate the case stands."""
        t = evaluations.evaluations
        (row,) = self._rows(select(t.c.state).where(t.c.case_id == case_id, t.c.occasion == ""))
        return EvaluationState(row["state"])

    def routes(self) -> list[dict[str, Any]]:
        """All ways back, in the order of their opening."""
        return self._rows(select(notify.reply_routes).order_by(notify.reply_routes.c.opened_at))

    def raw(self, what: str) -> list[str]:
        """The states of the raw receipts or replies."""
        table = {"receipts": notify.sms_receipts, "replies": notify.sms_replies}[what]
        return [row["state"] for row in self._rows(select(table).order_by(table.c.id))]

    def _rows(self, query: Any) -> list[dict[str, Any]]:
        with self.owner.connect() as conn:
            return [dict(row) for row in conn.execute(query).mappings()]

    def rating(self, case_id: UUID, round_: int = 1) -> Rating | None:
        """What the applicant said."""
        with self.store.work(scenes.clerk(scenes.VILLAGE)) as work:
            return ratings.find(work.conn, case_id, round_, work.keys.vault)

    def advance(self, by: timedelta) -> None:
        """The demo clock stands that much ahead of the morning on which the test began."""
        with self.owner.begin() as conn:
            conn.execute(text("update clock_offset set by = :by"), {"by": self.morning + by})

    def set_parameter(self, key: str, value: str) -> None:
        """The city decides otherwise."""
        with self.owner.begin() as conn:
            conn.execute(
                text("update parameters set value = :value where key = :key and tenant_id = '1502'"),
                {"key": key, "value": value},
            )
            conn.execute(text("update reference_version set version = version + 1"))

    def on_phone(self, phone: str = scenes.APPLICANT.phone) -> list[str]:
        """What stands on a phone."""
        return [message.content for message in self.exchange.phones.of(phone)]

    def doubled(self) -> int:
        """Calls for a message that the supplier held already."""
        return sum(times - 1 for times in self.exchange.phones.counts().values())


def completed(store: Store, person: Person = scenes.APPLICANT, item: str = "MZ001") -> UUID:
    """A case of this applicant that is done, in its first round."""
    by = scenes.clerk(scenes.VILLAGE)
    case_id = scenes.registered(store, by, item=item, person=person)
    finished(store, by, case_id)
    return case_id


def finished(store: Store, by: Actor, case_id: UUID) -> None:
    """Handled and completed."""
    scenes.act(store, by, case_id, c.Start())
    scenes.act(store, by, case_id, c.Complete(result="已办结"))
