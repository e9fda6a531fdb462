"""Who may do what, where."""

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.policy.access import AccessSnapshot
from shared.policy.check import ACTIONS
from shared.policy.lines import Grant, Permission
from tests.build import an_actor, an_id
from tests.policy.lines import a_grant, seeded_permissions
from tests.world import SITES, TREE

READ = Permission(role=Role.CLERK, action="case.read")


def access(*grants: Grant, permissions: Iterable[Permission] = (READ,)) -> AccessSnapshot:
    return AccessSnapshot(permissions, grants, TREE)


@pytest.mark.parametrize(
    ("place", "may"),
    [("town", True), ("village", True), ("hall", False), ("centre", False), ("city", False), ("third town", False)],
)
def test_a_role_held_at_a_site_covers_it_and_what_lies_below(place: str, may: bool) -> None:
    assert access(a_grant("u1", Role.CLERK, "town")).may("u1", SITES[place], "case.read") is may


def test_the_line_that_matched_and_where_the_role_is_held_are_told() -> None:
    # Given somebody who holds the role in the zone and in the town
    grants = (a_grant("u1", Role.CLERK, "centre"), a_grant("u1", Role.CLERK, "town"))
    permit = access(*grants).why("u1", SITES["village"], "case.read")
    # Then the nearest place is named
    assert permit is not None
    assert (permit.role, permit.action, permit.held_at) == (Role.CLERK, "case.read", SITES["town"])
    assert access(*grants).why("u1", SITES["village"], "case.accept") is None


def test_what_nobody_allowed_is_denied() -> None:
    known = access(a_grant("u1", Role.CLERK, "town"))
    assert not known.may("u2", SITES["town"], "case.read")
    assert not known.may("", SITES["town"], "case.read")
    assert not known.may("u1", "150299", "case.read")
    assert not known.may("u1", "", "case.read")
    assert not known.may("u1", SITES["town"], "case.rea")
    assert not known.may("u1", SITES["town"], "*")
    assert not access(a_grant("u1", Role.CLERK, "town"), permissions=()).may("u1", SITES["town"], "case.read")


def test_a_star_is_no_wildcard_for_actions() -> None:
    wild = access(a_grant("u1", Role.CLERK, "town"), permissions=[Permission(role=Role.CLERK, action="*")])
    assert not wild.may("u1", SITES["town"], "case.read")


def test_a_user_called_like_a_role_does_not_hold_it() -> None:
    assert not access().may("clerk", SITES["town"], "case.read")


def test_a_partner_s_key_opens_its_own_site_and_what_lies_below() -> None:
    register = Permission(role=Role.PARTNER, action="case.register")
    known = access(permissions=[register])
    assert known.may_as(Role.PARTNER, SITES["park"], SITES["park"], "case.register")
    assert not known.may_as(Role.PARTNER, SITES["park"], SITES["centre"], "case.register")
    assert not known.may_as(Role.PARTNER, SITES["park"], SITES["park"], "case.read")
    assert not known.may_as(Role.CLERK, SITES["town"], SITES["town"], "case.read")


def test_users_are_asked_by_their_grants_and_not_by_what_they_say_they_are() -> None:
    # Given a signed-in user who holds nothing, and says clerk
    user = replace(an_actor("town", Role.CLERK), user_id=an_id("user"))
    assert not access().allows(user, SITES["town"], "case.read")
    assert access(a_grant(str(user.user_id), Role.CLERK, "town")).allows(user, SITES["town"], "case.read")


def test_an_actor_with_a_key_is_asked_by_the_role_of_the_key() -> None:
    register = Permission(role=Role.PARTNER, action="case.register")
    partner = replace(an_actor("park", Role.PARTNER), staff_id=None)
    assert access(permissions=[register]).allows(partner, SITES["park"], "case.register")
    nobody = Actor(tenant_id="", site_id="", roles=frozenset({Role.PARTNER}))
    assert not access(permissions=[register]).allows(nobody, SITES["park"], "case.register")


@pytest.mark.parametrize("role", list(Role))
def test_the_shipped_permissions_are_exactly_those_of_the_file(role: Role) -> None:
    permissions = seeded_permissions()
    known = access(a_grant("u1", role, "town"), permissions=permissions)
    for action in sorted(ACTIONS):
        written = Permission(role=role, action=action) in permissions
        assert known.may("u1", SITES["village"], action) is written, action
        assert not known.may("u1", SITES["hall"], action)


ROLES = st.sampled_from([Role.CLERK, Role.LEADER, Role.COORDINATOR])
DONE = st.sampled_from(["case.read", "case.accept", "pool.read", "*"])
USERS = st.sampled_from(["u1", "u2", "clerk"])
PLACES = st.sampled_from(list(SITES))


@given(
    permissions=st.lists(st.builds(Permission, role=ROLES, action=DONE), max_size=6),
    grants=st.lists(st.builds(a_grant, user=USERS, role=ROLES, place=PLACES), max_size=6),
    user=USERS,
    place=PLACES,
    action=DONE,
)
def test_any_policy_answers_as_the_plain_reading_of_its_lines(
    permissions: list[Permission], grants: list[Grant], user: str, place: str, action: str
) -> None:
    site = SITES[place]
    expected = any(
        grant.user == user and permission == Permission(role=grant.role, action=action)
        for permission in permissions
        for grant in grants
        if TREE.under(site, grant.site_id)
    )
    assert access(*grants, permissions=permissions).may(user, site, action) is expected
