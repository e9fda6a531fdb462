"""Load the reference data: read, check, write what differs, all in one transaction."""

import msgspec
from sqlalchemy import Connection, Engine, func, literal, select
from sqlalchemy.dialects.postgresql import insert

from deploy.seeding import bundle, checks
from deploy.seeding.bundle import Seed
from deploy.seeding.sync import Change
from deploy.seeding.writers import catalogue, notify, parameters, people, places, policies, time
from shared.kernel.settings import Settings
from shared.store.tables.rules import reference_version
from shared.store.transaction import transaction

_LOCK = 0x5EED  # advisory: two processes that start at once load one after the other


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """What loading changed; nothing when the files are as they were."""

    changes: tuple[Change, ...]

    def __bool__(self) -> bool:
        return any(self.changes)

    def __str__(self) -> str:
        told = ", ".join(str(change) for change in self.changes if change)
        return f"reference data: {told}" if told else "reference data: nothing to change"


def load(settings: Settings, engine: Engine, demo: bool, seed: Seed | None = None) -> Report:
    """Bring the tables up to the files as the owner role; `demo` adds log-ins that everybody knows.

    `seed` stands in for the shipped files. Raises BadSeed before the database is touched.
    """
    sound = checks.require_sound(seed or bundle.read())
    with transaction(engine, "seed.commit") as conn:
        conn.execute(select(func.pg_advisory_xact_lock(_LOCK)))
        report = Report(changes=tuple(_all(conn, sound, demo)))
        _note(conn, changed=bool(report))
    return report


def _all(conn: Connection, seed: Seed, demo: bool) -> list[Change]:
    return [
        *places.write(conn, seed),
        *catalogue.write(conn, seed),
        *time.write(conn, seed),
        *parameters.write(conn, seed, demo),
        *policies.write(conn, seed),
        *notify.write(conn, seed, demo),
        *people.write(conn, seed, demo),
    ]


def _note(conn: Connection, changed: bool) -> None:
    """Move the version that caches watch; its row also says that the database has been seeded."""
    t = reference_version
    row = insert(t).values(single=True, version=1)
    if changed:
        conn.execute(row.on_conflict_do_update(index_elements=[t.c.single], set_={"version": t.c.version + literal(1)}))
    else:
        conn.execute(row.on_conflict_do_nothing())
