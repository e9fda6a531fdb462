"""规则, as an officer uses the page: without JavaScript, from the draft to the way back."""

from collections.abc import Callable

from tests.services.gateway.pages.browser import Browser


def test_a_rule_is_drafted_checked_tried_published_and_taken_back(at: Callable[[str], Browser]) -> None:
    by = at("gxq")
    page = by.open("/rules")
    assert "生效中 · 第1版" in page.text
    # When a line is added that points nowhere
    page = by.submit(page.form("/rules/draft"))
    page = by.open("/rules?edit=new")
    cells = {"id": "zone-005", "priority": "5", "item": "cat:民政", "action": "assign", "target": "department:宇航局"}
    page = by.submit(page.form("/rules/line").fill(**cells))
    assert "新增" in page.text
    # Then the check says so, and it is not published
    page = by.open("/rules?look=check")
    assert "宇航局" in page.text
    page = by.submit(page.form("/rules/publish").fill(reason="试点一个月"))
    assert page.status == 422
    assert "不能发布" in page.text
    # When it is mended
    page = by.open("/rules?edit=zone-005")
    page = by.submit(page.form("/rules/line").fill(target="department:社会事务局"))
    page = by.open("/rules?look=try")
    assert "会改变去向" in page.text
    page = by.submit(page.form("/rules/publish").fill(reason="试点一个月"))
    assert "生效中 · 第2版" in page.text
    # And taken back
    page = by.submit(page.form("/rules/rollback").fill(reason="试点结束"))
    assert "生效中 · 第3版" in page.text


def test_who_only_reads_sees_no_button(at: Callable[[str], Browser]) -> None:
    page = at("ducha").open("/rules?kind=escalation")
    assert "催办提级规则" in page.text
    assert not [form for form in page.forms if form.action.startswith("/rules/")]


def test_a_cell_that_means_nothing_stays_in_its_field(at: Callable[[str], Browser]) -> None:
    by = at("gxq")
    by.submit(by.open("/rules").form("/rules/draft"))
    form = by.open("/rules?edit=new").form("/rules/line").fill(id="zone-005", priority="five", target="parent")
    page = by.submit(form)
    assert page.status == 422
    assert page.form("/rules/line").value("priority") == "five"
    assert "请按格式填写" in page.text


def test_a_case_without_a_decision_is_said_to_have_none(at: Callable[[str], Browser]) -> None:
    page = at("gxq").open("/rules?case=150271-20261116-0001-9")
    assert page.status == 200
