"""`bangban migrate` and `bangban seed`: what runs once, as the owner of the tables."""

from deploy import surroundings
from deploy.problems import Problem


def migrate() -> None:
    """Bring the tables to the newest schema. Two may run at once."""
    from shared.kernel import failpoints
    from shared.store.migrate import NewerDatabase, upgrade

    settings = surroundings.settings("database_owner")
    failpoints.arm(settings.failpoint)
    try:
        upgrade(settings)
    except NewerDatabase:
        mend = "use the release that migrated it, or a backup from before"
        raise Problem("the database is of a newer release than this program", mend) from None


def seed(demo: bool) -> None:
    """Load the reference data, with demo log-ins if `demo`; quick when nothing changed. Raises Problem on bad files."""
    from deploy.seeding import load
    from shared.kernel import failpoints
    from shared.store.engine import open_engine

    settings = surroundings.settings("database_owner")
    failpoints.arm(settings.failpoint)
    engine = open_engine(settings.database_owner, pool=1)
    try:
        print(load(settings, engine, demo), flush=True)
    finally:
        engine.dispose()
