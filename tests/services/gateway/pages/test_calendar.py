"""The calendar's page and its API: a year as it reaches a place, a notice looked at and published by its owner."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text

from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.people import Caller

SEED = Path(__file__).parents[4] / "deploy" / "seed" / "calendar"


def a_local_notice(**changes: Any) -> str:
    """A day off of the zone's own."""
    day = {"name": "建区纪念", "date": "2027-07-16", "isOffDay": True}
    return json.dumps({"year": 2027, "papers": [], "days": [day]} | changes, ensure_ascii=False)


def test_a_year_shows_what_is_off_what_is_made_up_for_and_where_it_comes_from(at: Callable[[str], Browser]) -> None:
    page = at("wsq").open("/calendar?year=2026")
    assert "共 248 个工作日" in page.text
    assert "国务院办公厅关于2026年部分节假日安排的通知" in page.text
    assert page.html.count('"dc makeup"') == 6 + 1  # and one in the legend
    assert "导入放假安排" not in page.text


def test_a_guess_is_shown_as_one_and_an_unknown_year_as_unknown(at: Callable[[str], Browser]) -> None:
    person = at("wsq")
    assert "2027 年的放假安排还不是正式通知" in person.open("/calendar?year=2027").text
    assert "还没有 2031 年的日历" in person.open("/calendar?year=2031").text
    assert person.open("/calendar?year=x&site=nowhere").status == 200


def test_a_coordinator_looks_at_a_notice_and_publishes_it_for_the_own_area(at: Callable[[str], Browser]) -> None:
    person = at("gxq")
    form = person.open("/calendar?year=2027").form("/calendar/preview")
    seen = person.submit(form.fill(layer="150271", notice=a_local_notice()))
    assert "将有 1 天变动" in seen.text
    assert "2027-07-16 休息 建区纪念" in seen.text
    # Without a reason it is not published, with one it is
    refused = person.submit(seen.form("/calendar/publish"))
    assert (refused.status, "请写明为什么发布这一版" in refused.text) == (422, True)
    done = person.submit(seen.form("/calendar/publish").fill(reason="管委会通知"))
    assert "已发布第 2 版" in done.text
    assert "管委会通知" in done.text
    # And the village sees it, another district does not
    assert "建区纪念" in at("xzw").open("/calendar?year=2027").html


def test_a_faulty_notice_is_refused_in_words_and_the_nation_s_layer_to_a_district(at: Callable[[str], Browser]) -> None:
    person = at("gxq")
    form = person.open("/calendar?year=2027").form("/calendar/preview")
    for notice, words in (("{", "这不是放假安排文件"), (a_local_notice(days=[]), "一天也没有")):
        assert words in person.submit(form.fill(layer="150271", notice=notice)).text
    foreign = person.submit(form.fill(layer="CN", notice=a_local_notice()))
    assert (foreign.status, "由别的地区发布" in foreign.text) == (403, True)


def test_a_notice_in_a_file_is_previewed_and_published_like_a_pasted_one(
    at: Callable[[str], Browser],
) -> None:
    person = at("gxq")
    form = person.open("/calendar?year=2027").form("/calendar/preview").fill(layer="150271", notice="{")
    # As an editor on Windows writes it; the file goes before what stands in the field
    seen = person.send(form, ("2027.json", b"\xef\xbb\xbf" + a_local_notice().encode()))
    assert (seen.status, "将有 1 天变动" in seen.text) == (200, True)
    done = person.submit(seen.form("/calendar/publish").fill(reason="管委会通知"))
    assert "已发布第 2 版" in done.text


@pytest.mark.parametrize(
    ("content", "words", "status"),
    [
        (b"{", "这不是放假安排文件", 422),
        ("放假".encode("gbk"), "这不是放假安排文件", 422),
        (b" " * 200 * 1024 + b"{}", "文件超过 200 KB", 422),
        (a_local_notice(days=[]).encode(), "一天也没有", 200),
    ],
)
def test_a_file_that_is_no_notice_is_refused_and_the_layer_stays_chosen(
    at: Callable[[str], Browser], content: bytes, words: str, status: int
) -> None:
    person = at("gxq")
    form = person.open("/calendar?year=2027").form("/calendar/preview").fill(layer="150271")
    refused = person.send(form, ("2027.json", content))
    assert (refused.status, words in refused.text) == (status, True)
    assert "/calendar/publish" not in [form.action for form in refused.forms]
    assert refused.form("/calendar/preview").value("layer") == "150271"


def test_a_file_for_another_s_layer_is_refused_and_without_a_file_the_pasted_one_counts(
    at: Callable[[str], Browser],
) -> None:
    person, content = at("gxq"), ("2027.json", a_local_notice().encode())
    form = person.open("/calendar?year=2027").form("/calendar/preview")
    foreign = person.send(form.fill(layer="CN"), content)
    assert (foreign.status, "由别的地区发布" in foreign.text) == (403, True)
    assert "将有 1 天变动" in person.send(form.fill(layer="150271", notice=a_local_notice()), ("", b"")).text


def test_how_large_a_notice_may_be_is_the_district_s_to_say(
    at: Callable[[str], Browser], someone: Callable[[str], Caller], owner: Engine
) -> None:
    with owner.begin() as conn:
        small = "insert into parameters (tenant_id, key, value) values ('150271', 'calendar.notice_kb', '0')"
        conn.execute(text(small))
        conn.execute(text("update reference_version set version = version + 1"))
    person = at("gxq")
    form = person.open("/calendar?year=2027").form("/calendar/preview").fill(layer="150271", notice=a_local_notice())
    assert "文件超过 0 KB" in person.submit(form).text
    body = {"layer": "150271", "year": 2027, "notice": json.loads(a_local_notice()), "reason": "管委会通知"}
    refused = someone("gxq").act("/api/calendar", body)
    assert (refused.status_code, refused.json()["code"]) == (422, "notice.large")


def test_the_same_over_json(someone: Callable[[str], Caller]) -> None:
    person = someone("gxq")
    body = {"layer": "150271", "year": 2027, "notice": json.loads(a_local_notice()), "reason": "管委会通知"}
    seen = person.act("/api/calendar/preview", body)
    assert (seen.status_code, len(seen.json()["changes"]), seen.json()["version"]) == (200, 1, None)
    done = person.act("/api/calendar", body)
    assert (done.status_code, done.json()["version"]) == (201, 2)
    assert person.act("/api/calendar", body).status_code == 409
    assert "2027-07-16" in person.get("/api/calendar/2027").json()["off"]
    assert "2027-07-16" not in person.get("/api/calendar/2027?site=150203").json()["off"]
    assert person.get("/api/calendar/2031").status_code == 404
    # A clerk reads and does not publish
    clerk = someone("xzw")
    assert clerk.get("/api/calendar/2027").json()["version"] == 2
    assert clerk.act("/api/calendar", body).status_code == 403


def test_who_publishes_a_year_again_under_the_same_key_is_told_the_same(someone: Callable[[str], Caller]) -> None:
    person = someone("gxq")
    body = {"layer": "150271", "year": 2027, "notice": json.loads(a_local_notice()), "reason": "管委会通知"}
    first = person.act("/api/calendar", body, key="calendar-0001")
    again = person.act("/api/calendar", body, key="calendar-0001")
    assert (first.status_code, first.json()["version"]) == (201, 2)
    assert (again.status_code, again.content, again.headers["content-type"]) == (
        first.status_code,
        first.content,
        first.headers["content-type"],
    )
    other = person.act("/api/calendar", body | {"reason": "另一份通知"}, key="calendar-0001")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_request")
    assert person.act("/api/calendar", body, key="calendar-0002").status_code == 409


def test_a_form_sent_twice_publishes_a_year_once_and_leads_to_the_same_page(at: Callable[[str], Browser]) -> None:
    person = at("gxq")
    form = person.open("/calendar?year=2027").form("/calendar/preview").fill(layer="150271", notice=a_local_notice())
    ready = person.submit(form).form("/calendar/publish").fill(reason="管委会通知")
    first, second = person.submit(ready), person.submit(ready)
    assert "已发布第 2 版" in first.text
    assert (second.status, "已发布第 2 版" in second.text) == (200, True)
