"""The roster page: what it shows, who keeps it, and that a refused form keeps what was typed."""

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import Engine, text

from tests.services.gateway.pages.browser import Browser, Page
from tests.services.gateway.pages.conftest import BUREAU
from tests.services.gateway.people import Caller
from tests.services.gateway.test_roster import offered_to, staff_of, today

At = Callable[[str], Browser]
Someone = Callable[[str], Caller]


def by_action(page: Page) -> set[str]:
    return {form.action for form in page.forms if form.action.startswith("/roster/")}


def test_everybody_of_a_site_reads_it_and_its_leader_keeps_it(at: At) -> None:
    seen = at("shsw").open("/roster")
    assert "今天在岗 2 人：王建国、赵敏" in seen.text
    assert by_action(seen) == set()
    kept = at("shswld").open("/roster")
    assert {"/roster/members", "/roster/absences", "/roster/days", "/roster/leaver"} <= by_action(kept)
    assert at("ducha").open(f"/roster?site={BUREAU}").status == 200
    assert at("shsw").open("/roster?site=150271-qiyefuwu").status == 404
    assert at("kdl").open(f"/roster?site={BUREAU}").status == 404


def test_an_absence_is_recorded_seen_and_ended(at: At, someone: Someone, owner: Engine) -> None:
    leader, day, staff = at("shswld"), today(owner), staff_of(someone("shswld"), BUREAU)
    form = leader.open("/roster").form("/roster/absences")
    wrong = leader.submit(form.fill(staff_id=staff["王建国"], substitute=staff["王建国"], words="回老家"))
    assert wrong.status == 422
    assert "不是本人" in wrong.text
    again = wrong.form("/roster/absences")
    assert (again.value("words"), again.value("staff_id")) == ("回老家", staff["王建国"])
    done = leader.submit(again.fill(substitute=staff["赵敏"], to_day=str(day + timedelta(days=2))))
    assert (done.status, done.path) == (200, "/roster")
    assert "请假已登记" in done.text
    assert "由赵敏替班" in done.text
    back = leader.submit(done.form("/roster/back"))
    assert "没有登记的请假" in back.text


def test_a_line_and_a_day_are_changed_and_somebody_is_taken_off(at: At, someone: Someone, owner: Engine) -> None:
    leader, staff = at("shswld"), staff_of(someone("shswld"), BUREAU)
    who = {"staff_id": staff["王建国"]}
    line = leader.open("/roster").form("/roster/members").fill(**who, competence="cat:民政 item:MZ001", weekdays="99")
    refused = leader.submit(line)
    assert refused.status == 422
    done = leader.submit(refused.form("/roster/members").fill(weekdays="1234567"))
    assert "cat:民政、item:MZ001" in done.text
    done = leader.submit(done.form("/roster/days").fill(**who, on_duty="no"))
    assert "今天在岗 1 人：赵敏" in done.text
    yesterday = str(today(owner) - timedelta(days=1))
    gone = leader.submit(done.form("/roster/releases").fill(**who, last_day=yesterday))
    assert "已移出名册" in gone.text


def test_a_leaver_s_cases_are_handed_on_from_the_page_and_what_stays_is_told(
    at: At, someone: Someone, owner: Engine
) -> None:
    leader, staff = at("shswld"), staff_of(someone("shswld"), BUREAU)
    for _ in range(2):
        case_id = offered_to(someone, BUREAU)
        for verb in ("sign-for", "claim"):
            assert someone("shsw").act(f"/api/cases/{case_id}/{verb}").status_code == 200
    over = {"from_staff": staff["王建国"], "to_staff": staff["赵敏"], "words": "调离本单位"}
    with owner.begin() as conn:
        conn.execute(
            text(
                "insert into absences (id, tenant_id, site_id, staff_id, kind, from_day, to_day, recorded_at)"
                " values (gen_random_uuid(), '150271', :site, :who, 'sick', :day, :day, now())"
            ),
            {"site": BUREAU, "who": staff["赵敏"], "day": today(owner)},
        )
    left = leader.submit(leader.open("/roster").form("/roster/leaver").fill(**over))
    assert left.status == 409
    assert "2 件没有交接" in left.text
    with owner.begin() as conn:
        conn.execute(text("delete from absences"))
    done = leader.submit(leader.open("/roster").form("/roster/leaver").fill(**over))
    assert "已交接 2 件" in done.text


def test_a_site_without_anybody_shows_its_alarm_on_the_page_and_on_the_board(at: At, owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(text("update users set disabled = true where login = 'shsw'"))
        conn.execute(text("delete from roster_members where site_id = :site and rank = 'substitute'"), {"site": BUREAU})
    for login in ("gxq", "ducha"):
        assert "社会事务局 名册里没有可用的帮办员" in at(login).open("/pool").text
    page = at("gxq").open(f"/roster?site={BUREAU}")
    assert "名册里没有可用的帮办员" in page.text
    assert "账号停用" in page.text
