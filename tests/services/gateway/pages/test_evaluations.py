"""评价: figures, what was said, replies for a person; a counter's code and a paper form."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Engine, text

from shared.domain.access.actor import platform
from shared.store import waiting_replies
from shared.store.engine import Store
from tests.services.gateway.pages.browser import Browser


def ratings(owner: Engine) -> list[tuple[str, str]]:
    """Grade and channel of every rating."""
    with owner.connect() as conn:
        return [tuple(row) for row in conn.execute(text("select grade, channel from ratings"))]


def rated(browser: Callable[[], Browser], secret: str, grade: str) -> None:
    """The applicant taps a grade."""
    here, phone = f"/r/{secret}", browser()
    phone.submit(phone.open(here).form(here), ("grade", grade))


def test_the_centre_reads_whose_it_is_and_the_handler_does_not(
    at: Callable[[str], Browser],
    browser: Callable[[], Browser],
    completed: Callable[[], str],
    link: Callable[..., str],
) -> None:
    case_id = completed()
    rated(browser, link(case_id), "bad")
    centre, handler = (at(login).open("/evaluations") for login in ("huifang", "xzw"))
    assert f"/cases/{case_id}" in centre.html
    assert f"/cases/{case_id}" not in handler.html
    for page in (centre, handler):
        assert "高龄津贴申领" in page.text
        assert "不满意" in page.text


def test_a_reply_is_recorded_as_the_grade_it_means(
    at: Callable[[str], Browser], completed: Callable[[], str], store: Store, owner: Engine
) -> None:
    with store.work(platform("150271")) as work:
        waiting_replies.keep(work, UUID(completed()), 1, "question", "钱什么时候到？服务挺好")
    centre = at("huifang")
    page = centre.open("/evaluations")
    assert "钱什么时候到" in page.text
    form = next(form for form in page.forms if "/evaluations/replies/" in form.action)
    done = centre.submit(form.fill(grade="good"), ("outcome", "rated"))
    assert "钱什么时候到" not in done.text
    assert ratings(owner) == [("good", "sms")]


def test_a_filter_nobody_knows_filters_nothing(at: Callable[[str], Browser], completed: Callable[[], str]) -> None:
    completed()
    assert at("gxq").open("/evaluations?month=never&how=x&grade=9&flagged=2").status == 200


def test_the_counter_shows_a_code_once_for_a_visit(
    at: Callable[[str], Browser], browser: Callable[[], Browser], completed: Callable[[], str], owner: Engine
) -> None:
    clerk, case_id = at("xzw"), completed()
    case = clerk.open(f"/cases/{case_id}")
    form = case.form(f"/cases/{case_id}/counter-rating")
    assert "data:image/svg+xml" in clerk.submit(form, ("channel", "qr")).html
    tablet = clerk.submit(form, ("channel", "tablet"))
    handed = clerk.submit(tablet.form("/hand-over"))
    here = next(href for href in handed.links if "/r/" in href).split("/r/")[1]
    rated(browser, here, "good")
    assert ratings(owner) == [("good", "tablet")]
    clerk.log_in("xzw")
    form = clerk.open(f"/cases/{case_id}").form(f"/cases/{case_id}/counter-rating")
    again = clerk.submit(form, ("channel", "tablet"))
    assert again.status == 200, "the case is rated, so this is today's visit"


def test_whoever_holds_a_device_of_the_counter_reaches_none_of_our_pages(
    at: Callable[[str], Browser], completed: Callable[[], str], owner: Engine
) -> None:
    # Given a clerk who looked at a case and hands the device over
    clerk, case_id = at("xzw"), completed()
    form = clerk.open(f"/cases/{case_id}").form(f"/cases/{case_id}/counter-rating")
    cookies = dict(clerk.http.cookies)
    handed = clerk.submit(clerk.submit(form, ("channel", "tablet")).form("/hand-over"))
    here = next(href for href in handed.links if "/r/" in href).split("/r/")[1]
    # When the applicant goes back, types addresses, or has a copy of the cookie
    for path in (f"/cases/{case_id}", "/desk", f"/cases/{case_id}/rectification", f"/api/cases/{case_id}"):
        assert clerk.open(path).status == 401
    clerk.http.cookies.update(cookies)
    assert clerk.open("/desk").status == 401
    # Then there is nothing; and the page of the rating works, and leads nowhere else
    clerk.http.cookies.clear()
    page = clerk.open(f"/r/{here}")
    assert [form.action for form in page.forms] == [f"/r/{here}"]
    assert all(href.startswith(("/r/", "tel:")) for href in page.links)
    clerk.submit(page.form(f"/r/{here}"), ("grade", "bad"))
    assert ratings(owner) == [("bad", "tablet")]


def test_a_device_is_not_rated_on_while_somebody_of_ours_is_logged_in(
    at: Callable[[str], Browser], completed: Callable[[], str], owner: Engine, base: str
) -> None:
    clerk, case_id = at("xzw"), completed()
    form = clerk.open(f"/cases/{case_id}").form(f"/cases/{case_id}/counter-rating")
    secret = clerk.submit(form, ("channel", "tablet")).form("/hand-over").value("secret")
    assert "退出登录" in clerk.open(f"/r/{secret}").text
    assert clerk.http.post(f"{base}/r/{secret}", data={"grade": "very_good"}).status_code == 409
    assert ratings(owner) == []


def test_what_our_pages_answer_is_kept_by_no_browser(
    at: Callable[[str], Browser], completed: Callable[[], str]
) -> None:
    answer = at("xzw").open(f"/cases/{completed()}").answer
    assert answer.headers["cache-control"] == "no-store"


def test_paper_is_not_entered_without_its_scan_nor_by_who_handled_it(
    at: Callable[[str], Browser], completed: Callable[[], str], owner: Engine
) -> None:
    case_id = completed()
    here = f"/cases/{case_id}/paper-rating"
    centre = at("gxq")
    form = centre.open(here).form(here).fill(grade="fair", words="字迹清楚")
    refused = centre.submit(form)
    assert refused.status == 422
    assert "扫描件" in refused.text
    assert "字迹清楚" in refused.html
    handler = at("xzw")
    assert handler.submit(handler.open(here).form(here).fill(grade="fair")).status == 403
    assert ratings(owner) == []
