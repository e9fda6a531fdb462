"""A process of its own that sweeps one tenant once: `python -m … DATABASE TENANT FAILPOINT`."""

import sys
from pathlib import Path

from services.dispatch import main
from services.dispatch.usecases.sweep import sweep
from shared.kernel import failpoints
from shared.kernel.settings import Settings
from shared.store.engine import open_store

if __name__ == "__main__":
    database, tenant, point = sys.argv[1:]
    settings = Settings(
        home=Path(),
        database_app=database,
        data_keys={1: b"d" * 32},
        token_key=b"t" * 32,
        chain_key=b"c" * 32,
        demo=True,
    )
    deps = main.build(open_store(settings))
    failpoints.arm(point)
    sweep(deps, tenant)
