"""The reference data that is shipped: complete, consistent, and as the sources have it."""

from collections import Counter
from datetime import date

import pytest

from deploy.seeding import bundle, calendars, checks
from deploy.seeding.bundle import FOLDER, Seed
from shared.domain.access.roles import Role
from shared.domain.cases.table import TRANSITIONS
from shared.domain.catalogue.model import Help, ItemKind
from shared.domain.deadlines.calendar import YearStatus
from shared.domain.org.model import SiteKind, Tier
from shared.domain.org.tree import OrgTree
from tests.deploy.trees import tree_of

ADMINISTRATORS = {Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN}


@pytest.fixture(scope="module")
def seed() -> Seed:
    return bundle.read()


@pytest.fixture(scope="module")
def tree(seed: Seed) -> OrgTree:
    return tree_of(seed)


def test_the_files_hold_together(seed: Seed) -> None:
    assert checks.require_sound(seed) is seed


def test_every_file_is_plain_utf8_with_unix_line_ends() -> None:
    for path in [p for p in FOLDER.rglob("*") if p.is_file()]:
        data = path.read_bytes()
        assert data.decode("utf-8").endswith("\n"), path
        assert b"\r" not in data, path
        assert not data.startswith(b"\xef\xbb\xbf"), path


def test_tables_are_sorted_so_that_a_change_reads_as_one_line(seed: Seed) -> None:
    for lines in (seed.divisions, seed.tenants, seed.sites, seed.items, seed.materials, seed.edges, seed.parameters):
        keys = [tuple(str(getattr(line, name)).zfill(4) for name in line.__struct_fields__[2:4]) for line in lines]
        assert keys == sorted(keys)
    for policy in seed.routing.values():
        assert [line.priority for line in policy] == sorted(line.priority for line in policy)


def test_all_of_baotou_has_its_stations(seed: Seed) -> None:
    by_level = Counter(division.level for division in seed.divisions)
    assert by_level == {"prefecture": 1, "county": 10, "town": 91, "village": 855}
    tiers = Counter(site.tier for site in seed.sites if site.kind in (SiteKind.STATION, SiteKind.CENTRE))
    assert tiers == {Tier.CITY: 1, Tier.DISTRICT: 10, Tier.TOWN: 91, Tier.VILLAGE: 855}


def test_each_county_level_area_is_a_tenant_below_the_city(seed: Seed) -> None:
    counties = {division.code for division in seed.divisions if division.level == "county"}
    assert {tenant.id for tenant in seed.tenants} == {"1502", *counties}
    assert {tenant.parent_id for tenant in seed.tenants if tenant.id != "1502"} == {"1502"}


def test_the_zone_has_every_body_of_its_plan(seed: Seed, tree: OrgTree) -> None:
    plan = (
        "组织人社部 经济发展局 安监局 建设局 环保局 社会事务局 国土资源局 稀土产业局 消防大队 执法局 食药工商局 "
        "园区建设管理局 企业服务局 农牧林水局 规划分局 公安分局 税务局 人防办 政务公开办 财政部门"
    )
    zone = [site for site in seed.sites if site.tenant_id == "150271"]
    assert {site.short_name for site in zone if site.kind is SiteKind.DEPARTMENT} == set(plan.split())
    offices = {"党务综合部（督查）", "行政综合部（督查）", "管委会", "滨河新区"}
    assert {site.short_name for site in zone if site.kind is SiteKind.OFFICE} == offices
    assert len([site for site in zone if site.kind is SiteKind.PARK]) == 3
    assert tree.hall("150271").id == "150271-hall"
    assert all(site.valid_from == date(2021, 4, 1) for site in zone)


def test_names_in_lists_are_short_and_tell_siblings_apart(seed: Seed) -> None:
    names = Counter((site.parent_id, site.short_name) for site in seed.sites)
    assert max(names.values()) == 1
    assert all(len(site.short_name) <= 17 and site.duty.endswith("。") for site in seed.sites)
    bureaucratic = ("委会", "村委", "虚拟", "嘎查村")
    assert not [s.short_name for s in seed.sites if s.tier is Tier.VILLAGE and s.short_name.endswith(bureaucratic)]


@pytest.mark.parametrize(
    ("site_id", "short_name", "name"),
    [
        ("150271102203", "小召湾村", "小召湾村便民服务站"),
        ("150202100200", "银匠窑子村", "银匠窑子村便民服务站"),
        ("150222102251", "忽鸡沟村", "忽鸡沟村便民服务站"),
        ("150223102200", "巴音哈拉嘎查", "巴音哈拉嘎查便民服务站"),
        ("150271010020", "富林路社区", "富林路社区便民服务站"),
        ("150271102", "万水泉镇", "万水泉镇便民服务中心"),
        ("150203", "昆都仑区协调中心", "昆都仑区帮您办协调中心"),
    ],
)
def test_stations_are_named_after_their_place(tree: OrgTree, site_id: str, short_name: str, name: str) -> None:
    assert (tree.site(site_id).short_name, tree.site(site_id).name) == (short_name, name)


def test_the_catalogue_has_the_approvals_with_their_graph_and_the_everyday_items(seed: Seed) -> None:
    approvals = {item.code for item in seed.items if item.category == "投资"}
    assert len(approvals) == 51
    assert len(seed.edges) == 132
    assert len(seed.items) - len(approvals) >= 45
    assert len({step.flow_code for step in seed.flows}) == 5
    subjects = {"社保", "医保", "民政", "残联", "公安", "市场监管", "农牧", "住建", "税务", "林草", "企业服务", "卫健"}
    assert subjects <= {item.category for item in seed.items}


def test_every_form_of_help_has_an_everyday_item(seed: Seed) -> None:
    forms = {(item.kind, item.help) for item in seed.items if item.category != "投资"}
    assert {
        (ItemKind.IMMEDIATE, Help.GUIDANCE),
        (ItemKind.PROMISE, Help.GUIDANCE),
        (ItemKind.PROMISE, Help.ON_BEHALF),
    } <= forms


def test_every_item_but_a_milestone_asks_for_papers(seed: Seed) -> None:
    with_papers = {material.item_code for material in seed.materials}
    assert {item.code for item in seed.items} - with_papers == {"P399", "P499"}


def test_a_closed_and_a_foreign_item_exist(seed: Seed) -> None:
    by_code = {item.code: item for item in seed.items}
    assert not by_code["SB090"].open
    assert by_code["KD001"].owner == "150203"


def test_promised_days_are_marked_illustrative_and_name_a_source(seed: Seed) -> None:
    assert all(item.illustrative and item.source for item in seed.items)


def test_2026_has_248_working_days_and_six_of_them_make_up(seed: Seed) -> None:
    days = {day: worked for day, worked, _ in calendars.days_of(seed.years[2026])}
    assert len(days) == 365
    assert sum(days.values()) == 248
    make_up = [day for day, worked in days.items() if worked and day.weekday() >= 5]
    assert [f"{day:%m-%d}" for day in make_up] == ["01-04", "02-14", "02-28", "05-09", "09-20", "10-10"]


def test_2027_is_provisional_and_knows_only_the_days_fixed_by_law(seed: Seed) -> None:
    status = {line.year: line.status for line in seed.calendars}
    assert status == {2026: YearStatus.OFFICIAL, 2027: YearStatus.PROVISIONAL}
    assert len(seed.years[2027].days) == 13
    assert all(day.is_off for day in seed.years[2027].days)


def test_every_local_rule_names_its_source(seed: Seed) -> None:
    assert all(parameter.source and parameter.note for parameter in seed.parameters)
    values = {parameter.key: parameter.value for parameter in seed.parameters}
    assert values["handover.sign_minutes"] == 240
    assert values["undo.complete_seconds"] == 180


def test_every_demo_log_in_sits_at_a_real_place(seed: Seed, tree: OrgTree) -> None:
    assert {tree.site(user.site).tenant_id for user in seed.demo.user} >= {"1502", "150203", "150204", "150271"}
    played = {role.value for user in seed.demo.user for role in user.roles}
    unplayed = {"applicant", "partner", "system"}
    assert played | unplayed == {line.role.value for line in seed.permissions} | unplayed
    assert [partner.site for partner in seed.demo.partner] == ["150271-park-xitu"]


def test_the_rating_message_prints_what_each_digit_means(seed: Seed) -> None:
    rating = next(template for template in seed.texts.template if template.purpose == "rating")
    assert all(f"{digit}{grade}" in rating.body for digit, grade in rating.digits.items())
    assert rating.digits["1"] == "非常满意"
    assert rating.digits["5"] == "非常不满意"


def test_the_permissions_let_everybody_do_what_the_life_cycle_allows_them_and_no_more(seed: Seed) -> None:
    allowed = {(role, move.command) for move in TRANSITIONS for role in move.roles if role is not Role.SYSTEM}
    granted = {(line.role, line.action) for line in seed.permissions if line.action in {m.command for m in TRANSITIONS}}
    assert granted == allowed
    acting = {action for role, action in granted}
    reading = {Role.CALLER, Role.PUBLISHER, Role.SUPERVISOR, *ADMINISTRATORS}
    # Whoever only looks on may urge, and does nothing else to a case
    assert {line.action for line in seed.permissions if line.role in reading} & acting == {"case.urge"}
    deciding = {line.action for line in seed.permissions if line.role is Role.COMMISSION}
    assert deciding & acting == {"case.settle", "case.undo", "case.urge"}


def test_the_three_administrators_cannot_read_cases_or_persons(seed: Seed) -> None:
    theirs = {line.action for line in seed.permissions if line.role in ADMINISTRATORS}
    assert not {action for action in theirs if action.startswith(("case.", "person.", "desk."))}
    assert {line.role for line in seed.permissions if line.action == "audit.read"} == {Role.AUDIT_ADMIN}
