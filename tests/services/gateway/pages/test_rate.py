"""The applicant's rating page: looking records nothing, one tap does, and nothing there says who it is about."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, text

from tests.services.gateway.pages.browser import Browser


def ratings(owner: Engine) -> list[tuple[str, int, str]]:
    """All ratings."""
    with owner.connect() as conn:
        return [tuple(row) for row in conn.execute(text("select grade, changes, reasons from ratings"))]


def test_looking_records_nothing_and_names_nobody(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str], owner: Engine
) -> None:
    page = browser().open(f"/r/{link(completed())}")
    assert page.status == 200
    assert "高龄津贴申领" in page.text
    assert "0472-5163108" in page.text
    for secret in ("赵", "6021", "150271-"):
        assert secret not in page.text
    assert page.answer.headers["x-robots-tag"] == "noindex, nofollow"
    assert ratings(owner) == []


def test_one_tap_rates(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str], owner: Engine
) -> None:
    here, phone = f"/r/{link(completed())}", browser()
    page = phone.submit(phone.open(here).form(here), ("grade", "good"))
    assert page.status == 200
    assert "谢谢您" in page.text
    assert ratings(owner) == [("good", 0, "")]


def test_a_bad_grade_counts_at_once_and_then_asks_why(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str], owner: Engine
) -> None:
    here, phone = f"/r/{link(completed())}", browser()
    page = phone.submit(phone.open(here).form(here), ("grade", "bad"))
    assert "哪里没做好" in page.text
    assert ratings(owner) == [("bad", 0, "")]
    why = page.forms[0].fill(reasons=["slow", "rude"], words="等了一上午")
    assert "谢谢您" in phone.submit(why).text
    assert ratings(owner) == [("bad", 0, "slow|rude")]


def test_it_may_be_changed_once(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str], owner: Engine
) -> None:
    here, phone = f"/r/{link(completed())}", browser()
    phone.submit(phone.open(here).form(here), ("grade", "fair"))
    again = phone.open(f"{here}?step=ask")
    phone.submit(again.forms[0], ("grade", "very_good"))
    assert phone.submit(again.forms[0], ("grade", "bad")).status == 404
    assert ratings(owner) == [("very_good", 1, "")]


def test_an_expired_and_a_used_link_look_like_a_wrong_one(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str]
) -> None:
    used, phone = f"/r/{link(completed())}", browser()
    asking = phone.open(used).form(used)
    for grade in ("fair", "very_good"):
        phone.submit(asking, ("grade", grade))
    expired, wrong = (
        browser().open(f"/r/{secret}") for secret in (link(completed(), days=-1), "AAAAAAAAAAAAAAAAAAAAAA")
    )
    assert expired.status == wrong.status == phone.open(used).status == 404
    assert expired.html == wrong.html == phone.open(used).html
    assert "12345" in expired.text
    assert "0472" not in expired.text


def test_whoever_has_questions_is_told_the_number_of_their_own_district(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str], owner: Engine
) -> None:
    # Given a case in a district that has a number of its own
    here = f"/r/{link(completed())}"
    assert "0472-5163108" in browser().open(here).text
    # When it has none
    with owner.begin() as conn:
        conn.execute(text("update sites set phone = '' where tenant_id = '150271'"))
        conn.execute(text("update reference_version set version = version + 1"))
    # Then the common one is named
    page = browser().open(here).text
    assert "12345" in page
    assert "0472" not in page


def test_nothing_but_a_grade_is_taken(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str], owner: Engine
) -> None:
    here, phone = f"/r/{link(completed())}", browser()
    assert "这件事办得怎么样" in phone.submit(phone.open(here).form(here), ("grade", "wonderful")).text
    assert ratings(owner) == []


@pytest.mark.parametrize(("query", "words"), [("big=1", "标准字"), ("lang=en", "How did it go?")])
def test_large_type_and_english_need_no_script(
    browser: Callable[[], Browser], completed: Callable[[], str], link: Callable[..., str], query: str, words: str
) -> None:
    here, phone = f"/r/{link(completed())}?{query}", browser()
    page = phone.open(here)
    assert words in page.text
    assert query in str(phone.submit(page.form(here), ("grade", "good")).answer.url)
