"""`bangban migrate` and `bangban seed`: what runs once, as the owner of the tables."""

from deploy import surroundings


def migrate() -> None:
    """Bring the tables to the newest schema. Two may run at once."""
    from shared.store.migrate import upgrade

    upgrade(surroundings.settings("database_owner"))


def seed(demo: bool) -> None:
    """Load the reference data, with demo log-ins if `demo`; quick when nothing changed. Raises Problem on bad files."""
    from deploy.seeding import load
    from shared.store.engine import open_engine

    settings = surroundings.settings("database_owner")
    engine = open_engine(settings.database_owner, pool=1)
    try:
        print(load(settings, engine, demo), flush=True)
    finally:
        engine.dispose()
