"""Demo log-ins and partner keys. Without demo those of an earlier demonstration are shut."""

import hashlib
from collections.abc import Iterator
from datetime import UTC, date, datetime
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import Connection, select, update

from deploy.seeding import told
from deploy.seeding.bundle import Seed
from deploy.seeding.documents import User
from deploy.seeding.sync import Change, Row, sync
from shared.domain.access.roles import Role
from shared.domain.roster.model import Rank
from shared.kernel.ids import new_id
from shared.store.tables import access, org, roster, rules

_CHEAP = PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1)
"""For demo log-ins only, whose password everybody knows: a start should not wait for it."""

_LEADS = frozenset({Role.CLERK, Role.AGENT, Role.REVIEWER})
_SUBSTITUTES = frozenset({Role.LEADER, Role.COORDINATOR})
_BEGAN = date(2020, 1, 1)
_EVERY_DAY = "1234567"  # a demonstration may fall on a Sunday


def write(conn: Connection, seed: Seed, demo: bool) -> Iterator[Change]:
    """Who is known keeps their password; place, name and roles follow the file, unless people changed them since."""
    if not demo:
        yield _shut(conn, seed)
        return
    known = _known(conn)
    tenants = {site.id: site.tenant_id for site in seed.sites}
    ids = {user.login: known.get(user.login, (new_id(), new_id(), "")) for user in seed.demo.user}
    password = _CHEAP.hash(seed.demo.password) if ids.keys() - known.keys() else ""
    users = seed.demo.user
    yield sync(conn, org.staff, (_staff(u, tenants[u.site], ids[u.login][1]) for u in users), ("id",))
    yield sync(conn, access.users, (_user(u, tenants[u.site], *ids[u.login], password) for u in users), ("id",))
    members = (_member(u, tenants[u.site], ids[u.login][1]) for u in users if (_LEADS | _SUBSTITUTES) & set(u.roles))
    yield sync(conn, roster.roster_members, members, ("id",))
    grants = [grant for u in users for grant in _grants(u, tenants[u.site], ids[u.login][0])]
    own = rules.role_grants.c.user_id.in_([ids[user.login][0] for user in users])
    yield sync(conn, rules.role_grants, grants, ("tenant_id", "user_id", "role", "site_id"), within=own)
    yield sync(conn, access.api_keys, _keys(conn, seed, tenants), ("id",))


def key_hash(key: str) -> bytes:
    """What is kept of a partner's key; keys are long and random, so a plain digest is enough."""
    return hashlib.sha256(key.encode()).digest()


def _known(conn: Connection) -> dict[str, tuple[UUID, UUID, str]]:
    u = access.users
    rows = conn.execute(select(u.c.login, u.c.id, u.c.staff_id, u.c.password_hash).where(u.c.demo))
    return {login: (user_id, staff_id or new_id(), password) for login, user_id, staff_id, password in rows}


def _staff(user: User, tenant: str, staff_id: UUID) -> Row:
    return {"id": staff_id, "tenant_id": tenant, "site_id": user.site, "name": user.name}


def _member(user: User, tenant: str, staff_id: UUID) -> Row:
    """Whoever may sign for cases is on the roster of their place: leaders and coordinators as substitutes."""
    return {
        "id": staff_id,
        "tenant_id": tenant,
        "site_id": user.site,
        "staff_id": staff_id,
        "rank": (Rank.LEAD if _LEADS & set(user.roles) else Rank.SUBSTITUTE).value,
        "weekdays": _EVERY_DAY,
        "from_day": _BEGAN,
        "recorded_at": datetime(_BEGAN.year, 1, 1, tzinfo=UTC),
    }


def _user(user: User, tenant: str, user_id: UUID, staff_id: UUID, kept: str, password: str) -> Row:
    return {
        "id": user_id,
        "tenant_id": tenant,
        "staff_id": staff_id,
        "login": user.login,
        "password_hash": kept or password,
        "site_id": user.site,
        "disabled": False,
        "demo": True,
    }


def _grants(user: User, tenant: str, user_id: UUID) -> Iterator[Row]:
    for role in user.roles:
        yield {"tenant_id": tenant, "user_id": user_id, "role": role.value, "site_id": user.site}


def _keys(conn: Connection, seed: Seed, tenants: dict[str, str]) -> Iterator[Row]:
    k = access.api_keys
    known = {digest: key_id for key_id, digest in conn.execute(select(k.c.id, k.c.key_hash))}
    for partner in seed.demo.partner:
        yield {
            "id": known.get(key_hash(partner.key)) or new_id(),
            "tenant_id": tenants[partner.site],
            "site_id": partner.site,
            "name": partner.name,
            "key_hash": key_hash(partner.key),
            "disabled": False,
        }


def _shut(conn: Connection, seed: Seed) -> Change:
    u, k = access.users, access.api_keys
    hashes = [key_hash(partner.key) for partner in seed.demo.partner]
    told.forget(conn, u.name)
    told.forget(conn, k.name)
    users = conn.execute(update(u).where(u.c.demo, ~u.c.disabled).values(disabled=True)).rowcount
    keys = conn.execute(update(k).where(k.c.key_hash.in_(hashes), ~k.c.disabled).values(disabled=True)).rowcount
    return Change(table=u.name, changed=users + keys)
