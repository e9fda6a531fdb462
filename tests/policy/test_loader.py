"""Policies as the store keeps them, read by the role the services run under."""

from collections.abc import Iterator, Mapping

import msgspec
import pytest
from sqlalchemy import Connection, Engine, create_engine, insert, update
from sqlalchemy.pool import NullPool

from shared.domain.routing.decide import route
from shared.domain.routing.facts import preview_facts
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.policy import loader
from shared.store.engine import Store
from shared.store.tables.access import users
from shared.store.tables.org import sites
from shared.store.tables.rules import policies, policy_lines, reference_version, role_grants
from tests.policy.lines import a_rule, seeded_item, seeded_rules

VILLAGE = "150271102203"


@pytest.fixture
def owner(settings: Settings) -> Iterator[Engine]:
    """Writes what the tests want to be in force."""
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    yield engine
    engine.dispose()


def moved(conn: Connection) -> None:
    conn.execute(update(reference_version).values(version=reference_version.c.version + 1))


def publish(conn: Connection, tenant: str, kind: str, version: int, *lines: Mapping[str, object]) -> None:
    """A policy of that version becomes the current one."""
    same = (policies.c.tenant_id == tenant, policies.c.type == kind)
    key = {"tenant_id": tenant, "type": kind, "version": version}
    conn.execute(update(policies).where(*same).values(current=False))
    conn.execute(insert(policies).values(**key, current=True, reason="test", published_at="2026-11-16T00:00:00Z"))
    conn.execute(insert(policy_lines), [{**key, "priority": 0, **line} for line in lines])
    moved(conn)


def as_text(**fields: object) -> str:
    return msgspec.json.encode(fields).decode()


def test_the_seeded_policies_are_read_whole_and_without_a_fault(store: Store) -> None:
    snapshot = loader.load(store.engine)
    assert snapshot.faults == ()
    assert snapshot.version == loader.version(store.engine) > 0
    item = seeded_item("MZ001")
    facts = preview_facts("150271", VILLAGE, "person", "", item, snapshot.tree)
    fit = list(snapshot.routing.matching(facts))
    assert fit[0].id in {rule.id for rule in seeded_rules()}
    assert route(facts, item, snapshot.tree, snapshot.routing.matching).to == "150271102"


def test_a_demo_clerk_may_register_at_the_own_village_and_nowhere_else(store: Store, owner: Engine) -> None:
    with owner.connect() as conn:
        clerk = conn.execute(users.select().where(users.c.login == "xzw")).one()
    access = loader.load(store.engine).access
    permit = access.why(str(clerk.id), VILLAGE, "case.register")
    assert permit is not None
    assert permit.held_at == clerk.site_id == VILLAGE
    assert not access.may(str(clerk.id), "150271102", "case.register")
    assert not access.may(str(clerk.id), VILLAGE, "audit.read")


def test_a_new_version_is_in_force_at_once_for_whoever_knows_of_it(store: Store, owner: Engine) -> None:
    # Given
    opened = loader.open_policies(store.engine)
    before = opened.current().version
    # When a policy of one line is published for the zone
    line = msgspec.structs.asdict(a_rule("only", tenant="150271"))
    with owner.begin() as conn:
        publish(conn, "150271", "routing", 99, {"id": "only", "priority": 5, "document": as_text(**line)})
    # Then its line is asked first, with the version and the priority of the columns
    snapshot = opened.at(before + 1)
    facts = preview_facts("150271", VILLAGE, "person", "", seeded_item("MZ001"), snapshot.tree)
    first = next(iter(snapshot.routing.matching(facts)))
    assert (first.id, first.version, first.priority) == ("only", 99, 5)
    assert not [rule for rule in snapshot.routing.matching(facts) if rule.id.startswith("zone-")]


def test_a_line_belongs_to_the_tenant_of_its_row_whatever_its_text_says(store: Store, owner: Engine) -> None:
    line = msgspec.structs.asdict(a_rule("mine", tenant="1502"))
    with owner.begin() as conn:
        publish(conn, "150203", "routing", 1, {"id": "mine", "document": as_text(**line)})
    snapshot = loader.load(store.engine)
    for tenant, expected in (("150203", True), ("150271", False)):
        facts = preview_facts(tenant, tenant, "person", "", seeded_item("MZ001"), snapshot.tree)
        assert ("mine" in [rule.id for rule in snapshot.routing.matching(facts)]) is expected


def test_a_district_cannot_say_what_its_roles_may_do(store: Store, owner: Engine) -> None:
    right = {"id": "clerk:audit.read", "document": as_text(role="clerk", action="audit.read")}
    with owner.begin() as conn:
        publish(conn, "150271", "access", 1, right)
        clerk = conn.execute(users.select().where(users.c.login == "xzw")).one()
    snapshot = loader.load(store.engine)
    assert [fault.code for fault in snapshot.faults] == ["policy.access_foreign"]
    assert not snapshot.access.may(str(clerk.id), VILLAGE, "audit.read")


def test_lines_that_cannot_be_read_are_told_and_left_out(store: Store, owner: Engine) -> None:
    # Given a line with an unknown action, one that is no JSON, and a grant of a role nobody knows
    unknown = {**msgspec.structs.asdict(a_rule("fly")), "action": "fly"}
    with owner.begin() as conn:
        lines = [{"id": "fly", "document": as_text(**unknown)}, {"id": "torn", "document": "{"}]
        publish(conn, "150203", "routing", 1, *lines)
        grant = {"tenant_id": "150271", "user_id": new_id(), "role": "emperor", "site_id": VILLAGE}
        conn.execute(insert(role_grants).values(grant))
    # Then everything else is in force
    snapshot = loader.load(store.engine)
    assert [fault.code for fault in snapshot.faults] == ["policy.role_unknown"]
    assert [fault.code for fault in snapshot.routing.faults("150203")] == ["policy.unreadable", "policy.unreadable"]
    assert list(snapshot.routing.in_force("150203")) == list(snapshot.routing.in_force("150204"))
    assert len(list(snapshot.routing.in_force("150271"))) == len(seeded_rules())


def test_a_site_that_is_new_is_in_the_tree_of_the_next_version(store: Store, owner: Engine) -> None:
    opened = loader.open_policies(store.engine)
    before = opened.current()
    with owner.begin() as conn:
        new = {"id": "150271102299", "tenant_id": "150271", "parent_id": "150271102", "kind": "station"}
        conn.execute(insert(sites).values(**new, tier="village", name="新村", short_name="新村"))
        moved(conn)
    assert "150271102299" not in before.tree
    assert "150271102299" in opened.at(before.version + 1).tree
