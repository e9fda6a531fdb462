"""站内消息: told by a message that may come twice, to whoever it concerns in the own district, each of it once."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from shared.contracts import messages as m
from shared.domain.cases import commands as c
from shared.kernel.ids import new_id
from shared.store.engine import Store
from shared.store.tables.bell import staff_notices
from tests import ringing, scenes
from tests.services.gateway.people import Caller

Someone = Callable[[str], Caller]
BELL = "/api/bell"


def notices(by: Caller) -> list[dict[str, Any]]:
    """What somebody reads at their bell."""
    answer = by.get(BELL)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["notices"]
    return found


def kinds(by: Caller) -> list[str]:
    return [one["kind"] for one in notices(by)]


def forwarded(village: Caller, to_site: str = scenes.TOWN) -> str:
    """A case of the village, offered to another site; its id."""
    case_id = village.registered()
    done = village.act(f"/api/cases/{case_id}/forward", {"to_site": to_site, "words": "请接着办"})
    assert done.status_code == 200, done.text
    return case_id


def test_who_is_offered_a_case_is_told_once_and_nobody_else_is(someone: Someone, store: Store, owner: Engine) -> None:
    village, town, bureau = someone("xzw"), someone("wsq"), someone("shsw")
    case_id = forwarded(village)
    # When the doorbell rings, three times for each message
    ringing.heard(store, owner, times=3)
    # Then the town reads of it, and of nobody who applied
    (one,) = notices(town)
    number = village.get(f"/api/cases/{case_id}").json()["number"]
    assert (one["kind"], one["topic"], one["case_id"], one["number"]) == ("offered", "incoming", case_id, number)
    assert (one["item_name"], one["place"]["id"], one["read"]) == ("高龄津贴申领", scenes.VILLAGE, False)
    assert one["due_at"] > one["at"]
    assert kinds(village) == kinds(bureau) == []


def test_a_second_message_about_the_same_event_tells_nobody_again(
    someone: Someone, store: Store, owner: Engine
) -> None:
    forwarded(someone("xzw"))
    (rung,) = ringing.heard(store, owner)
    ringing.tell(store, rung[1])
    assert kinds(someone("wsq")) == ["offered"]


def test_what_is_taken_back_in_time_is_taken_back_at_the_bell(someone: Someone, store: Store, owner: Engine) -> None:
    village, town = someone("xzw"), someone("wsq")
    case_id = forwarded(village)
    ringing.heard(store, owner)
    assert kinds(town) == ["offered"]
    assert village.act(f"/api/cases/{case_id}/undo").status_code == 200
    ringing.heard(store, owner)
    assert kinds(town) == []
    # And a doorbell that comes late, after the undo, tells nothing
    late = m.TellStaff(tenant_id=scenes.ZONE, case_id=case_id, since=1, until=99)  # type: ignore[arg-type]
    ringing.tell(store, late)
    assert kinds(town) == []


def test_whoever_acts_is_not_told_of_it_and_who_waits_for_it_is(someone: Someone, store: Store, owner: Engine) -> None:
    village, town = someone("xzw"), someone("wsq")
    case_id = forwarded(village)
    refused = {"reason": "other", "words": "不属本地", "evidence": "职责清单"}
    assert town.act(f"/api/cases/{case_id}/refuse", refused).status_code == 200
    ringing.heard(store, owner)
    assert kinds(village) == ["refused"]
    assert kinds(town) == ["offered"]


def test_each_district_hears_in_its_own_rows_and_a_third_hears_nothing(store: Store, owner: Engine) -> None:
    case_id = scenes.registered(store, scenes.clerk(scenes.VILLAGE))
    scenes.offered(store, scenes.clerk(scenes.VILLAGE), case_id, scenes.FOREIGN)
    rung = {message.tenant_id for _, message in ringing.heard(store, owner, times=2)}
    assert {scenes.ZONE, scenes.FOREIGN} <= rung
    assert scenes.THIRD not in rung
    with owner.connect() as conn:
        told = conn.execute(select(staff_notices.c.tenant_id, staff_notices.c.kind)).all()
    assert {tuple(row) for row in told} == {(scenes.FOREIGN, "offered")}


def test_who_is_away_is_left_out_while_others_are_there(someone: Someone, store: Store, owner: Engine) -> None:
    # Given one of two who handle cases at the bureau on leave
    first, second = someone("shsw"), someone("shswld")
    with owner.begin() as conn:
        conn.execute(
            text(
                "insert into absences (id, tenant_id, site_id, staff_id, kind, from_day, to_day, recorded_at)"
                " select gen_random_uuid(), tenant_id, site_id, staff_id, 'annual', '2000-01-01', '2100-01-01', now()"
                " from users where login = 'shsw'"
            )
        )
    forwarded(someone("xzw"), scenes.DEPARTMENT)
    ringing.heard(store, owner)
    assert (kinds(first), kinds(second)) == ([], ["offered"])


def test_what_somebody_does_not_want_to_see_is_not_shown_and_comes_back_when_they_do(
    someone: Someone, store: Store, owner: Engine
) -> None:
    village, town = someone("xzw"), someone("wsq")
    chosen = town.act(f"{BELL}/choices", {"hidden": ["incoming"]})
    assert chosen.json()["hidden"] == ["incoming"]
    assert village.get(f"{BELL}/choices").json()["hidden"] == []
    forwarded(village)
    ringing.heard(store, owner)
    assert (kinds(town), town.get(BELL).json()["unread"]) == ([], 0)
    town.act(f"{BELL}/choices", {"hidden": []})
    forwarded(village)
    ringing.heard(store, owner)
    assert kinds(town) == ["offered"]


@pytest.mark.parametrize("topic", ["weather", ""])
def test_a_topic_that_there_is_not_is_refused(someone: Someone, topic: str) -> None:
    assert someone("wsq").act(f"{BELL}/choices", {"hidden": [topic]}).status_code == 400


def test_what_is_read_is_read_up_to_where_the_page_stood(someone: Someone, store: Store, owner: Engine) -> None:
    village, town = someone("xzw"), someone("wsq")
    forwarded(village)
    ringing.heard(store, owner)
    seen = notices(town)[0]["at"]
    forwarded(village)
    ringing.heard(store, owner)
    assert town.act(f"{BELL}/seen", {"upto": seen}).json()["marked"] == 1
    assert [one["read"] for one in notices(town)] == [False, True]
    # And all of it, once; nobody marks what others were told
    assert someone("shsw").act(f"{BELL}/seen", {}).json()["marked"] == 0
    assert town.act(f"{BELL}/seen", {}).json()["marked"] == 1
    assert town.act(f"{BELL}/seen", {}).json()["marked"] == 0
    assert town.get(BELL).json()["unread"] == 0


def test_a_long_list_is_read_in_parts_without_gap_or_double(someone: Someone, store: Store, owner: Engine) -> None:
    village, town = someone("xzw"), someone("wsq")
    for _ in range(5):
        forwarded(village)
    ringing.heard(store, owner)
    ids, after = [], ""
    while True:
        part = town.get(BELL, params={"size": 2, "after": after}).json()
        ids += [one["id"] for one in part["notices"]]
        after = part["next"]
        if not after:
            break
    assert ids == [one["id"] for one in notices(town)]
    assert len(ids) == 5
    # And a token of somebody else's begins their own list anew
    assert village.get(BELL, params={"after": ids[0]}).json()["notices"] == []


def test_what_is_owed_to_another_site_is_told_to_who_owes_it(someone: Someone, store: Store, owner: Engine) -> None:
    village, town = someone("xzw"), someone("wsq")
    case_id = forwarded(village)
    asked = {"other": scenes.VILLAGE, "kind": "paper", "words": "请补户口簿首页"}
    done = town.act(f"/api/cases/{case_id}/thread/ask", asked)
    assert done.status_code in (200, 201), done.text
    ringing.heard(store, owner, times=2)
    (one,) = [one for one in notices(village) if one["topic"] == "owed"]
    assert (one["kind"], one["place"]["id"]) == ("owed", scenes.TOWN)
    assert [one["kind"] for one in notices(town) if one["topic"] == "owed"] == []


def test_texts_that_are_stuck_are_told_once_an_hour_to_who_settles_them(
    someone: Someone, store: Store, owner: Engine
) -> None:
    for _ in range(3):
        ringing.tell(store, m.TellStaffOf(tenant_id=scenes.ZONE, notice="sms_stuck", about=new_id()))
    assert kinds(someone("gxq")) == ["sms_stuck"]
    assert kinds(someone("kdl")) == kinds(someone("wsq")) == []


def test_a_case_out_of_sight_leaves_nothing_unread_behind(store: Store, owner: Engine) -> None:
    # Given a district that was asked for its part, and told of it
    by = scenes.clerk(scenes.VILLAGE)
    case_id = scenes.registered(store, by)
    scenes.act(store, by, case_id, c.Start())
    tell = m.TellStaff(tenant_id=scenes.THIRD, case_id=case_id, since=1, until=99)
    with owner.begin() as conn:
        conn.execute(
            text(
                "insert into staff_notices (id, tenant_id, user_id, key, kind, topic, case_id, at, shown) values"
                " (gen_random_uuid(), :tenant, gen_random_uuid(), 'k', 'offered', 'incoming', :case, now(), true)"
            ),
            {"tenant": scenes.THIRD, "case": case_id},
        )
    # When the bell rings where the case is not seen
    ringing.tell(store, tell)
    with owner.connect() as conn:
        assert conn.execute(select(staff_notices.c.id)).all() == []
