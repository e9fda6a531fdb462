"""The desk: counts by lamp that filter, signing in the row and for several, finding, and what an empty desk says."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from services.gateway.queries import desk as query
from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.pages.conftest import BUREAU
from tests.services.gateway.people import Caller, an_applicant
from tests.services.gateway.test_extension import leads_too


def later(owner: Engine, days: int) -> None:
    """Moves the demo's clock on."""
    with owner.begin() as conn:
        conn.execute(
            text("insert into clock_offset (single, by) values (true, make_interval(days => :d))"), {"d": days}
        )


def test_a_row_says_what_waits_and_is_signed_for_in_place(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    case_id = offered()
    person = at("wsq")
    page = person.open("/desk")
    assert "高龄津贴申领" in page.text
    assert "赵** 6021" in page.text
    signed = person.submit(page.form(f"/cases/{case_id}/sign-for"))
    assert signed.path == "/desk"
    assert f"/cases/{case_id}/undo" in [form.action for form in signed.forms]


def test_signing_for_what_somebody_else_signed_tells_so_on_the_desk(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = offered()
    person = at("wsq")
    form = person.open("/desk").form(f"/cases/{case_id}/sign-for")
    assert someone("wsq").act(f"/api/cases/{case_id}/sign-for").status_code == 200
    page = person.submit(form)
    assert page.status == 409
    assert "又有了变动" in page.text
    assert "待办" in page.text


def test_what_was_shown_is_shown_again_after_a_refusal(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    # Given one of two cases on the tab of those to be signed for, signed for by somebody else meanwhile
    case_id, other = offered(), offered()
    person = at("wsq")
    form = person.open("/desk?tab=sign&whose=site").form(f"/cases/{case_id}/sign-for")
    assert someone("wsq").act(f"/api/cases/{case_id}/sign-for").status_code == 200
    # When
    page = person.submit(form)
    # Then the same tab is there, and another act on it comes back to it, too
    assert page.status == 409
    again = page.form(f"/cases/{other}/sign-for")
    assert again.value("at") == form.value("at") == "tab=sign&whose=site"
    signed = person.submit(again)
    assert signed.answer.url.params["tab"] == "sign"


def test_several_are_signed_for_at_once_and_counted(at: Callable[[str], Browser], offered: Callable[..., str]) -> None:
    first, second = offered(), offered(applicant=an_applicant(name="李秀英"))
    person = at("wsq")
    page = person.open("/desk")
    picked = [value for form in page.forms for name, value in form.values if name == "version"]
    assert len(picked) == 2
    bulk = page.form("/desk/sign-for").fill(case=[f"{first}~{picked[0]}", f"{second}~{picked[1]}", "nonsense"])
    told = person.submit(bulk)
    assert "已签收 2 件，1 件没有签成" in told.text


def test_several_are_urged_at_once_and_a_second_time_is_told(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id, village = offered(), at("xzw")
    for told in ("已催办 1 件", "1 件没有催成"):
        version = someone("xzw").get(f"/api/cases/{case_id}").json()["version"]
        bulk = village.open("/desk?tab=sent").form("/desk/sign-for").fill(case=[f"{case_id}~{version}"])
        bulk.action = "/desk/urge"
        assert told in village.submit(bulk).text
    assert "高龄津贴申领" in at("wsq").open("/desk?view=urged").text
    assert "高龄津贴申领" not in at("wsq").open("/desk?view=abroad").text


@pytest.mark.parametrize(
    ("site", "told"), [("150271-qiyefuwu", "1 件没有转成"), ("150271-shehuishiwu", "已转出 1 件"), ("", "1 件没有转成")]
)
def test_several_are_handed_on_at_once_and_what_cannot_be_stays(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller], site: str, told: str
) -> None:
    case_id, town = held(), at("wsq")
    version = someone("wsq").get(f"/api/cases/{case_id}").json()["version"]
    bulk = town.open("/desk").form("/desk/sign-for").fill(case=[f"{case_id}~{version}"], to_site=site)
    bulk.action = "/desk/forward"
    assert told in town.submit(bulk).text


def test_a_request_for_more_time_is_marked_on_the_desk_of_who_decides_and_of_nobody_else(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    # Given a case of the town, where nobody leads, and another one beside it
    case_id, _ = held(), held(applicant=an_applicant(name="李秀英"))
    assert "待您决定：" not in at("gxq").open("/desk").text
    asked = {"days": 5, "words": "材料需要专家复核"}
    assert someone("wsq").act(f"/api/cases/{case_id}/ask-extension", asked).status_code == 200
    # Then the coordinator finds it among what is to do, marked, and alone in the view; it counts as theirs
    coordinator = at("gxq")
    assert "待您决定：延期申请" in coordinator.open("/desk").text
    assert coordinator.open("/desk?view=decide&whose=mine").html.count("data-row") == 1
    # And who asked is not asked
    town = at("wsq").open("/desk")
    assert "待您决定" not in town.text
    # Once it is decided the mark is gone
    assert someone("gxq").act(f"/api/cases/{case_id}/refuse-extension", {"words": "不必"}).status_code == 200
    assert "待您决定：延期申请" not in coordinator.open("/desk").text


def test_of_two_leaders_who_asked_has_no_mark(
    at: Callable[[str], Browser], someone: Callable[[str], Caller], owner: Engine
) -> None:
    leads_too(owner, "shsw")
    village, bureau = someone("xzw"), someone("shswld")
    path = f"/api/cases/{village.registered()}"
    assert village.act(f"{path}/forward", {"to_site": BUREAU}).status_code == 200
    assert bureau.act(f"{path}/sign-for").status_code == 200
    assert bureau.act(f"{path}/ask-extension", {"days": 5, "words": "材料需要专家复核"}).status_code == 200
    rows = {login: someone(login).get("/api/desk").json()["rows"] for login in ("shsw", "shswld")}
    assert {login: [row["decide"] for row in found] for login, found in rows.items()} == {
        "shsw": [True],
        "shswld": [False],
    }
    assert at("shsw").open("/desk?view=decide").html.count("data-row") == 1
    assert at("shswld").open("/desk?view=decide").html.count("data-row") == 0


def test_lamps_count_and_filter(at: Callable[[str], Browser], held: Callable[..., str], owner: Engine) -> None:
    held()
    later(owner, 14)
    person = at("wsq")
    page = person.open("/desk")
    assert "已超期 1" in page.text
    assert "超承诺" in page.text
    assert "高龄津贴申领" in person.open("/desk?lamp=yellow").text
    assert "没有“超法定时限”的办件" in person.open("/desk?lamp=red").text


def test_an_empty_desk_says_what_to_do_next(at: Callable[[str], Browser]) -> None:
    page = at("wsq").open("/desk")
    assert "今天的件都办完了" in page.text
    assert "/register" in page.links


def test_mine_are_those_i_worked_on_or_that_anybody_may_take(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = offered()
    bureau = "150271-shehuishiwu"
    town = someone("wsq")
    assert town.act(f"/api/cases/{case_id}/sign-for").status_code == 200
    assert town.act(f"/api/cases/{case_id}/forward", {"to_site": bureau, "words": ""}).status_code == 200
    leader = someone("shswld")
    assert "高龄津贴申领" in at("shsw").open("/desk?whose=mine").text
    assert leader.act(f"/api/cases/{case_id}/sign-for").status_code == 200
    assert "高龄津贴申领" in at("shswld").open("/desk?whose=mine").text
    assert "高龄津贴申领" not in at("shsw").open("/desk?whose=mine").text
    assert "高龄津贴申领" in at("shsw").open("/desk?whose=site").text


@pytest.mark.parametrize("words", ["13804726021", "6021", "赵大海", "zdh", "ZDH", "１３８０４７２６０２１"])
def test_a_case_is_found_by_what_people_say(at: Callable[[str], Browser], held: Callable[..., str], words: str) -> None:
    held()
    person = at("wsq")
    page = person.submit(person.open("/desk").form("/find").fill(q=words))
    assert "高龄津贴申领" in page.text
    assert words not in str(page.answer.url)


def test_a_case_is_found_by_its_number_and_not_by_part_of_a_name(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    number = someone("xzw").get(f"/api/cases/{held()}").json()["number"]
    person = at("wsq")
    find = person.open("/desk").form("/find")
    assert "高龄津贴申领" in person.submit(find.fill(q=number.lower())).text
    assert "高龄津贴申领" in person.submit(find.fill(q=number[:-2])).text
    assert "没有找到" in person.submit(find.fill(q="大海")).text
    assert person.open("/find").form("/find")


def test_a_stranger_finds_nothing(at: Callable[[str], Browser], held: Callable[..., str]) -> None:
    held()
    person = at("qsq")
    assert "没有找到" in person.submit(person.open("/desk").form("/find").fill(q="13804726021")).text


def test_a_long_desk_comes_in_pages_without_gaps_or_repeats(
    at: Callable[[str], Browser], someone: Callable[[str], Caller], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(query, "PAGE_SIZE", 2)
    village = someone("xzw")
    ids = {village.registered(applicant=an_applicant(name=f"赵{n}")) for n in "一二三四五"}
    person, seen, address = at("xzw"), [], "/desk"
    while address:
        page = person.open(address)
        seen += [link.removeprefix("/cases/") for link in page.links if link.startswith("/cases/")]
        address = next((link for link in page.links if "after=" in link), "")
    assert set(seen) == ids
    assert len({*seen}) == 5
    assert person.open("/desk?after=nonsense").status == 200


def test_english_may_be_chosen(at: Callable[[str], Browser]) -> None:
    person = at("wsq")
    person.submit(person.open("/desk").form("/language").fill(locale="en"))
    assert "Everything for today is done" in person.open("/desk").text
    assert "您" not in person.open("/pool").text
