"""The unit of work: one transaction that leaves case, events, timers, messages and audit together, or nothing.

Nobody commits. Leaving the block commits; an exception on the way out leaves no trace.
"""

from datetime import datetime, timedelta
from types import TracebackType
from typing import Any
from uuid import UUID

from msgspec.structs import replace
from sqlalchemy import Engine

from shared.contracts.messages import Message
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import supervisions
from shared.domain.cases.events import Event, Happened
from shared.domain.cases.evolve import evolve
from shared.domain.cases.facts import Facts, parts_of
from shared.domain.cases.model import Case
from shared.domain.cases.rules.cohandling import may_cohandle
from shared.domain.catalogue.handlers import may_handle
from shared.kernel.ids import new_id
from shared.store import flush, idempotency, opening, persons
from shared.store.cases import CaseReader
from shared.store.idempotency import Idem
from shared.store.inbox import hear
from shared.store.keys import Keys
from shared.store.pending import Pending, Saved, Sent, Timer
from shared.store.persons import Person
from shared.store.receipt import Answer, Receipt, receipt_of
from shared.store.reference_cache import ReferenceCache
from shared.store.transaction import commit


class Work(Pending):
    """One transaction on behalf of one actor. `now` is business time, read once.

    `answer` is what an act on something else than a case says; an act on a case says its receipt.
    """

    def __init__(
        self,
        engine: Engine,
        keys: Keys,
        cache: ReferenceCache,
        actor: Actor,
        idem: Idem | None = None,
        heard: tuple[str, UUID] | None = None,
    ) -> None:
        super().__init__(keys, actor)
        self._engine, self._cache, self._idem, self._heard = engine, cache, idem, heard
        self.receipt: Receipt | None = None
        self.answer: Answer | None = None
        self._persons: dict[UUID, Person] = {}

    def __enter__(self) -> "Work":
        self.conn = self._engine.connect()
        try:
            self.now, version = opening.begin(self.conn, self.actor)
            self.reference = self._cache.at(version, self.conn)
            self.cases = CaseReader(self.conn, self.actor)
            if self._heard:
                hear(self.conn, self.actor.tenant_id, *self._heard)
            if self._idem:
                idempotency.claim(self.conn, self.actor, self._idem)
        except BaseException:
            self._abandon()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is not None:
            self._abandon()
            return
        try:
            flush.write(self)
            if self.saved:
                self.receipt = receipt_of(next(reversed(self.saved.values())).after)
            if self._idem:
                idempotency.keep(self.conn, self.actor, self._idem, self.answer or self.receipt)
            commit(self.conn, self._point)
        except BaseException:
            self._abandon()
            raise
        self.conn.close()

    @property
    def _point(self) -> str:
        if self._heard:
            return "heard.commit"
        return "platform.commit" if Role.SYSTEM in self.actor.roles else "act.commit"

    def _abandon(self) -> None:
        self.conn.rollback()
        self.conn.close()

    def become(self, actor: Actor) -> None:
        """Goes on as somebody else, in the same transaction: for doors where the tenant is found out first."""
        self.actor, self.cases = actor, CaseReader(self.conn, actor)
        opening.present(self.conn, "tenant", actor.tenant_id)
        opening.present(self.conn, "site", opening.own_site(actor))

    def open_case(self, person: Person, make: Any) -> Case:
        """A new case of this applicant. `make(person_id, commitment)` gives its first events."""
        person_id = new_id()
        events = make(person_id, persons.commitment(person, self.keys.token_key))
        return self._record(None, tuple(events), person)

    def save(self, case: Case, events: tuple[Event, ...], role: Role | None = None) -> Case:
        """The case after these events; written when the block is left, against the version that was read.

        `role` is the one that allowed the act, where the actor has several.
        """
        return self._record(case, events, None, role)

    def _record(
        self, case: Case | None, events: tuple[Event, ...], person: Person | None, role: Role | None = None
    ) -> Case:
        seq = case.version if case else 0
        happened = tuple(self._stamp(event, seq + 1 + i, seq + 1, role) for i, event in enumerate(events))
        after = case
        for one in happened:
            after = evolve(after, one)
        if after is None:
            raise ValueError("saving needs an event")
        earlier = self.saved.get(after.id)
        if earlier:
            before, happened, person = earlier.before, (*earlier.happened, *happened), earlier.person
        else:
            before = case
        self.saved[after.id] = Saved(before=before, after=after, happened=happened, person=person)
        return after

    def _stamp(self, event: Event, seq: int, batch: int, role: Role | None) -> Happened:
        actor = self.actor
        return Happened(
            seq=seq,
            batch=batch,
            at=self.now,
            event=event,
            by_site=actor.site_id,
            by_role=role or min(actor.roles),
            by_staff=actor.staff_id,
        )

    def facts(self, case: Case, to_site: str = "", **known: Any) -> Facts:
        """What `decide` is told: now, actor, item version of the case, calendar, limits, the actor's part."""
        ref = self.reference
        item = ref.versions[case.item_code, case.item_version]
        owing = supervisions.owing(self.cases.history(case.id)) if case.unanswered else ()
        receiver = to_site or (case.offered.to_site if case.offered else "")
        facts = Facts(
            now=self.now,
            actor=self.actor,
            item=item,
            calendar=ref.calendar_at(case.tenant_id),
            receiver_calendar=ref.calendar_at(receiver) if receiver in ref.tree else None,
            limits=ref.limits_at(case.tenant_id, to_site, item) if to_site else ref.limits_of(case),
            parts=parts_of(case, self.actor, ref.tree, owing),
            owing=owing,
            target_joins=to_site in ref.tree and may_cohandle(ref.tree.site(to_site)),
            target_known=not to_site or to_site in ref.tree,
            target_able=to_site in ref.tree and may_handle(ref.tree.site(to_site), item, ref.tree),
        )
        return replace(facts, **known)

    def send(self, message: Message, case: Case | None = None, hold: timedelta = timedelta(0)) -> None:
        """Leave a message behind; with a `hold` it waits that long, and an undo of the act can still stop it."""
        cause = self.saved[case.id].happened[0].batch if case and case.id in self.saved else None
        self.sent.append(
            Sent(
                id=new_id(),
                message=message,
                not_before=self.now + hold,
                case_id=case.id if case else None,
                cause_seq=cause,
            )
        )

    def timer(self, message: Message, key: str, due_at: datetime, case: Case | None = None) -> None:
        """Have a message sent when business time reaches `due_at`; a timer of the same kind and key is kept."""
        self.timers.append(Timer(message=message, key=key, due_at=due_at, case_id=case.id if case else None))

    def cancel(self, case: Case, since: int, sends: int) -> None:
        """Stop what the taken-back act would have sent; `sends` is how many messages it left waiting at least.

        Raises Refusal `undo.left_the_house`, on leaving the block, when one has left.
        """
        self.cancelled.append((case.id, since, case.version, sends))

    def person(self, case: Case) -> Person:
        """The applicant in clear: ask permission, and `note` why, before you show it."""
        if case.applicant not in self._persons:
            self._persons[case.applicant] = persons.read(self.conn, case.applicant, self.keys.vault)
        return self._persons[case.applicant]
