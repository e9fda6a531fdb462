"""The coordinator's board: why a case is there, and placing it with a reason."""

import re
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from shared.store.engine import Store
from tests.services.dispatch.test_dispatch import ring
from tests.services.gateway.pages.browser import Browser, Page
from tests.services.gateway.pages.conftest import BUREAU, TOWN
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


def test_a_coordinator_decides_on_the_board_that_its_holder_goes_on(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = pooled(someone, held())
    person, path = at("gxq"), f"/cases/{case_id}/reassign"
    form = person.open(f"/pool?move={case_id}").form(path)
    done = person.submit(form.fill(to_site=TOWN, reason="disputed", words="户籍在本镇，由镇里办理"))
    assert done.path == "/pool"
    assert f"move={case_id}" not in done.html
    assert "裁定由万水泉镇继续办理" in person.open(f"/cases/{case_id}").text
    # And what lies on no board is only for others
    choice = person.open(path).html.partition(f'action="{path}"')[2].partition("</form>")[0]
    assert f'value="{BUREAU}"' in choice
    assert f'value="{TOWN}"' not in choice


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


def test_more_cards_than_a_page_holds_are_counted_and_found_on_the_next(
    at: Callable[[str], Browser],
    held: Callable[..., str],
    someone: Callable[[str], Caller],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("board", "pool_cards"):
        monkeypatch.setattr(f"services.gateway.queries.{module}.PAGE_SIZE", 1)
    cases = {pooled(someone, held()), pooled(someone, held())}
    person, shown = at("gxq"), re.compile(r'id="k-([0-9a-f-]{36})"')
    first = person.open("/pool")
    assert re.search(r"待派单<span class=\"n\">2</span>", first.html)
    assert "第 1 页，共 2 页" in first.text
    second = person.open(next(link for link in first.links if "page=2" in link))
    assert {*shown.findall(first.html), *shown.findall(second.html)} == cases
    # Its form is opened where it is, and a refusal of it is told in its card, on whatever page that is
    (last,) = shown.findall(second.html)
    opened = person.open(next(link for link in second.links if "move=" in link))
    assert shown.findall(opened.html) == [last]
    failed = person.submit(opened.form(f"/cases/{last}/reassign").fill(to_site=BUREAU))
    assert (failed.status, failed.form(f"/cases/{last}/reassign").value("to_site")) == (422, BUREAU)
    # And over the API
    pages = [someone("gxq").get(f"/api/pool?page={n}").json() for n in (1, 2)]
    assert [page["waiting"] for page in pages] == [2, 2]
    assert {row["case"]["case_id"] for page in pages for row in page["cases"]} == cases


def test_a_no_that_was_taken_back_or_is_older_than_the_last_offer_is_not_why_a_case_is_here(
    at: Callable[[str], Browser],
    held: Callable[..., str],
    offered: Callable[..., str],
    someone: Callable[[str], Caller],
) -> None:
    def act(login: str, case_id: str, verb: str, body: dict[str, str] | None = None) -> None:
        answer = someone(login).act(f"/api/cases/{case_id}/{verb}", body or {})
        assert answer.status_code == 200, answer.text

    no = {"reason": "outside_area", "words": "不归我镇管"}
    undone, older, real = held(), offered(), offered()
    # Given one whose return was taken back, one that was signed for elsewhere since, and one that was refused
    act("wsq", undone, "return", no)
    act("wsq", undone, "undo")
    for case_id in (older, real):
        act("wsq", case_id, "refuse", no)
    act("xzw", older, "forward", {"to_site": BUREAU, "words": ""})
    act("shsw", older, "sign-for")
    for login, case_id in (("wsq", undone), ("shsw", older), ("xzw", real)):
        act(login, case_id, "pool", {"words": ""})
    html = at("gxq").open("/pool").html
    cards = {one[:36]: one.split("</article>")[0] for one in html.split('id="k-')[1:]}
    assert {case_id: "不归我镇管" in card for case_id, card in cards.items()} == {
        undone: False,
        older: False,
        real: True,
    }


def test_several_cases_can_go_only_where_all_of_them_can(
    at: Callable[[str], Browser],
    held: Callable[..., str],
    offered: Callable[..., str],
    someone: Callable[[str], Caller],
) -> None:
    town, village = held(), offered()
    assert someone("xzw").act(f"/api/cases/{village}/withdraw-offer", {"words": ""}).status_code == 200
    person = at("gxq")

    def others(*cases: str) -> list[str]:
        page = person.open("/pool?" + urlencode([("case", f"{one}~1") for one in cases]))
        return re.findall(r'<option value="([^"]+)"', page.html.split('name="other_site"')[1].split("</select>")[0])

    assert TOWN in others(village)
    assert TOWN not in others(town)
    assert TOWN not in others(village, town)
    assert BUREAU in others(village, town)
    # But what waits for a place may be left with its holder
    assert TOWN in others(pooled(someone, town))


def test_the_time_to_sign_is_that_of_the_case_s_region_whoever_places_it(
    at: Callable[[str], Browser], someone: Callable[[str], Caller], store: Store, owner: Engine
) -> None:
    # Given a region with a limit of its own, and a case of it before the city
    with owner.begin() as conn:
        own = "insert into parameters (tenant_id, key, value) values ('150271', 'handover.sign_minutes', '55')"
        conn.execute(text(own))
        conn.execute(text("update reference_version set version = version + 1"))
    case_id = someone("xzw").registered(competence_region="150203")
    ring(store, UUID(case_id))
    no = {"reason": "outside_area", "words": "户籍不在本区"}
    assert someone("kdl").act(f"/api/cases/{case_id}/refuse", no).status_code == 200
    ring(store, UUID(case_id), "refused")
    city = at("bts")
    for path in (f"/pool?move={case_id}", f"/pool?case={case_id}~1"):
        assert "签收时限 55 分钟" in city.open(path).text
