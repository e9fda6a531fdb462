"""A caller of every role who works at a town, and one case at each place around it."""

import hashlib
from uuid import UUID

import msgspec
from sqlalchemy import Connection, create_engine, insert, select
from sqlalchemy.pool import NullPool

from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store.engine import Store
from shared.store.persons import Person
from shared.store.tables.access import api_keys, users
from shared.store.tables.org import staff
from shared.store.tables.rules import role_grants
from tests import scenes
from tests.isolation.matrix import read

HERE, TENANT = "150271102", "150271"
SITES = {"own": HERE, "child": "150271102203", "parent": TENANT, "sibling": "150271010", "foreign": "150203003"}
PARTNER_KEY = "isolation-partner-key-000000000000"


class World(msgspec.Struct, frozen=True):
    """The cases by the place they lie at, with their applicants' phones; `missing` is an id that is nobody's."""

    cases: dict[str, UUID]
    phones: dict[str, str]


def made(settings: Settings, store: Store) -> World:
    """Puts them all into the database."""
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    with engine.begin() as conn:
        for role in read().roles:
            _person(conn, role)
    phones = {place: f"1380472{n:04d}" for n, place in enumerate((*SITES, "missing"), start=7001)}
    cases = {place: _case(store, site, phones[place]) for place, site in SITES.items()}
    return World(cases | {"missing": new_id()}, phones)


def _case(store: Store, site: str, phone: str) -> UUID:
    return scenes.registered(store, scenes.clerk(site), person=Person(kind="person", name="赵大海", phone=phone))


def _person(conn: Connection, role: str) -> None:
    if role == "partner":
        digest = hashlib.sha256(PARTNER_KEY.encode()).digest()
        row = {"id": new_id(), "tenant_id": TENANT, "site_id": HERE, "name": "partner", "key_hash": digest}
        conn.execute(insert(api_keys).values(row))
        return
    user_id, staff_id = new_id(), new_id()
    password = conn.execute(select(users.c.password_hash).where(users.c.login == "xzw")).scalar_one()
    conn.execute(insert(staff).values(id=staff_id, tenant_id=TENANT, site_id=HERE, name=role))
    account = {"id": user_id, "tenant_id": TENANT, "staff_id": staff_id, "login": f"as-{role}", "site_id": HERE}
    conn.execute(insert(users).values(account | {"password_hash": password}))
    conn.execute(insert(role_grants).values(tenant_id=TENANT, user_id=user_id, role=role, site_id=HERE))
