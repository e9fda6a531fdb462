"""The yearly notice comes while cases are open: dates are counted anew, and what applicants were told stays known.

Published twice, once with a holiday more and once with days made up, and at last as it was before.
"""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any

from deploy.stories.applicants import person
from deploy.stories.failing import expect
from deploy.stories.player import Player
from deploy.stories.stage import Stage
from shared.domain.deadlines.calendar import local_date

ITEM = "MZ002"
NATION = "CN"
_DAY = timedelta(days=1)
_PAPERS = ["https://www.gov.cn/zhengce/"]
_SOURCE = "国务院办公厅关于部分节假日安排的通知（演示）"


def play(stage: Stage) -> None:
    """Nobody gets a second message for it. Raises Unexpected where anything is not as it should be."""
    village, city, zone = stage.enter("xzw"), stage.enter("bts"), stage.enter("gxq")
    phone = stage.phone()
    case_id = village.registers(ITEM, person("阿拉坦", phone.number), "3")
    here = f"/api/cases/{case_id}"
    phone.message_with("已受理")
    stage.follow(village, case_id)
    told = _due(village.get(here))
    year = told.year
    before = _off(city, year)
    _refusals(stage, city, zone, year, before)
    _published(stage, city, year, before | {told})
    later = _moved(stage, village, case_id, told)
    expect("期限那天放假，顺延", (later > told, _shown(village.get(here))), (True, later))
    made_up = {day for day in before if day.weekday() >= 5 and told - 14 * _DAY < day < told}
    _published(stage, city, year, before - made_up)
    earlier = _moved(stage, village, case_id, later)
    expect("补班使期限提前，告知申请人的日期不提前", (earlier < told, _shown(village.get(here))), (True, told))
    _published(stage, city, year, before)
    expect("改回原来的安排", _moved(stage, village, case_id, earlier), told)
    stage.follow(village, case_id)
    expect("申请人收到的短信", len(phone.messages()), 1)


def _refusals(stage: Stage, city: Player, zone: Player, year: int, off: set[date]) -> None:
    """Whose layer it is not publishes nothing there, and a notice that cannot be meant moves nobody's date."""
    foreign = _notice(year, off) | {"layer": NATION}
    expect("开发区发布全国安排", zone.refused("/api/calendar", foreign), "calendar.foreign")
    weekday = next(day for day in _days(date(year, 3, 1)) if day.weekday() < 5 and day not in off)
    slip = {"name": "补班", "date": weekday.isoformat(), "isOffDay": False}
    wrong = _notice(year, off)
    wrong["notice"]["days"].append(slip)
    expect("把工作日写成补班", city.refused("/api/calendar", wrong), "notice.no_make_up")
    stage.tell(city.name, city.site_name, f"核对 {year} 年放假安排：写错的通知和别处的层都发布不了")


def _published(stage: Stage, city: Player, year: int, off: set[date]) -> None:
    """Looked at first, then published; the same again is refused."""
    said = _notice(year, off)
    seen = city.act("/api/calendar/preview", {key: said[key] for key in ("layer", "year", "notice")})
    expect("预览没有错处", seen["faults"], [])
    done = city.act("/api/calendar", said)
    expect("发布的就是预览的", (done["changes"], done["status"]), (seen["changes"], "official"))
    expect("同样的再发布一次", city.refused("/api/calendar", said), "calendar.same")
    days = "、".join(f"{change['day']}{'上班' if change['working'] else '放假'}" for change in done["changes"])
    stage.tell(city.name, city.site_name, f"发布 {year} 年放假安排第 {done['version']} 版：{days}")


def _moved(stage: Stage, village: Player, case_id: str, before: date) -> date:
    """The computed date, once the sweep has come by."""
    seen = village.waits_for("期限重算", f"/api/cases/{case_id}", lambda c: _due(c) != before)
    stage.follow(village, case_id)
    return _due(seen)


def _notice(year: int, off: Iterable[date]) -> dict[str, Any]:
    """A year with these days off, as a notice writes it: what is not as its weekday says, by month."""
    days = [day for day in _days(date(year, 1, 1), 366) if day.year == year]
    off = set(off)
    special = [day for day in days if (day in off) != (day.weekday() >= 5)]
    named = [
        {"name": f"{month}月放假调休", "date": day.isoformat(), "isOffDay": day in off}
        for month, found in groupby(special, key=lambda day: day.month)
        for day in found
    ]
    notice = {"year": year, "papers": _PAPERS, "days": named}
    return {"layer": NATION, "year": year, "notice": notice, "source": _SOURCE, "reason": "演示：收到通知"}


def _days(first: date, count: int = 30) -> Iterable[date]:
    return (first + n * _DAY for n in range(count))


def _off(player: Player, year: int) -> set[date]:
    return {date.fromisoformat(day) for day in player.get(f"/api/calendar/{year}")["off"]}


def _due(case: dict[str, Any]) -> date:
    """The computed date."""
    return local_date(datetime.fromisoformat(case["promised_due"]))


def _shown(case: dict[str, Any]) -> date:
    """The date the applicant is shown."""
    return local_date(datetime.fromisoformat(case["told_due"]))
