"""Registering a case through the page, without JavaScript."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from deploy.seeding import bundle
from shared.domain.deadlines.calendar import local_date
from shared.kernel.clock import real_now
from shared.store.engine import Store
from tests.services.gateway.pages.browser import Browser, Form

PAPERS = ["身份证", "户口簿", "本人银行卡或社保卡", "近期免冠照片"]


def filled(person: Browser, **changes: str | list[str]) -> Form:
    """高龄津贴 for somebody of the village."""
    form = person.open("/register").form("/register")
    typed: dict[str, str | list[str]] = {"name": "赵大海", "phone": "138 0472 6021", "item_code": "MZ001"}
    typed["papers"] = PAPERS
    return form.fill(**(typed | changes))


def test_items_are_found_by_initials_code_and_characters(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    for words in ("gljt", "MZ001", "高龄"):
        form = person.open("/register").form("/register").fill(seek=words)
        page = person.submit(form, ("do", "preview"))
        assert "高龄津贴申领" in page.html
        assert "残疾人证换领" not in page.html


def test_route_and_due_date_are_seen_before_anything_is_accepted(at: Callable[[str], Browser], owner: Engine) -> None:
    person = at("xzw")
    page = person.submit(filled(person), ("do", "preview"))
    assert "条规则上报万水泉镇" in page.text
    assert "17:30" in page.text
    assert page.form("/register").value("name") == "赵大海"
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from cases")).scalar_one() == 0


def test_a_provisional_year_is_told_before_accepting(at: Callable[[str], Browser], owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(
            text("insert into clock_offset (single, by) select true, timestamptz '2026-12-30 10:00+08' - now()")
        )
    person = at("xzw")
    page = person.submit(filled(person), ("do", "preview"))
    assert "2027 年的放假安排还没有公布" in page.text


def test_accepting_gives_a_number_and_the_file(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    page = person.submit(filled(person), ("do", "accept"))
    assert page.status == 200
    assert page.path.startswith("/cases/")
    assert "150271-20" in page.text
    assert "赵**" in page.text
    assert "赵大海" not in page.html
    assert "13804726021" not in page.html


def test_faults_are_told_at_once_each_with_a_link_and_nothing_is_cleared(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    wrong = filled(person, phone="1380472", identity="15020319590312001", papers=PAPERS[1:])
    page = person.submit(wrong, ("do", "accept"))
    assert page.status == 422
    assert "还差 3 处" in page.text
    assert {"#f-phone", "#f-identity", "#f-papers"} <= set(page.links)
    form = page.form("/register")
    assert (form.value("name"), form.value("phone"), form.value("identity")) == (
        "赵大海",
        "1380472",
        "15020319590312001",
    )
    assert [value for name, value in form.values if name == "papers"] == PAPERS[1:]
    # And the corrected form goes through
    mended = form.fill(phone="13804726021", identity="", papers=PAPERS)
    assert person.submit(mended, ("do", "accept")).path.startswith("/cases/")


def test_a_missing_paper_is_told_and_may_follow_where_the_item_allows_it(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    page = person.submit(filled(person, papers=["身份证", "本人银行卡或社保卡", "近期免冠照片"]), ("do", "accept"))
    assert page.status == 422
    assert "户口簿" in page.text
    later = page.form("/register").fill(deferred=["户口簿"])
    assert "容缺" in person.submit(later, ("do", "accept")).text


def test_the_same_form_sent_twice_makes_one_case(at: Callable[[str], Browser], owner: Engine) -> None:
    person = at("xzw")
    form = filled(person)
    first, second = person.submit(form, ("do", "accept")), person.submit(form, ("do", "accept"))
    assert first.path == second.path
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from cases")).scalar_one() == 1


def test_a_second_registration_of_the_same_thing_is_noticed(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    number = person.submit(filled(person), ("do", "accept")).path
    page = person.submit(filled(person), ("do", "preview"))
    assert "像是重复登记" in page.text
    assert number in page.links


def test_a_form_without_an_item_says_that_one_must_be_chosen(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    page = person.submit(filled(person).fill(item_code=""), ("do", "accept"))
    assert page.status == 422
    assert "还没有选事项。请选一个。" in page.text
    assert "“”" not in page.text
    assert person.submit(filled(person), ("do", "accept")).path.startswith("/cases/")


def test_an_item_on_behalf_asks_for_the_mandate_and_keeps_it(at: Callable[[str], Browser]) -> None:
    person = at("dating")
    form = person.open("/register").form("/register")
    form.fill(name="包头磁谷新材料有限公司", phone="13804726021", kind="enterprise", item_code="QF002")
    page = person.submit(form, ("do", "preview"))
    assert "授权委托书" in page.text
    broken = page.form("/register").fill(valid_from="2026-11-24", valid_to="later", scope="全程", paper="委字1号")
    again = person.submit(broken, ("do", "accept"))
    assert again.status == 422
    assert "日期应像" in again.text
    assert again.form("/register").value("scope") == "全程"
    # And one whose last day has passed, or that says nothing of what it is for, is told at its field
    over = person.submit(again.form("/register").fill(valid_from="2020-01-01", valid_to="2020-06-30"), ("do", "accept"))
    assert "2020-06-30" in over.text
    assert over.status == 422
    today = str(local_date(real_now()))
    form = over.form("/register").fill(valid_from=today, valid_to=today, scope="")
    blank = person.submit(form, ("do", "accept"))
    assert "请写明委托办理" in blank.text


def test_a_draft_is_kept_on_the_server_and_not_in_the_clear(
    at: Callable[[str], Browser], store: Store, owner: Engine
) -> None:
    person = at("xzw")
    page = person.submit(filled(person), ("do", "draft"))
    assert page.form("/register").value("phone") == "138 0472 6021"
    assert "接着上次" in page.text
    with owner.connect() as conn:
        sealed = bytes(conn.execute(text("select body_ct from drafts")).scalar_one())
    assert "赵大海".encode() not in sealed
    assert b"6021" not in sealed
    # And it goes when the case is accepted
    person.submit(page.form("/register"), ("do", "accept"))
    assert person.open("/register").form("/register").value("phone") == ""


def test_nobody_without_the_right_sees_the_form(at: Callable[[str], Browser]) -> None:
    person = at("shsw")
    assert "/register" not in person.open("/desk").links
    assert person.open("/register").status == 403


def test_a_share_that_is_used_up_is_told_on_the_form_and_nothing_typed_is_lost(
    at: Callable[[str], Browser], owner: Engine
) -> None:
    person = at("xzw")
    assert person.submit(filled(person), ("do", "accept")).path.startswith("/cases/")
    with owner.begin() as conn:
        conn.execute(text("update parameters set value = '1' where key like 'intake.tenant_%'"))
        conn.execute(text("update reference_version set version = version + 1"))
        conn.execute(text("update intake_shares set level = 0"))
    page = person.submit(filled(person), ("do", "accept"))
    assert page.status == 429
    assert "登记受理太密集" in page.text
    form = page.form("/register")
    assert (form.value("name"), form.value("phone")) == ("赵大海", "138 0472 6021")
    assert [value for name, value in form.values if name == "papers"] == PAPERS
    # And the same form goes through when it is time
    with owner.begin() as conn:
        conn.execute(text("update intake_shares set level = 1"))
    assert person.submit(form, ("do", "accept")).path.startswith("/cases/")


def test_a_household_elsewhere_changes_where_it_goes_and_the_rule_is_named(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    here = person.submit(filled(person, household="150271102203"), ("do", "preview"))
    assert "第90条规则" in here.text
    away = person.submit(here.form("/register").fill(household="150203"), ("do", "preview"))
    assert "第40条规则" in away.text
    assert "昆都仑区" in away.text
    # And where a person works or a company sits is not what this item goes by
    other = away.form("/register").fill(household="", residence="150203", registered_seat="150203")
    assert "第90条规则" in person.submit(other, ("do", "preview")).text


def test_a_changed_place_brings_the_preview_up_to_date_without_the_page(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    parts = {"hx-request": "true", "hx-target": "outcome"}
    away = person.submit(filled(person, household="150203"), ("do", "preview"), headers=parts)
    assert "第40条规则" in away.text
    assert "<form" not in away.html
    wrong = person.submit(filled(person, amount="-1"), ("do", "preview"), headers=parts)
    assert '<span class="msg" id="m-amount" aria-live="polite" hx-swap-oob="true">金额不能为负。</span>' in wrong.html


def test_places_and_amount_are_kept_with_the_case_and_a_home_is_seen_down_to_the_county(
    at: Callable[[str], Browser], owner: Engine
) -> None:
    person = at("xzw")
    typed = filled(person, household="150271102203", residence="150203", amount="12.5", unit="wan")
    page = person.submit(typed, ("do", "accept"))
    with owner.connect() as conn:
        kept = conn.execute(text("select snapshot from cases")).scalar_one()
    assert '"household":"150271102203"' in str(kept).replace(" ", "").replace("'", '"')
    assert "125,000 元" in page.text
    assert "户籍地 稀土高新区" in page.text
    assert "小召湾村" not in page.text.partition("户籍地")[2].partition("居住地")[0]
    # Until somebody who may asks for the person in clear
    looked = person.submit(person.open(f"{page.path}/person").form(f"{page.path}/person").fill(reason="电话核实户籍"))
    assert "户籍地 稀土高新区 万水泉镇 小召湾村" in looked.text


def test_a_company_sits_where_everybody_may_see_it_and_has_no_household(at: Callable[[str], Browser]) -> None:
    person = at("dating")
    form = person.open("/register").form("/register")
    form.fill(name="包头磁谷新材料有限公司", phone="13804726021", kind="enterprise", item_code="XT002")
    form.fill(registered_seat="150271102", household="150203", amount="500", unit="wan")
    asked = person.submit(form, ("do", "preview")).form("/register")
    papers = [m.name for m in bundle.read().materials if m.item_code == "XT002"]
    page = person.submit(asked.fill(papers=papers), ("do", "accept"))
    assert "注册地 稀土高新区 万水泉镇" in page.text
    assert "5,000,000 元" in page.text
    assert "户籍地" not in page.text


@pytest.mark.parametrize(
    ("field", "typed", "unit", "words"),
    [
        ("household", "999999", "yuan", "没有这个行政区划代码"),
        ("residence", "万水泉镇", "yuan", "没有这个行政区划代码"),
        ("amount", "-5", "yuan", "金额不能为负"),
        ("amount", "五百万", "yuan", "金额只填数字"),
        ("amount", "1.005", "yuan", "金额最细到分"),
        ("amount", "0.0000001", "wan", "金额最细到分"),
        ("amount", "9" * 16, "yuan", "金额太大"),
        ("amount", "9" * 400, "wan", "金额太大"),
        ("amount", "5", "dollar", "请选金额的单位"),
    ],
)
def test_a_place_or_an_amount_that_is_none_is_told_at_its_field_and_nothing_is_lost(
    at: Callable[[str], Browser], owner: Engine, field: str, typed: str, unit: str, words: str
) -> None:
    person = at("xzw")
    page = person.submit(filled(person, phone="1380", unit=unit, **{field: typed}), ("do", "accept"))
    assert page.status == 422
    assert "还差 2 处" in page.text
    assert f"#f-{field}" in page.links
    assert words in page.html.partition(f'id="m-{field}"')[2].partition("</span>")[0]
    assert '<details class="belongs" open>' in page.html
    form = page.form("/register")
    assert (form.value(field), form.value("name")) == (typed, "赵大海")
    # And once it is mended the case is taken in
    mended = form.fill(phone="13804726021", unit="yuan", **{field: "150271102203" if field != "amount" else "5"})
    assert person.submit(mended, ("do", "accept")).path.startswith("/cases/")
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from cases")).scalar_one() == 1


def test_a_draft_keeps_places_and_amount_and_opens_where_they_stand(
    at: Callable[[str], Browser], owner: Engine
) -> None:
    person = at("xzw")
    assert '<details class="belongs">' in person.open("/register").html
    person.submit(filled(person, household="150271102203", amount="1,2x", unit="wan"), ("do", "draft"))
    page = person.open("/register")
    form = page.form("/register")
    assert (form.value("household"), form.value("amount"), form.value("unit")) == ("150271102203", "1,2x", "wan")
    assert '<details class="belongs" open>' in page.html
    with owner.connect() as conn:
        assert b"150271102203" not in bytes(conn.execute(text("select body_ct from drafts")).scalar_one())


def test_only_another_item_brings_other_papers_and_ticks_made_meanwhile_stay(at: Callable[[str], Browser]) -> None:
    """On a slow line somebody ticks papers while the preview of the field before is on its way."""
    person = at("xzw")
    parts = {"hx-request": "true", "hx-target": "outcome"}
    for changed, brings in (("item_code", True), ("amount", False), ("household", False), ("phone", False)):
        page = person.submit(filled(person, changed=changed), ("do", "preview"), headers=parts)
        assert ('id="papers"' in page.html) is brings
        assert "第90条规则" in page.text
