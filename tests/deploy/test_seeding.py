"""Loading the reference data into a real PostgreSQL: complete, quick, and without effect the second time."""

import shutil
import tempfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, create_engine, func, insert, select, text

from deploy import homes
from deploy.postgres.embedded import Embedded, running
from deploy.seeding import bundle, load
from deploy.seeding.bundle import FOLDER, Seed
from deploy.seeding.faults import BadSeed
from deploy.seeding.writers.people import key_hash
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.calendar import YearStatus
from shared.kernel.settings import Settings
from shared.store import migrate, reference_cache
from shared.store.tables import access, catalogue, metadata, org, rules
from shared.store.tables import time as calendar

SETTINGS = Settings(home=Path("."))


@pytest.fixture(scope="module")
def postgres() -> Iterator[Embedded]:
    """A PostgreSQL with the newest schema."""
    folder = Path(tempfile.mkdtemp(prefix="bb-", dir="/tmp"))
    folder.chmod(0o711)
    with running(homes.ready(folder / "home")) as embedded:
        migrate.upgrade(Settings(home=folder, database_owner=embedded.url("owner")))
        yield embedded
    shutil.rmtree(folder)


@pytest.fixture
def owner(postgres: Embedded) -> Iterator[Engine]:
    """The owner's engine on empty tables."""
    engine = create_engine(postgres.url("owner"))
    with engine.begin() as conn:
        conn.execute(text(f"truncate {', '.join(metadata.tables)}"))
    yield engine
    engine.dispose()


def count(engine: Engine, table: str, where: str = "true") -> int:
    with engine.connect() as conn:
        return int(conn.execute(text(f"select count(*) from {table} where {where}")).scalar_one())


def change(folder: Path, name: str, old: str, new: str) -> Seed:
    """The files with one more change; a second call builds on the first."""
    seed = folder / "seed"
    if not seed.exists():
        shutil.copytree(FOLDER, seed)
    before = (seed / name).read_text(encoding="utf-8")
    assert old in before
    (seed / name).write_text(before.replace(old, new), encoding="utf-8")
    return bundle.read(seed)


def test_all_of_baotou_is_loaded(owner: Engine) -> None:
    # When an empty database is loaded
    report = load(SETTINGS, owner, demo=True)
    # Then everything is there
    assert report
    assert count(owner, "tenants") == 11
    assert count(owner, "sites") == 991
    assert count(owner, "site_paths", "depth = 0") == 991
    assert count(owner, "site_paths", "descendant_id = '150271102203'") == 4
    assert count(owner, "item_versions", "current and version = 1") == 132
    assert count(owner, "calendar_days", "working and extract(year from day) = 2026") == 248
    assert count(owner, "calendar_years", "status = 'provisional'") == 1
    assert count(owner, "policies", "current") == 4
    assert count(owner, "users", "demo and not disabled") == 23
    assert count(owner, "reference_version") == 1


def test_a_second_load_changes_nothing(owner: Engine) -> None:
    load(SETTINGS, owner, demo=True)
    with owner.connect() as conn:
        version = conn.execute(select(rules.reference_version.c.version)).scalar_one()
    again = load(SETTINGS, owner, demo=True)
    assert not again
    assert str(again) == "reference data: nothing to change"
    with owner.connect() as conn:
        assert conn.execute(select(rules.reference_version.c.version)).scalar_one() == version


def test_only_a_demonstration_has_a_second_supplier_in_use_with_its_texts_approved(owner: Engine) -> None:
    load(SETTINGS, owner, demo=False)
    assert count(owner, "sms_suppliers", "weight > 0") == 1
    assert count(owner, "sms_templates") == 0
    load(SETTINGS, owner, demo=True)
    assert count(owner, "sms_suppliers", "weight > 0") == 2
    assert count(owner, "sms_templates", "state = 'approved'") == count(owner, "sms_texts")


def test_what_people_say_of_an_approval_is_not_overruled_by_the_next_load(owner: Engine) -> None:
    load(SETTINGS, owner, demo=True)
    with owner.begin() as conn:
        conn.execute(text("update sms_templates set state = 'refused' where purpose = 'rating'"))
    assert not load(SETTINGS, owner, demo=True)
    assert count(owner, "sms_templates", "state = 'refused'") == 2


def test_an_edited_file_updates_its_rows_and_moves_the_version(owner: Engine, tmp_path: Path) -> None:
    load(SETTINGS, owner, demo=False)
    # Given a town with a new name, and a longer limit for signing
    change(tmp_path, "sites.csv", "万水泉镇便民服务中心", "万水泉镇党群服务中心")
    seed = change(tmp_path, "parameters.csv", "handover.sign_minutes,240,", "handover.sign_minutes,300,")
    # When it is loaded
    report = load(SETTINGS, owner, demo=False, seed=seed)
    # Then only these two rows change
    assert str(report) == "reference data: sites +0 ~1 -0, parameters +0 ~1 -0"
    assert count(owner, "sites", "id = '150271102' and name = '万水泉镇党群服务中心'") == 1
    assert count(owner, "parameters", "key = 'handover.sign_minutes' and value = '300'") == 1
    assert count(owner, "reference_version", "version = 2") == 1


def test_what_the_files_do_not_know_stays(owner: Engine) -> None:
    load(SETTINGS, owner, demo=False)
    own = {"key": "handover.sign_minutes", "value": "60", "unit": "", "source": "", "note": ""}
    with owner.begin() as conn:
        conn.execute(insert(rules.parameters), [{**own, "tenant_id": "150203"}])
        conn.execute(insert(rules.parameters), [{**own, "tenant_id": "1502", "key": "our.rule"}])
    assert not load(SETTINGS, owner, demo=False)
    assert count(owner, "parameters", "tenant_id = '150203' or key = 'our.rule'") == 2


def test_what_the_files_named_once_goes_unless_people_made_it_theirs(owner: Engine, tmp_path: Path) -> None:
    load(SETTINGS, owner, demo=False)
    run(owner, "update parameters set value = '9' where key = 'draft.keep_days'")
    for key, rest in (("draft.keep_days", "7,day"), ("idempotency.keep_days", "7,day")):
        line = next(
            x for x in (FOLDER / "parameters.csv").read_text().splitlines(True) if x.startswith(f"{key},{rest}")
        )
        seed = change(tmp_path, "parameters.csv", line, "")
    assert str(load(SETTINGS, owner, demo=False, seed=seed)) == "reference data: parameters +0 ~0 -1"
    assert count(owner, "parameters", "key = 'draft.keep_days'") == 1
    assert count(owner, "parameters", "key = 'idempotency.keep_days'") == 0


@pytest.mark.parametrize("source", ["tenant", "our default"])
def test_a_number_that_a_city_changed_stays_at_the_next_start_and_at_an_upgrade(
    owner: Engine, tmp_path: Path, source: str
) -> None:
    # Given a city that switched a notice off, on the page or by hand
    load(SETTINGS, owner, demo=True)
    run(owner, f"update parameters set value = '0', source = '{source}' where key = 'notice.gaps'")
    # When it starts again, and a release comes with another default for that number and for another one
    assert not load(SETTINGS, owner, demo=True)
    change(tmp_path, "parameters.csv", "notice.gaps,1,", "notice.gaps,2,")
    seed = change(tmp_path, "parameters.csv", "rating.link_days,30,", "rating.link_days,20,")
    told = str(load(SETTINGS, owner, demo=True, seed=seed))
    # Then theirs stays, and the load says so; what nobody touched follows
    assert told == "reference data: parameters +0 ~1 -0 (1 kept as people set them)"
    assert count(owner, "parameters", "key = 'notice.gaps' and value = '0'") == 1
    assert count(owner, "parameters", "key = 'rating.link_days' and value = '20'") == 1


def test_a_switch_set_before_loads_were_noted_stays(owner: Engine) -> None:
    load(SETTINGS, owner, demo=False)
    run(owner, "update parameters set value = '0', source = 'tenant' where key = 'notice.gaps'")
    run(owner, "truncate seeded")
    assert not load(SETTINGS, owner, demo=False)
    assert count(owner, "parameters", "key = 'notice.gaps' and value = '0'") == 1


def test_what_people_took_away_does_not_come_back_until_the_files_forget_it(owner: Engine) -> None:
    load(SETTINGS, owner, demo=False)
    run(owner, "delete from parameters where key = 'notice.gaps' and tenant_id = '1502'")
    assert not load(SETTINGS, owner, demo=False)
    assert count(owner, "parameters", "key = 'notice.gaps'") == 0


def test_people_texts_suppliers_and_formats_stay_as_they_were_changed(owner: Engine) -> None:
    load(SETTINGS, owner, demo=True)
    changes = (
        "update roster_members set weekdays = '135'",
        "update staff set name = '改名'",
        "update users set disabled = true where login = 'wsq'",
        "delete from role_grants where role = 'agent'",
        "update sms_texts set body = body || '。' where purpose = 'rating'",
        "update sms_suppliers set document = replace(document, '\"weight\":', '\"weight\": ')",
        "update rating_exchanges set document = replace(document, '\"501\"', '\"B02\"')",
        "update sites set name = '新名' where id = '150271102'",
        (
            "insert into sites select '150271-new', tenant_id, parent_id, kind, tier, '新设', '新设', division_code,"
            " duty, phone, valid_from from sites where id = '150271102'"
        ),
        "insert into site_paths values ('150271-new', '150271-new', 0)",
    )
    for statement in changes:
        run(owner, statement)
    before = everything(owner)
    assert not load(SETTINGS, owner, demo=True)
    assert everything(owner) == before


def test_an_item_that_people_published_stays_current_whatever_the_files_say_of_it(
    owner: Engine, tmp_path: Path
) -> None:
    load(SETTINGS, owner, demo=False)
    run(owner, "update item_versions set current = false where code = 'MZ001'")
    run(
        owner,
        "insert into item_versions (code, version, tenant_id, name, category, open, document, current, published_at,"
        " published_by) select code, 2, tenant_id, name, category, open, replace(document, '\"version\":1',"
        " '\"version\":2'), true, now(), 'zwgk' from item_versions where code = 'MZ001'",
    )
    assert not load(SETTINGS, owner, demo=False)
    seed = change(tmp_path, "items.csv", "guidance,5,20,WD,person", "guidance,4,20,WD,person")
    assert "1 kept" in str(load(SETTINGS, owner, demo=False, seed=seed))
    assert count(owner, "item_versions", "code = 'MZ001' and current and version = 2") == 1
    assert count(owner, "item_versions", "code = 'MZ001' and not current and version = 3") == 1
    assert not load(SETTINGS, owner, demo=False, seed=seed)


def test_rules_that_people_published_stay_in_force_when_a_release_has_others(owner: Engine, tmp_path: Path) -> None:
    load(SETTINGS, owner, demo=False)
    publish(owner, "150271", "routing")
    seed = change(tmp_path, "policies/routing.150271.csv", "送镇里核实", "由镇里核实")
    assert "1 kept" in str(load(SETTINGS, owner, demo=False, seed=seed))
    current = "tenant_id = '150271' and type = 'routing' and current"
    assert count(owner, "policies", f"{current} and version = 2 and published_by = 'zwgk'") == 1
    assert count(owner, "policies", "tenant_id = '150271' and type = 'routing' and version = 3 and not current") == 1
    assert not load(SETTINGS, owner, demo=False, seed=seed)


def test_permissions_that_people_published_and_those_of_a_release_are_brought_together(
    owner: Engine, tmp_path: Path
) -> None:
    # Given a city that took a permission away, and a release that adds one
    load(SETTINGS, owner, demo=False)
    publish(owner, "1502", "access")
    run(owner, "delete from policy_lines where type = 'access' and version = 2 and id = 'caller:visit.call'")
    header, *lines = (FOLDER / "policies" / "permissions.csv").read_text().splitlines(True)
    seed = change(tmp_path, "policies/permissions.csv", header, f"{header}supervisor,visit.call,\n")
    load(SETTINGS, owner, demo=False, seed=seed)
    # Then both hold, and the next start leaves it at that
    with owner.connect() as conn:
        there = text(
            "select l.id from policy_lines l join policies p using (tenant_id, type, version)"
            " where p.type = 'access' and p.current"
        )
        known = set(conn.execute(there).scalars())
    assert "supervisor:visit.call" in known
    assert "caller:visit.call" not in known
    assert len(known) == len(lines)
    assert not load(SETTINGS, owner, demo=False, seed=seed)


def run(engine: Engine, statement: str) -> None:
    """People change something."""
    with engine.begin() as conn:
        conn.exec_driver_sql(statement)


def publish(engine: Engine, tenant: str, kind: str) -> None:
    """Somebody publishes the lines in force as the next version."""
    run(engine, f"update policies set current = false where tenant_id = '{tenant}' and type = '{kind}'")
    run(
        engine,
        "insert into policies (tenant_id, type, version, current, reason, published_at, published_by)"
        f" values ('{tenant}', '{kind}', 2, true, '', now(), 'zwgk')",
    )
    run(
        engine,
        "insert into policy_lines select tenant_id, type, 2, id, priority, document from policy_lines"
        f" where tenant_id = '{tenant}' and type = '{kind}' and version = 1",
    )


def everything(engine: Engine) -> list[str]:
    """All that people changed, row by row."""
    tables = ("roster_members", "staff", "users", "role_grants", "sms_texts", "sms_suppliers", "rating_exchanges")
    with engine.connect() as conn:
        return [
            row for table in (*tables, "sites", "site_paths")
            for row in sorted(conn.execute(text(f"select t::text from {table} t")).scalars())
        ]  # fmt: skip


def test_bad_files_leave_the_database_as_it_was(owner: Engine, tmp_path: Path) -> None:
    load(SETTINGS, owner, demo=False)
    seed = change(tmp_path, "sites.csv", "150271102203,150271,150271102,", "150271102203,150271,150271103,")
    with pytest.raises(BadSeed):
        load(SETTINGS, owner, demo=False, seed=seed)
    assert count(owner, "reference_version", "version = 1") == 1


def test_a_changed_item_becomes_a_new_version_and_the_old_one_stays(owner: Engine, tmp_path: Path) -> None:
    load(SETTINGS, owner, demo=False)
    seed = change(tmp_path, "items.csv", "guidance,5,20,WD,person", "guidance,4,20,WD,person")
    load(SETTINGS, owner, demo=False, seed=seed)
    t = catalogue.item_versions
    with owner.connect() as conn:
        rows = conn.execute(select(t.c.document, t.c.current).where(t.c.code == "MZ001").order_by(t.c.version)).all()
    found = [(msgspec.json.decode(document, type=Item), current) for document, current in rows]
    assert [(i.version, i.promised_days, current) for i, current in found] == [(1, 5, False), (2, 4, True)]
    # And going back in the file is a new version again, for history is never rewritten
    load(SETTINGS, owner, demo=False)
    assert count(owner, "item_versions", "code = 'MZ001' and current and version = 3") == 1


def test_a_changed_policy_becomes_a_new_version(owner: Engine, tmp_path: Path) -> None:
    load(SETTINGS, owner, demo=False)
    seed = change(tmp_path, "policies/routing.150271.csv", "送镇里核实", "由镇里核实")
    load(SETTINGS, owner, demo=False, seed=seed)
    assert count(owner, "policies", "tenant_id = '150271' and type = 'routing'") == 2
    assert count(owner, "policies", "tenant_id = '150271' and type = 'routing' and current and version = 2") == 1
    assert count(owner, "policies", "tenant_id = '1502' and current and version = 1") == 3


def test_a_policy_that_people_rolled_back_is_not_published_again_by_the_next_start(owner: Engine) -> None:
    # Given a version that people published over ours
    load(SETTINGS, owner, demo=False)
    with owner.begin() as conn:
        conn.execute(text("update policies set current = false where tenant_id = '150271'"))
        conn.execute(
            text(
                "insert into policies (tenant_id, type, version, current, reason, published_at, published_by)"
                " values ('150271', 'routing', 2, true, '', now(), 'zwgk')"
            )
        )
    # Then an unchanged file changes nothing
    assert not load(SETTINGS, owner, demo=False)
    assert count(owner, "policies", "tenant_id = '150271' and current and version = 2") == 1


def test_demo_log_ins_open_with_the_demo_password_and_sit_where_the_file_says(owner: Engine) -> None:
    load(SETTINGS, owner, demo=True)
    u, g, s = access.users, rules.role_grants, org.staff
    with owner.connect() as conn:
        user = conn.execute(select(u).where(u.c.login == "wsq")).mappings().one()
        roles = conn.execute(select(g.c.role).where(g.c.user_id == user["id"])).scalars().all()
        name = conn.execute(select(s.c.name).where(s.c.id == user["staff_id"])).scalar_one()
        key = conn.execute(select(access.api_keys)).mappings().one()
    assert PasswordHasher().verify(user["password_hash"], "bangban-demo")
    assert (user["site_id"], user["tenant_id"], sorted(roles), name) == (
        "150271102",
        "150271",
        ["agent", "clerk"],
        "其木格",
    )
    assert key["key_hash"] == key_hash("demo-park-key-0000000000000000")


def test_demo_waits_seconds_where_production_waits_minutes(owner: Engine) -> None:
    load(SETTINGS, owner, demo=True)
    assert count(owner, "parameters", "key = 'undo.complete_seconds' and value = '3' and source = 'demo'") == 1
    load(SETTINGS, owner, demo=False)
    assert count(owner, "parameters", "key = 'undo.complete_seconds' and value = '180'") == 1


def test_loading_without_demo_shuts_the_demo_log_ins(owner: Engine) -> None:
    load(SETTINGS, owner, demo=True)
    load(SETTINGS, owner, demo=False)
    assert count(owner, "users", "demo and not disabled") == 0
    assert count(owner, "api_keys", "not disabled") == 0


def test_the_app_role_reads_what_was_loaded(owner: Engine, postgres: Embedded) -> None:
    load(SETTINGS, owner, demo=False)
    app = create_engine(postgres.url("app"))
    with app.begin() as conn:
        assert conn.execute(select(func.count()).select_from(org.sites)).scalar_one() == 991
        assert conn.execute(select(func.count()).select_from(calendar.calendar_days)).scalar_one() == 730
    app.dispose()


def test_the_platform_reads_back_what_the_files_say(owner: Engine) -> None:
    # Given a demonstration
    seed = bundle.read()
    load(SETTINGS, owner, demo=True)
    # When a process loads its reference data
    with owner.connect() as conn:
        known = reference_cache.load(1, conn)
    # Then tree, catalogue, calendar and numbers are those of the files, inherited by the zone from the city
    assert known.tree.path("150271102203") == "/1502/150271/150271102/150271102203/"
    assert known.item("MZ001").materials[0].name == "身份证"
    assert known.item("P102").depends_on == ("P105",)
    assert known.calendar.is_working(date(2026, 10, 10))
    assert known.calendar.years[2027] is YearStatus.PROVISIONAL
    assert known.calendar.hours.spans == seed.hours.spans
    assert known.limits("150271").sign_minutes == 240
    assert known.limits("150271").sms_hold_seconds == 3
