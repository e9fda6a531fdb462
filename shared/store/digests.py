"""Mornings: at which hours a tenant's people want their digest, the timer of the next one, and what is counted."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from uuid import UUID

import msgspec
from sqlalchemy import exists, select

from shared.contracts.messages import MorningDigest
from shared.domain.access.roles import Role
from shared.domain.bell.digest import DEFAULT_HOUR, DeskRow, Reader, next_slot
from shared.domain.bell.told import COORDINATORS, HANDLERS
from shared.domain.cases.desk import Bucket
from shared.domain.deadlines.calendar import local_date
from shared.store import notice_choices
from shared.store.tables.access import users as u
from shared.store.tables.cases import desk_rows as d
from shared.store.tables.roster import absences as a
from shared.store.tables.rules import role_grants as g
from shared.store.uow import Work

_READERS = HANDLERS | COORDINATORS


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Whether somebody gets a digest, and at which hour of the day."""

    on: bool
    hour: int


def usual(work: Work) -> Wanted:
    """What holds for whoever chose nothing."""
    tenant = work.actor.tenant_id
    return Wanted(
        on=bool(work.reference.whole(tenant, "digest.on", 1)),
        hour=work.reference.whole(tenant, "digest.hour", DEFAULT_HOUR),
    )


def wanted(choice: notice_choices.Choice, otherwise: Wanted) -> Wanted:
    """What somebody chose, or what holds where they did not."""
    on = otherwise.on if choice.digest is None else choice.digest
    hour = otherwise.hour if choice.digest_hour is None else choice.digest_hour
    return Wanted(on=on, hour=hour)


def arm(work: Work) -> None:
    """Sets the timer of the tenant's next digest; one that is set is kept."""
    otherwise = usual(work)
    chosen = (wanted(one, otherwise) for one in notice_choices.all_of(work).values())
    arm_hours(work, {otherwise.hour, *(one.hour for one in chosen if one.on)})


def arm_hours(work: Work, hours: set[int]) -> None:
    """Sets the timer of the next of these hours on a working day."""
    slot = next_slot(work.now, hours, work.reference.calendar_at(work.actor.tenant_id))
    message = MorningDigest(tenant_id=work.actor.tenant_id, day=slot.day.isoformat(), hour=slot.hour)
    work.timer(message, key=f"{message.day}T{slot.hour:02}", due_at=slot.at)


def readers(work: Work, hour: int) -> Iterator[tuple[UUID, Reader]]:
    """Who of the tenant wants their digest at that hour, and is not away."""
    otherwise, chosen = usual(work), notice_choices.all_of(work)
    for user_id, reader in _people(work):
        mine = wanted(chosen.get(user_id, notice_choices.Choice()), otherwise)
        if mine.on and mine.hour == hour:
            yield user_id, reader


def _people(work: Work) -> Iterator[tuple[UUID, Reader]]:
    today, tenant = local_date(work.now), work.actor.tenant_id
    away = exists().where(
        a.c.staff_id == u.c.staff_id, a.c.from_day <= today, a.c.to_day >= today, a.c.ended_at.is_(None)
    )
    held = (
        select(u.c.id, u.c.staff_id, g.c.site_id, g.c.role)
        .join(g, g.c.user_id == u.c.id)
        .where(u.c.tenant_id == tenant, ~u.c.disabled, ~away, g.c.role.in_([role.value for role in _READERS]))
    )
    staff: dict[UUID, UUID | None] = {}
    posts: dict[UUID, dict[str, set[Role]]] = defaultdict(lambda: defaultdict(set))
    for user_id, staff_id, site_id, role in work.conn.execute(held):
        staff[user_id] = staff_id
        posts[user_id][site_id].add(Role(role))
    for user_id, roles in sorted(posts.items()):
        known = {site: frozenset(some) for site, some in roles.items()}
        yield user_id, Reader(staff_id=staff[user_id], posts=known)


def desk_rows(work: Work) -> dict[str, list[DeskRow]]:
    """What lies open on the tenant's desks, by site."""
    open_ = [bucket.value for bucket in (Bucket.SIGN, Bucket.HOLD, Bucket.CO, Bucket.POOL)]
    names = DeskRow.__struct_fields__
    here = (d.c.tenant_id == work.actor.tenant_id, d.c.bucket.in_(open_))
    found: dict[str, list[DeskRow]] = defaultdict(list)
    for row in work.conn.execute(select(*(d.c[name] for name in names)).where(*here)).mappings():
        known = {name: row[name] for name in names if name != "bucket"}
        found[row["site_id"]].append(DeskRow(**known, bucket=Bucket(row["bucket"])))
    return found


def day_of(written: str) -> date:
    """The date of a message."""
    return date.fromisoformat(written)
