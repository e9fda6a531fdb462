"""Which addresses may be named, what answers mean, and how long to wait."""

from datetime import timedelta

import pytest

from shared.domain.bell.webhooks import ROBOTS, Style, Verdict, fault, robot_verdict, verdict_of, wait

HOSTS = ("qyapi.weixin.qq.com", "*.baotou.gov.cn", "hooks.example.cn:8443")


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", ""),
        ("https://qyapi.weixin.qq.com:443/x", ""),
        ("https://oa.baotou.gov.cn/hook", ""),
        ("https://hooks.example.cn:8443/", ""),
        ("http://127.0.0.1:8600/x", ""),
        ("http://127.0.0.1:8601/x", "webhook.https"),
        ("http://qyapi.weixin.qq.com/x", "webhook.https"),
        ("https://baotou.gov.cn/", "webhook.host"),
        ("https://evilbaotou.gov.cn/", "webhook.host"),
        ("https://hooks.example.cn/", "webhook.host"),
        ("https://qyapi.weixin.qq.com@evil.cn/", "webhook.address"),
        ("https://qyapi.weixin.qq.com/#x", "webhook.address"),
        ("https://qyapi.weixin.qq.com/ x", "webhook.address"),
        ("https://[::1", "webhook.address"),
        ("https://qyapi.weixin.qq.com:port/", "webhook.address"),
        ("ftp://qyapi.weixin.qq.com/", "webhook.address"),
        ("https:///x", "webhook.address"),
        ("https://qyapi.weixin.qq.com/" + "x" * 500, "webhook.address"),
        ("https://企业.cn/", "webhook.address"),
        ("", "webhook.address"),
    ],
)
def test_only_named_hosts_by_https_and_what_a_demonstration_has_on_its_own_machine(url: str, code: str) -> None:
    assert fault(url, HOSTS, {"127.0.0.1:8600"}) == code


def test_a_status_is_taken_gone_too_much_or_tried_again() -> None:
    taken = {status: verdict_of(status) for status in (200, 202, 299, 301, 400, 404, 410, 429, 500)}
    assert [status for status, verdict in taken.items() if verdict is Verdict.DELIVERED] == [200, 202, 299]
    assert (taken[410], taken[429]) == (Verdict.GONE, Verdict.BUSY)
    assert {taken[301], taken[400], taken[404], taken[500]} == {Verdict.LATER}


@pytest.mark.parametrize("style", ROBOTS)
def test_a_robot_s_code_is_read_as_a_number_and_nothing_else(style: Style) -> None:
    assert robot_verdict(style, 0) is Verdict.DELIVERED
    strange: tuple[object, ...] = ("0", False, None, 0.0, [], 12345)
    for code in strange:
        assert robot_verdict(style, code) is Verdict.LATER


def test_every_wait_is_twice_the_last_until_the_longest() -> None:
    waits = [wait(attempts, 30, 3600) for attempts in range(1, 12)]
    assert waits[:3] == [timedelta(seconds=30), timedelta(seconds=60), timedelta(seconds=120)]
    assert waits == sorted(waits)
    assert waits[-1] == wait(10_000, 30, 3600) == timedelta(hours=1)
