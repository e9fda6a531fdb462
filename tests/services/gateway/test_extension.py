"""More time over HTTP: asked by the holder, granted by somebody else who is there, the applicant told once."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from deploy.seeding import bundle
from tests.services.gateway.people import Caller
from tests.services.gateway.test_roster import away, code, today

BUREAU = "150271-shehuishiwu"
ASKED = {"days": 5, "words": "材料需要专家复核"}
Someone = Callable[[str], Caller]


def test_more_time_is_asked_for_granted_and_told_to_the_applicant_once(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    village = someone("xzw")
    path = f"/api/cases/{village.registered()}"
    assert village.act(f"{path}/ask-extension", {"days": 11, "words": "复核"}).status_code == 422
    assert village.act(f"{path}/ask-extension", {"days": 5, "words": "复核"}).status_code == 200
    assert village.act(f"{path}/grant-extension", {}).status_code == 403
    before = village.get(path).json()
    granted = someone("gxq").act(f"{path}/grant-extension", {})
    assert granted.status_code == 200, granted.text
    assert village.get(path).json() != before
    with owner.connect() as conn:
        told = text('select count(*) from outbox where body like \'%"purpose":"extended"%\'')
        assert conn.execute(told).scalar_one() == 1


def test_an_item_has_more_time_where_its_own_rule_says_so(someone: Someone) -> None:
    village = someone("xzw")
    papers = [m.name for m in bundle.read().materials if m.item_code == "MZ002"]
    path = f"/api/cases/{village.registered(item_code='MZ002', papers=papers)}"
    assert code(village.act(f"{path}/ask-extension", ASKED | {"days": 16})) == (422, "extension.days")
    assert village.act(f"{path}/ask-extension", ASKED | {"days": 15}).status_code == 200


def leads_too(owner: Engine, login: str) -> None:
    """Somebody of the bureau is a leader there, besides what they are."""
    columns, values = "tenant_id, user_id, site_id, role", "tenant_id, id, :site, 'leader'"
    with owner.begin() as conn:
        also = f"insert into role_grants ({columns}) select {values} from users where login = :login"
        conn.execute(text(also), {"site": BUREAU, "login": login})


def in_the_bureau(someone: Someone) -> str:
    """The path of a case that the bureau holds."""
    village = someone("xzw")
    path = f"/api/cases/{village.registered()}"
    assert village.act(f"{path}/forward", {"to_site": BUREAU}).status_code == 200
    assert someone("shsw").act(f"{path}/sign-for").status_code == 200
    return path


def test_the_leader_decides_and_nobody_in_their_place_while_they_are_there(someone: Someone) -> None:
    path = in_the_bureau(someone)
    assert someone("shsw").act(f"{path}/ask-extension", ASKED).status_code == 200
    assert code(someone("gxq").act(f"{path}/grant-extension")) == (409, "extension.elsewhere")
    assert someone("shswld").act(f"{path}/grant-extension").status_code == 200


def test_a_leader_on_leave_is_passed_over_for_who_decides_next(someone: Someone, owner: Engine) -> None:
    path = in_the_bureau(someone)
    assert away(someone("shswld"), BUREAU, "赵敏", today(owner), days=30).status_code == 200
    assert someone("shsw").act(f"{path}/ask-extension", ASKED).status_code == 200
    assert someone("shsw").act(f"{path}/grant-extension").status_code == 403
    assert someone("gxq").act(f"{path}/grant-extension").status_code == 200


def test_a_leader_who_goes_on_leave_meanwhile_does_not_hold_the_request_up(someone: Someone, owner: Engine) -> None:
    path = in_the_bureau(someone)
    assert someone("shsw").act(f"{path}/ask-extension", ASKED).status_code == 200
    assert away(someone("shswld"), BUREAU, "赵敏", today(owner), days=30).status_code == 200
    assert someone("gxq").act(f"{path}/grant-extension").status_code == 200


@pytest.mark.parametrize(
    ("present", "decides", "own"),
    [(True, "shsw", (409, "extension.own")), (False, "gxq", (403, "case.part"))],
)
def test_another_leader_of_the_site_comes_before_the_next_site(
    someone: Someone, owner: Engine, present: bool, decides: str, own: tuple[int, str]
) -> None:
    # Given two leaders at the bureau, of whom one asks and the other is there, or is not
    leads_too(owner, "shsw")
    path = in_the_bureau(someone)
    if not present:
        assert away(someone("gxq"), BUREAU, "王建国", today(owner), days=30).status_code == 200
    assert someone("shswld").act(f"{path}/ask-extension", ASKED).status_code == 200
    assert code(someone("shswld").act(f"{path}/grant-extension")) == own
    assert someone(decides).act(f"{path}/grant-extension").status_code == 200
