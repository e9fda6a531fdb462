"""Webhooks by a browser without JavaScript: registered with a secret shown once, tried, refused, taken away."""

from collections.abc import Callable

from tests.services.gateway.pages.browser import Browser

HERE = "/bell/webhooks"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=group"


def test_a_robot_is_registered_tried_and_taken_away_by_its_owner_alone(at: Callable[[str], Browser]) -> None:
    town = at("wsq")
    form = town.open(HERE).form(HERE).fill(style="wecom", name="值班群", url=ROBOT, topics=["incoming", "limits"])
    page = town.submit(form)
    assert (page.status, "已登记" in page.text) == (200, True)
    assert "key=group" not in page.html
    page = town.open(HERE)
    assert "值班群" in page.text
    (test,) = [form for form in page.forms if form.action.endswith("/test")]
    assert "待推送" in town.submit(test).text
    # When somebody else tries, there is no such address
    (remove,) = [form for form in page.forms if form.action.endswith("/remove")]
    stranger = at("xzw")
    assert "值班群" not in stranger.open(HERE).text
    theirs = stranger.open(HERE).form(HERE)
    theirs.action = remove.action
    assert stranger.submit(theirs).status == 404
    # Then its owner takes it away
    assert "已删除" in town.submit(remove).text
    assert "没有登记推送地址" in town.open(HERE).text


def test_what_may_not_be_named_stands_in_the_form_with_its_fault(at: Callable[[str], Browser]) -> None:
    town = at("wsq")
    form = town.open(HERE).form(HERE).fill(style="dingtalk", name="群", url="https://example.com/x", topics=["back"])
    page = town.submit(form)
    assert page.status == 422
    assert "不在允许推送的名单里" in page.text
    assert "请填写加签密钥" in page.text
    assert page.form(HERE).value("url") == "https://example.com/x"
    assert "没有登记推送地址" in town.open(HERE).text


def test_only_who_leads_a_site_is_offered_to_share(at: Callable[[str], Browser]) -> None:
    assert "共用" not in at("wsq").open(HERE).text
    assert "全体人员共用" in at("shswld").open(HERE).text
