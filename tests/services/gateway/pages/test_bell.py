"""The bell and its page, by a browser without JavaScript: a number, the notices by day, each leads to its case."""

from collections.abc import Callable

from sqlalchemy import Engine

from shared.store.engine import Store
from tests import ringing
from tests.services.gateway.pages.browser import Browser


def test_the_bell_counts_what_nobody_read_and_a_notice_leads_to_its_case(
    at: Callable[[str], Browser], offered: Callable[..., str], store: Store, owner: Engine
) -> None:
    case_id = offered()
    ringing.heard(store, owner)
    town = at("wsq")
    assert 'aria-label="消息，1 条未读"' in town.open("/desk").html
    page = town.open("/bell")
    assert "新派来，等待签收" in page.text
    assert "高龄津贴" in page.text
    assert "赵大海" not in page.text
    assert "6021" not in page.text
    # When it is followed
    (form,) = [form for form in page.forms if form.action.endswith("/open")]
    case = town.submit(form)
    assert (case.status, case.path) == (200, f"/cases/{case_id}")
    assert 'aria-label="消息，0 条未读"' in case.html
    # Then nobody else can follow it
    village = at("xzw")
    stranger = village.open("/bell").form("/logout")
    stranger.action = form.action
    assert village.submit(stranger).status == 404


def test_all_are_read_with_one_button_and_what_came_since_is_not(
    at: Callable[[str], Browser], offered: Callable[..., str], store: Store, owner: Engine
) -> None:
    offered()
    ringing.heard(store, owner)
    town = at("wsq")
    page = town.open("/bell")
    offered()
    ringing.heard(store, owner)
    assert "1 条未读" in town.submit(page.form("/bell/seen")).html
    assert "0 条未读" in town.submit(town.open("/bell").form("/bell/seen")).html
    assert "全部已读" not in town.open("/bell").text


def test_what_is_not_ticked_is_not_shown_any_more(
    at: Callable[[str], Browser], offered: Callable[..., str], store: Store, owner: Engine
) -> None:
    town = at("wsq")
    form = town.open("/bell/choices").form("/bell/choices")
    shown = [value for name, value in form.values if name == "shown"]
    assert "incoming" in shown
    saved = town.submit(form.fill(shown=[one for one in shown if one != "incoming"]))
    assert "已保存" in saved.text
    offered()
    ringing.heard(store, owner)
    assert "没有消息" in town.open("/bell").text
