"""The coordinator's board: why a case is there, and placing it with a reason."""

from collections.abc import Callable

from tests.services.gateway.pages.browser import Browser
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
