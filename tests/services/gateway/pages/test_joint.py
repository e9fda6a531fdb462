"""协办 and 商定停表 on the pages, by a browser without JavaScript: asked, answered, proposed, agreed."""

import json
from collections.abc import Callable

from shared.domain.access.actor import platform
from shared.domain.deadlines.calendar import local_date
from shared.domain.deadlines.notice import read
from shared.store import publish_calendar
from shared.store.engine import Store
from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.people import Caller

DEPARTMENT, HALL, FOREIGN = "150271-shehuishiwu", "150271-hall", "150203"


def test_a_lead_asks_the_co_handler_answers_and_the_file_shows_both(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    here = f"/cases/{held()}"
    town, bureau = at("wsq"), at("shsw")
    town.submit(town.open(here).form(f"{here}/start"))
    ask = town.open(f"{here}/ask-cohandler").form(f"{here}/ask-cohandler")
    wrong = town.submit(ask.fill(to_site=DEPARTMENT, words="请核对参保记录", days="99"))
    assert wrong.status == 422
    assert "协办时限超出了可选的范围" in wrong.text
    again = wrong.form(f"{here}/ask-cohandler")
    assert again.value("words") == "请核对参保记录"
    assert "会办进度" in town.submit(again.fill(days="2")).text
    # It waits on the co-handler's desk, is signed for and answered there
    assert "待协办" in bureau.open("/desk?tab=co").text
    bureau.submit(bureau.open(here).form(f"{here}/sign-cohandler"))
    answer = bureau.open(f"{here}/answer-cohandler").form(f"{here}/answer-cohandler")
    bureau.submit(answer.fill(opinion="disagree", words="年限不足"))
    # The lead is told what is in the way, settles it, and completes
    complete = town.open(f"{here}/complete").form(f"{here}/complete")
    assert "意见不一" in town.submit(complete.fill(result="已办结")).text
    page = town.open(f"{here}/settle-cohandler")
    part = page.form(f"{here}/settle-cohandler")
    town.submit(part.fill(cohandler_id=page.html.split('name="cohandler_id" value="')[1][:36], words="按补缴后办理"))
    done = town.submit(town.open(f"{here}/complete").form(f"{here}/complete").fill(result="已办结"))
    assert "已办结" in done.text
    assert "已处理：按补缴后办理" in done.text


def test_several_sites_are_ticked_and_who_was_not_asked_is_told_and_stays_ticked(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = held()
    here, town = f"/cases/{case_id}", at("wsq")
    ask = town.open(f"{here}/ask-cohandler").form(f"{here}/ask-cohandler")
    request = {"to_site": DEPARTMENT, "words": "请核对参保记录"}
    ask.fill(to_site=[DEPARTMENT, HALL, FOREIGN], words="请核对参保记录", days="2")
    ask.values = [pair for pair in ask.values if pair[0] != "version"]
    assert someone("wsq").act(f"/api/cases/{case_id}/ask-cohandler", request).status_code == 200
    told = town.submit(ask)
    assert told.status == 409
    assert "2 家已请，1 家没有请到" in told.text
    assert "社会事务局：" in told.text
    assert told.form(f"{here}/ask-cohandler").value("words") == "请核对参保记录"
    # And each that was asked finds it on its desk
    assert [one["site"] for one in someone("wsq").get(f"/api/cases/{case_id}").json()["cohandlers"]] == [
        DEPARTMENT,
        HALL,
        FOREIGN,
    ]
    assert "签收时限 4 小时" in told.text


def test_a_pause_is_proposed_on_one_page_and_agreed_to_on_the_other(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    here = f"/cases/{held()}"
    town, village = at("wsq"), at("xzw")
    form = town.open(f"{here}/propose-pause").form(f"{here}/propose-pause")
    assert "提议停表" in town.submit(form.fill(words="等申请人取证")).text
    page = village.open(here)
    assert "等申请人取证" in page.text
    assert "停表" in village.submit(page.form(f"{here}/accept-pause")).text
    assert "经双方确认" in town.open(here).text


def test_the_days_left_of_a_part_are_counted_on_the_calendar_its_limit_was_set_on(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller], store: Store
) -> None:
    # Given a day off of the case's own district, within the limit
    with store.work(platform("150271")) as work:
        off = next(work.reference.calendar_at("150271").working_days_after(local_date(work.now)))
        notice = {"year": off.year, "papers": [], "days": [{"name": "建区纪念", "date": str(off), "isOffDay": True}]}
        seen = publish_calendar.look(work, read(json.dumps(notice).encode()), off.year, "150271")
        publish_calendar.publish(work, seen, "管委会通知", "test")
    case_id = held()
    asked = {"to_site": DEPARTMENT, "words": "请核对参保记录", "days": 2}
    assert someone("wsq").act(f"/api/cases/{case_id}/ask-cohandler", asked).status_code == 200
    table = at("wsq").open(f"/cases/{case_id}").html.split("会办进度")[-1].split("</table>")[0]
    assert "剩 2 天" in table
    assert "剩 3 天" not in table
