"""`bangban check`: the invariants, each with its count; anything violated is a non-zero exit."""

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from deploy import surroundings
from deploy.checking import (
    cooperation,
    crossings,
    feedback,
    histories,
    lateness,
    messages,
    ownership,
    parts,
    replays,
    sms,
    tenants,
)
from deploy.checking.finding import Finding
from services.gateway.adapters.folder_files import FolderFiles
from shared.kernel.settings import Settings
from shared.store.crypto import vault_of
from shared.store.engine import owner_engine
from shared.store.keys import Keys

_LOOKS = (histories, lateness, ownership, parts, crossings, messages, replays, sms, cooperation, feedback)


def check(settings: Settings, simulator: str = "") -> list[Finding]:
    """Every finding, in one consistent look at the database as its owner; and one as the services see it."""
    keys = Keys(vault_of(settings), settings.token_key, settings.chain_key)
    engine = owner_engine(settings, "REPEATABLE READ")
    with engine.connect() as conn:
        found = [one for look in _LOOKS for one in look.check(conn, keys)]
        found += cooperation.kept(conn, keys, FolderFiles(settings.home / "files"))
        if simulator:
            found += sms.at_supplier(conn, simulator)
        known = [str(tenant) for tenant in conn.execute(text("select id from tenants order by id")).scalars()]
    with create_engine(settings.database_app, poolclass=NullPool).connect() as app:
        found += tenants.foreign(app, known)
    return found


def run() -> int:
    """Prints them; the exit code. The simulator's own count is asked where this home has a simulator."""
    settings = surroundings.settings("database_owner", "database_app", "data_keys", "token_key", "chain_key")
    simulator = f"http://127.0.0.1:{settings.simulator_port}" if settings.simulator_port else ""
    found = check(settings, simulator)
    for one in found:
        print(one)
    return 1 if any(one.violations for one in found) else 0
