"""A small world for tests: three tenants below the city, a handful of items, the working calendar of 2026."""

import json
from datetime import UTC, date, datetime, time
from pathlib import Path

from shared.domain.catalogue.model import Help, Item, ItemKind, Material
from shared.domain.deadlines.calendar import SHANGHAI, WorkCalendar, YearStatus
from shared.domain.org.model import Site, SiteKind, Tier
from shared.domain.org.tree import OrgTree

SITES = {
    "city": "1502",
    "centre": "150271",
    "hall": "150271-hall",
    "department": "150271-shehuishiwu",
    "enterprise": "150271-qiyefuwu",
    "office": "150271-ducha",
    "grid": "150271-gongdian",
    "park": "150271-park-xitu",
    "town": "150271102",
    "village": "150271102203",
    "second village": "150271102205",
    "other centre": "150203",
    "third centre": "150207",
    "third hall": "150207-hall",
    "third town": "150207101",
}
"""Names tests use for places, and their ids. 150203 has no hall and no department of its own yet."""


def _site(key: str, parent: str | None, kind: SiteKind, tier: Tier, name: str, short: str = "") -> Site:
    site_id = SITES[key]
    return Site(
        id=site_id,
        tenant_id=site_id if kind is SiteKind.CENTRE else site_id[:6],
        parent_id=None if parent is None else SITES[parent],
        kind=kind,
        tier=tier,
        name=name,
        short_name=short or name,
    )


def a_tree() -> OrgTree:
    """The city with the zone (150271), 昆都仑 (150203, only a centre) and 九原 (150207)."""
    return OrgTree(
        (
            _site("city", None, SiteKind.CENTRE, Tier.CITY, "包头市协调中心"),
            _site("centre", "city", SiteKind.CENTRE, Tier.DISTRICT, "稀土高新区协调中心"),
            _site("hall", "centre", SiteKind.HALL, Tier.DISTRICT, "政务服务大厅"),
            _site("department", "centre", SiteKind.DEPARTMENT, Tier.DISTRICT, "稀土高新区社会事务局", "社会事务局"),
            _site("enterprise", "centre", SiteKind.DEPARTMENT, Tier.DISTRICT, "企业服务局"),
            _site("office", "centre", SiteKind.OFFICE, Tier.DISTRICT, "党务综合部（督查）"),
            _site("grid", "enterprise", SiteKind.EXTERNAL, Tier.DISTRICT, "供电分公司"),
            _site("park", "centre", SiteKind.PARK, Tier.PARK, "稀土产业园服务点"),
            _site("town", "centre", SiteKind.STATION, Tier.TOWN, "万水泉镇便民服务中心"),
            _site("village", "town", SiteKind.STATION, Tier.VILLAGE, "小召湾村便民服务站"),
            _site("second village", "town", SiteKind.STATION, Tier.VILLAGE, "黄草洼村便民服务站"),
            _site("other centre", "city", SiteKind.CENTRE, Tier.DISTRICT, "昆都仑区协调中心"),
            _site("third centre", "city", SiteKind.CENTRE, Tier.DISTRICT, "九原区协调中心"),
            _site("third hall", "third centre", SiteKind.HALL, Tier.DISTRICT, "九原区政务服务大厅"),
            _site("third town", "third centre", SiteKind.STATION, Tier.TOWN, "麻池镇便民服务中心"),
        )
    )


TREE = a_tree()
ITEMS = {
    item.code: item
    for item in (
        Item(
            code="MZ001",
            version=1,
            tenant_id="1502",
            name="高龄津贴",
            category="民政",
            department="社会事务局",
            kind=ItemKind.PROMISE,
            help=Help.GUIDANCE,
            promised_days=10,
            statutory_days=20,
            handlers=("tier:town", "dept:社会事务局"),
            materials=(
                Material(name="身份证"),
                Material(name="户口簿", deferrable=True),
                Material(name="照片", required=False),
            ),
        ),
        Item(
            code="SB001",
            version=1,
            tenant_id="1502",
            name="居民养老保险参保登记",
            category="社保",
            department="社会事务局",
            kind=ItemKind.IMMEDIATE,
            help=Help.GUIDANCE,
            promised_days=0,
            handlers=("tier:village", "tier:town", "hall"),
        ),
        Item(
            code="P101",
            version=3,
            tenant_id="1502",
            name="企业投资项目备案",
            category="投资",
            department="企业服务局",
            kind=ItemKind.PROMISE,
            help=Help.ON_BEHALF,
            promised_days=5,
            statutory_days=20,
            applicant_kinds=("enterprise",),
            handlers=("dept:企业服务局", "tier:park"),
        ),
        Item(
            code="P106",
            version=1,
            tenant_id="1502",
            name="环境影响报告书审批",
            category="投资",
            department="企业服务局",
            kind=ItemKind.PROMISE,
            help=Help.GUIDANCE,
            promised_days=30,
            statutory_days=60,
            statutory_unit="CD",
            applicant_kinds=("enterprise",),
            handlers=("dept:企业服务局",),
        ),
        Item(
            code="KD001",
            version=1,
            tenant_id="150203",
            name="昆都仑区人才公寓申请",
            category="民生",
            department="住建局",
            kind=ItemKind.PROMISE,
            help=Help.GUIDANCE,
            promised_days=5,
            handlers=("hall",),
        ),
        Item(
            code="SB090",
            version=1,
            tenant_id="1502",
            name="已停办的补贴",
            category="社保",
            department="社会事务局",
            kind=ItemKind.PROMISE,
            help=Help.GUIDANCE,
            promised_days=5,
            handlers=("hall",),
            open=False,
        ),
    )
}

_SEED = Path(__file__).parents[1] / "deploy" / "seed" / "calendar"


def a_calendar(**changes: YearStatus) -> WorkCalendar:
    """2026 as the State Council decreed it, 2027 provisional; `y2028=YearStatus.OFFICIAL` adds or changes a year."""
    years = {2026: YearStatus.OFFICIAL, 2027: YearStatus.PROVISIONAL}
    years |= {int(name.removeprefix("y")): status for name, status in changes.items()}
    days = [d for year in (2026, 2027) for d in json.loads((_SEED / f"{year}.json").read_text("utf-8"))["days"]]
    return WorkCalendar(years=years, exceptions={date.fromisoformat(d["date"]): not d["isOffDay"] for d in days})


CALENDAR = a_calendar()


def local(text: str) -> datetime:
    """The UTC instant of a local time such as `2026-11-16 09:00`; a bare date means its opening at 08:30."""
    day, _, at = text.partition(" ")
    moment = datetime.combine(date.fromisoformat(day), time.fromisoformat(at or "08:30"), SHANGHAI)
    return moment.astimezone(UTC)
