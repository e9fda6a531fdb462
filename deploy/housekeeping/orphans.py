"""Files that no row knows: what a failed act stored and a killed process could not take back."""

from sqlalchemy import Engine, select

from deploy.housekeeping.sweep import Swept
from shared.ports.files import FileStore
from shared.store.tables.cooperation import attachments as t

DAY = 24 * 3600.0  # seconds after which no act that stored a file is still under way


def sweep(engine: Engine, files: FileStore, seconds: float = DAY) -> Swept:
    """Removes them one by one; a file whose row is there stays, however old."""
    removed = 0
    for name in files.older_than(seconds):
        with engine.connect() as conn:
            known = conn.execute(select(t.c.id).where(t.c.file == name)).first()
        if known is None:
            files.remove(name)
            removed += 1
    return Swept(what="files without a row", removed=removed, kept_days=seconds / DAY)
