"""The demo clock."""

from datetime import timedelta

import pytest
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

from shared.kernel.settings import Settings
from shared.store import offset
from shared.store.engine import Store
from tests import scenes
from tests.scenes import VILLAGE


def test_business_time_runs_ahead_by_what_it_was_advanced_and_never_back(store: Store, settings: Settings) -> None:
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    with store.work(scenes.clerk(VILLAGE)) as work:
        before = work.now
    with engine.begin() as conn:
        assert offset.standing(conn) == timedelta(0)
        offset.advance(conn, timedelta(days=2))
        assert offset.advance(conn, timedelta(hours=1)) == timedelta(days=2, hours=1)
    with store.work(scenes.clerk(VILLAGE)) as work:
        assert timedelta(days=2, hours=1) <= work.now - before < timedelta(days=2, hours=2)
    with engine.begin() as conn, pytest.raises(ValueError, match="backwards"):
        offset.advance(conn, timedelta(seconds=-1))
