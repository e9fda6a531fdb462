"""How near is near: a number of the district, of a category, or of one item."""

from datetime import timedelta

from sqlalchemy import create_engine, text
from sqlalchemy.pool import NullPool

from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests import scenes
from tests.scenes import TOWN


def test_an_item_may_be_near_sooner_than_others_and_the_others_stay_as_they_were(
    store: Store, settings: Settings
) -> None:
    # Given that 高龄津贴 counts as near four working days before its date
    town = scenes.clerk(TOWN)
    before = {item: warned(store, scenes.registered(store, town, item)) for item in ("MZ001", "MZ002")}
    with create_engine(settings.database_owner, poolclass=NullPool).begin() as conn:
        own = "insert into parameters (tenant_id, key, value) values ('150271', 'lamp.near_days@item:MZ001', '4')"
        conn.execute(text(own))
        conn.execute(text("update reference_version set version = version + 1"))
    # Then only its warning comes sooner
    after = {item: warned(store, scenes.registered(store, town, item)) for item in ("MZ001", "MZ002")}
    assert after["MZ001"] > before["MZ001"]
    assert after["MZ002"] == before["MZ002"]


def warned(store: Store, case_id: object) -> timedelta:
    """How long before its date a case warns."""
    case = scenes.seen(store, scenes.clerk(TOWN), case_id)  # type: ignore[arg-type]
    assert case.promised_due
    assert case.warn_at
    return case.promised_due - case.warn_at
