"""Notices to staff as rows: whom an address means, and what each is told once, by a key of its own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.access.roles import Role
from shared.domain.bell.told import Address
from shared.domain.bell.topics import Topic
from shared.domain.deadlines.calendar import local_date
from shared.kernel.ids import new_id
from shared.store import notice_choices
from shared.store.pending import Pending
from shared.store.tables.access import users as u
from shared.store.tables.bell import staff_notices as t
from shared.store.tables.roster import absences as a
from shared.store.tables.rules import role_grants as g


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """What is told: ids, names of item and place, numbers and times; nothing of any applicant.

    `number` is the case's, `place` a site id, `numbers` what its words count.
    """

    key: str
    kind: str
    topic: Topic
    at: datetime
    case_id: UUID | None = None
    seq: int = 0
    number: str = ""
    item_name: str = ""
    place: str = ""
    numbers: dict[str, int] = {}
    due_at: datetime | None = None


_ALL = notice_choices.Choice()


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """A notice that was just written, and for whom."""

    id: UUID
    user_id: UUID


def people(work: Pending, addresses: Iterable[Address], but: UUID | None = None) -> frozenset[UUID]:
    """The users of the actor's tenant at these addresses, without the member of staff `but`.

    Who is away today is left out while others are there; a person who was meant alone is told in any case.
    """
    return frozenset(user for one in addresses for user in _at(work, one, but))


def _at(work: Pending, one: Address, but: UUID | None) -> frozenset[UUID]:
    mine = [u.c.tenant_id == work.actor.tenant_id, ~u.c.disabled]
    mine += [u.c.staff_id.is_distinct_from(but)] if but else []
    if one.staff is not None:
        return frozenset(work.conn.execute(select(u.c.id).where(*mine, u.c.staff_id == one.staff)).scalars())
    held = and_(g.c.user_id == u.c.id, g.c.site_id == one.site, g.c.role.in_([role.value for role in one.roles]))
    rows = work.conn.execute(select(u.c.id, _away(work)).where(*mine, exists().where(held))).all()
    return frozenset(user for user, away in rows if not away) or frozenset(user for user, _ in rows)


def _away(work: Pending) -> ColumnElement[bool]:
    today = local_date(work.now)
    now = (a.c.staff_id == u.c.staff_id, a.c.from_day <= today, a.c.to_day >= today, a.c.ended_at.is_(None))
    return exists().where(*now).label("away")


def holders(work: Pending, roles: frozenset[Role]) -> frozenset[UUID]:
    """The users of the actor's tenant who hold one of the roles anywhere."""
    mine = (u.c.tenant_id == work.actor.tenant_id, ~u.c.disabled)
    held = and_(g.c.user_id == u.c.id, g.c.role.in_([role.value for role in roles]))
    return frozenset(work.conn.execute(select(u.c.id).where(*mine, exists().where(held))).scalars())


def put(work: Pending, users: Iterable[UUID], notice: Notice) -> tuple[Put, ...]:
    """Writes it for each of them, once; gives what is new. A topic that somebody hides is kept and not shown."""
    chosen = notice_choices.all_of(work)
    row = msgspec.structs.asdict(notice) | {
        "tenant_id": work.actor.tenant_id,
        "topic": notice.topic.value,
        "numbers": msgspec.json.encode(notice.numbers).decode(),
    }
    rows = [
        row | {"id": new_id(), "user_id": user, "shown": notice.topic not in chosen.get(user, _ALL).hidden}
        for user in sorted(users)
    ]
    if not rows:
        return ()
    fresh = upsert(t).values(rows).on_conflict_do_nothing().returning(t.c.id, t.c.user_id)
    return tuple(Put(id=id_, user_id=user) for id_, user in work.conn.execute(fresh))


def take_back(conn: Connection, case_id: UUID, since: int) -> None:
    """What was told of a case's events from there on was taken back: nobody is told of it any more."""
    conn.execute(delete(t).where(t.c.case_id == case_id, t.c.seq >= since))


def forget(conn: Connection, case_id: UUID) -> None:
    """The tenant does not see the case any more: what nobody read of it yet would lead nowhere."""
    conn.execute(delete(t).where(t.c.case_id == case_id, t.c.read_at.is_(None)))


def mark(work: Pending, upto: datetime) -> int:
    """The actor read all of theirs up to that instant; gives how many were unread."""
    waiting = (*_own(work), t.c.read_at.is_(None), t.c.shown, t.c.at <= upto)
    return work.conn.execute(update(t).where(*waiting).values(read_at=work.now)).rowcount


def mark_one(work: Pending, notice_id: UUID) -> Notice | None:
    """The actor read this one; None where it is not theirs. Read once, it stays read as of then."""
    read = update(t).where(*_own(work), t.c.id == notice_id).values(read_at=func.coalesce(t.c.read_at, work.now))
    row = work.conn.execute(read.returning(t)).mappings().one_or_none()
    return _notice(dict(row)) if row else None


def _own(work: Pending) -> tuple[ColumnElement[bool], ...]:
    return t.c.tenant_id == work.actor.tenant_id, t.c.user_id == work.actor.user_id


def _notice(row: dict[str, Any]) -> Notice:
    row["numbers"] = msgspec.json.decode(row["numbers"])
    return msgspec.convert({name: row[name] for name in Notice.__struct_fields__}, Notice)
