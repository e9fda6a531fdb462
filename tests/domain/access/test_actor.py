"""Actors: telling one from another, and who sees the whole tenant."""

from shared.domain.access.actions import BESIDE_CASES
from shared.domain.access.actor import Actor, platform
from shared.domain.access.roles import TENANT_WIDE, Role
from shared.domain.cases.commands import ALL
from tests.build import an_actor, an_id


def test_an_actor_s_id_is_the_user_else_the_member_of_staff_else_role_and_site() -> None:
    clerk = an_actor("village")
    user = Actor(tenant_id="150271", site_id="150271", roles=clerk.roles, staff_id=clerk.staff_id, user_id=an_id("u"))
    assert user.id == str(an_id("u"))
    assert clerk.id == str(clerk.staff_id)
    assert platform("150271").id == "system:150271"


def test_two_people_of_one_role_at_one_site_are_told_apart() -> None:
    assert an_actor("village", who="王").id != an_actor("village", who="李").id


def test_only_those_who_watch_over_the_tenant_see_all_of_it() -> None:
    assert [role for role in Role if an_actor("centre", role).sees_tenant] == [r for r in Role if r in TENANT_WIDE]
    assert not an_actor("town", Role.CLERK, Role.LEADER).sees_tenant
    assert an_actor("centre", Role.CLERK, Role.COORDINATOR).sees_tenant


def test_actions_have_one_name_each() -> None:
    kinds = [command.kind for command in ALL] + list(BESIDE_CASES)
    assert len(kinds) == len(set(kinds))
