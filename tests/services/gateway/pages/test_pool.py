"""The coordinator's board: why a case is there, and placing it with a reason."""

import re
from collections.abc import Callable
from urllib.parse import urlencode

from sqlalchemy import Engine, text

from tests.services.gateway.pages.browser import Browser, Page
from tests.services.gateway.pages.conftest import BUREAU
from tests.services.gateway.people import Caller


def pooled(someone: Callable[[str], Caller], case_id: str) -> str:
    """Put before the coordinator by the town."""
    words = {"words": "户籍和居住地不一致"}
    assert someone("wsq").act(f"/api/cases/{case_id}/pool", words).status_code == 200
    return case_id


def test_a_card_says_why_it_is_here_and_who_may_take_it(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    pooled(someone, held())
    person = at("gxq")
    page = person.open("/pool")
    assert "承办单位请协调员派单" in page.text
    assert "户籍和居住地不一致" in page.text
    chosen = person.open(next(link for link in page.links if "move=" in link))
    assert "社会事务局 · 0 件" in chosen.text


def test_reassigning_needs_a_reason_and_keeps_what_was_chosen(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = pooled(someone, held())
    person, path = at("gxq"), f"/cases/{case_id}/reassign"
    page = person.submit(person.open(f"/pool?move={case_id}").form(path).fill(to_site=BUREAU))
    assert page.status == 422
    assert page.form(path).value("to_site") == BUREAU
    # And neither the chip nor the words are enough alone
    for one in ({"reason": "disputed", "words": ""}, {"reason": "", "words": "由局里直接办"}):
        page = person.submit(page.form(path).fill(**one))
        assert page.status == 422
        assert {name: page.form(path).value(name) for name in one} == one
    done = person.submit(page.form(path).fill(reason="disputed", words="由局里直接办"))
    assert done.path == "/pool"
    assert f"/cases/{case_id}/undo" in [form.action for form in done.forms]
    assert "多次退回，协调裁定 由局里直接办" in person.open(f"/cases/{case_id}").text
    assert "Returned repeatedly, decided by a coordinator" in person.open(f"/cases/{case_id}?lang=en").text


def test_lanes_show_what_lies_on_each_site(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    held()
    page = at("gxq").open("/pool")
    assert "万水泉镇便民服务中心" in page.text
    assert "万水泉镇便民服务中心" not in at("gxq").open("/pool?level=village").text


def test_a_supervisor_looks_on_and_a_clerk_does_not(at: Callable[[str], Browser], held: Callable[..., str]) -> None:
    held()
    assert "只能看" in at("ducha").open("/pool").text
    assert at("wsq").open("/pool").status == 403


def picks_of(page: Page) -> list[str]:
    """The values of the boxes that can be ticked on the board."""
    return re.findall(r'name="case" value="([0-9a-f-]{36}~\d+)"', page.html)


def test_several_cards_are_reassigned_together_by_a_suggestion_with_its_reason(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    cases = {pooled(someone, held()), held()}
    person = at("gxq")
    values = [value for value in picks_of(person.open("/pool")) if value[:36] in cases]
    assert {value[:36] for value in values} == cases
    chosen = person.open("/pool?" + urlencode([("case", value) for value in values]))
    assert "改派 2 件" in chosen.text
    assert "建议：在岗 2 人，负荷最低，手上 0 件" in chosen.text
    form = chosen.form("/pool/reassign").fill(to_site=BUREAU, reason="overloaded", words="镇里积压")
    done = person.submit(form)
    assert "已改派 2 件" in done.text
    for one in cases:
        assert someone("shsw").get(f"/api/cases/{one}").json()["handover"]["to_site"] == BUREAU


def test_what_was_signed_meanwhile_is_told_and_the_selection_and_words_are_kept(
    at: Callable[[str], Browser],
    offered: Callable[..., str],
    held: Callable[..., str],
    someone: Callable[[str], Caller],
) -> None:
    free, taken = held(), offered()
    person = at("gxq")
    versions = {one: someone("gxq").get(f"/api/cases/{one}").json()["version"] for one in (free, taken)}
    chosen = person.open("/pool?" + urlencode([("case", f"{one}~{v}") for one, v in versions.items()]))
    assert someone("wsq").act(f"/api/cases/{taken}/sign-for").status_code == 200
    form = chosen.form("/pool/reassign").fill(to_site=BUREAU, reason="overloaded", words="镇里积压")
    told = person.submit(form)
    assert told.status == 409
    assert "1 件没有改派，1 件已改派" in told.text
    again = told.form("/pool/reassign")
    assert again.value("case").startswith(taken)
    assert (again.value("words"), again.value("to_site")) == ("镇里积压", BUREAU)
    # And with another look it goes
    assert "已改派 1 件" in person.submit(again).text


def test_problem_orders_come_first_whatever_is_more_urgent(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller], owner: Engine
) -> None:
    first, second = pooled(someone, held()), pooled(someone, held())
    with owner.begin() as conn:
        conn.execute(text("update desk_rows set problem = (case_id = :one)"), {"one": second})
    order = re.findall(r'id="k-([0-9a-f-]{36})"', at("gxq").open("/pool").html)
    assert order == [second, first]
