"""Sessions, accounts and API keys as rows; tokens are random, and only keyed digests of them are stored."""

import hashlib
import secrets
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, Text, bindparam, delete, extract, func, insert, select, update

from services.gateway.deps import Account, Seen
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.store import opening
from shared.store.tables.access import api_keys as k
from shared.store.tables.access import sessions as s
from shared.store.tables.access import users as u
from shared.store.tables.org import staff
from shared.store.tables.rules import role_grants as g
from shared.store.tokens import digest
from shared.store.uow import Work

_NOW = func.clock_timestamp()
"""The database's real time: sessions do not follow a demo's business clock."""
_FIND = select(
    s.c.tenant_id,
    s.c.user_id,
    s.c.site_id,
    extract("epoch", _NOW - s.c.created_at),
    extract("epoch", _NOW - s.c.seen_at),
).where(s.c.token_hash == bindparam("token"))
_ROLES = select(func.array_agg(g.c.role)).where(
    g.c.user_id == u.c.id, g.c.site_id == func.any(bindparam("above", type_=ARRAY(Text)))
)
_ACTOR = (
    select(u.c.id, u.c.tenant_id, u.c.staff_id, func.coalesce(staff.c.name, u.c.login).label("name"))
    .add_columns(_ROLES.scalar_subquery().label("roles"))
    .select_from(u.outerjoin(staff, staff.c.id == u.c.staff_id))
    .where(u.c.id == bindparam("user"), ~u.c.disabled)
)


class SessionRows:
    """The Sessions seam on PostgreSQL."""

    def account(self, work: Work, login: str) -> Account | None:
        opening.present(work.conn, "login", login)
        row = work.conn.execute(select(u).where(u.c.login == login)).mappings().one_or_none()
        if row is None:
            return None
        return Account(
            user_id=row["id"],
            tenant_id=row["tenant_id"],
            site_id=row["site_id"],
            password_hash=row["password_hash"],
            disabled=row["disabled"],
        )

    def actor(self, work: Work, account: Account) -> Actor:
        found = _actor(work, account.user_id, account.site_id)
        if found is None:
            raise LookupError(f"user {account.user_id} has gone")
        return found

    def start(self, work: Work, actor: Actor, after: str = "") -> str:
        token = secrets.token_urlsafe(32)
        begun = select(s.c.created_at).where(s.c.token_hash == _hash(work, after)).scalar_subquery()
        row: dict[str, Any] = {"token_hash": _hash(work, token), "tenant_id": actor.tenant_id}
        row["user_id"] = actor.user_id
        row |= {"site_id": actor.site_id, "created_at": func.coalesce(begun, _NOW), "seen_at": _NOW}
        work.conn.execute(insert(s).values(row))
        return token

    def find(self, work: Work, token: str) -> Seen | None:
        opening.present(work.conn, "session", _hash(work, token).hex())
        row = work.conn.execute(_FIND, {"token": _hash(work, token)}).one_or_none()
        if row is None:
            return None
        tenant_id, user_id, site_id, age, idle = row
        opening.present(work.conn, "tenant", tenant_id)
        actor = _actor(work, user_id, site_id)
        return None if actor is None else Seen(actor=actor, age=float(age), idle=float(idle))

    def touch(self, work: Work, token: str) -> None:
        work.conn.execute(update(s).where(s.c.token_hash == _hash(work, token)).values(seen_at=_NOW))

    def end(self, work: Work, token: str) -> None:
        opening.present(work.conn, "session", _hash(work, token).hex())
        work.conn.execute(delete(s).where(s.c.token_hash == _hash(work, token)))

    def partner(self, work: Work, key: str) -> Actor | None:
        # A key is long and random, so a plain digest tells nothing; the seed makes the same one.
        key_hash = hashlib.sha256(key.encode()).digest()
        opening.present(work.conn, "api_key", key_hash.hex())
        mine = k.c.key_hash == key_hash, ~k.c.disabled
        row = work.conn.execute(select(k.c.id, k.c.tenant_id, k.c.site_id, k.c.name).where(*mine)).one_or_none()
        if row is None or row.site_id not in work.reference.tree:
            return None
        return Actor(
            tenant_id=row.tenant_id,
            site_id=row.site_id,
            roles=frozenset({Role.PARTNER}),
            name=row.name,
            key_id=row.id,
        )


def _hash(work: Work, token: str) -> bytes:
    return digest(work.keys.token_key, "session", token)


def _actor(work: Work, user_id: UUID, site_id: str) -> Actor | None:
    """The user with name and the roles held at the site or above it; None if disabled, gone or without a role."""
    above = [site.id for site in work.reference.tree.up(site_id)] if site_id in work.reference.tree else []
    row = work.conn.execute(_ACTOR, {"user": user_id, "above": above}).one_or_none()
    if row is None or not row.roles:
        return None
    return Actor(
        tenant_id=row.tenant_id,
        site_id=site_id,
        roles=frozenset(Role(role) for role in row.roles),
        staff_id=row.staff_id,
        user_id=row.id,
        name=row.name,
    )
