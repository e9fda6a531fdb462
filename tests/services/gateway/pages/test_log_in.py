"""Logging in and out through the pages, and what happens to a form whose session is over."""

from collections.abc import Callable

from sqlalchemy import Engine

from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.pages.conftest import end_sessions


def test_a_clerk_comes_in_and_stands_before_the_desk(browser: Callable[[], Browser]) -> None:
    page = browser().log_in("wsq")
    assert page.path == "/desk"
    assert "其木格" in page.text
    assert "万水泉镇便民服务中心" in page.text


def test_a_coordinator_stands_before_the_board_and_an_administrator_before_what_there_is(
    browser: Callable[[], Browser],
) -> None:
    assert browser().log_in("gxq").path == "/pool"
    assert browser().log_in("secadmin").path == "/start"
    assert browser().log_in("ducha").path == "/start"


def test_the_form_lets_a_browser_help(browser: Callable[[], Browser]) -> None:
    assert 'autocomplete="username"' in browser().open("/login").html


def test_a_wrong_password_is_told_and_the_name_stays(browser: Callable[[], Browser]) -> None:
    page = browser().log_in("wsq", "wrong")
    assert page.status == 401
    assert "没有登录成功" in page.text
    assert page.form("/login").value("login") == "wsq"
    assert page.form("/login").value("password") == ""


def test_a_log_in_form_from_elsewhere_is_refused(browser: Callable[[], Browser]) -> None:
    # Given a form of another visit
    stolen = browser().open("/login").form("/login").fill(login="wsq", password="bangban-demo")
    # When it is sent by a browser that never opened the page
    page = browser().submit(stolen)
    # Then nobody is logged in, and the form is offered anew
    assert page.status == 403
    assert page.form("/login").value("csrf") != stolen.value("csrf")


def test_after_logging_in_one_is_where_one_wanted_to_be_but_never_elsewhere(browser: Callable[[], Browser]) -> None:
    person = browser()
    page = person.open("/desk?tab=sign")
    assert page.status == 401
    assert person.submit(page.form("/login").fill(login="wsq", password="bangban-demo")).path == "/desk"
    other = browser()
    form = other.open("/login?next=//evil.example/x").form("/login")
    assert other.submit(form.fill(login="wsq", password="bangban-demo")).path == "/desk"


def test_logging_out_ends_the_session(at: Callable[[str], Browser]) -> None:
    person = at("wsq")
    page = person.submit(person.open("/desk").form("/logout"))
    assert page.path == "/login"
    assert person.open("/desk").status == 401


def test_a_form_whose_session_is_over_is_filled_in_again_after_the_log_in(
    at: Callable[[str], Browser], owner: Engine
) -> None:
    # Given somebody who typed for a while, and whose session ended meanwhile
    person = at("xzw")
    form = person.open("/register").form("/register")
    form.fill(name="赵大海", phone="13804726021", item_code="MZ001", papers=["身份证"])
    end_sessions(owner)
    # When they submit
    page = person.submit(form, ("do", "accept"))
    # Then they are asked to log in, with nothing of it in the clear
    assert page.status == 401
    assert "没有丢" in page.text
    assert "赵大海" not in page.html
    assert "13804726021" not in page.html
    # And are back at the form, which is as they left it and was not submitted
    back = person.submit(page.form("/login").fill(login="xzw", password="bangban-demo"))
    assert back.path == "/register"
    kept = back.form("/register")
    assert (kept.value("name"), kept.value("phone"), kept.value("item_code")) == ("赵大海", "13804726021", "MZ001")
    assert ("papers", "身份证") in kept.values
    assert "没有找到" in person.submit(person.open("/desk").form("/find").fill(q="13804726021")).text


def test_nobody_else_gets_to_see_what_was_typed(at: Callable[[str], Browser], owner: Engine) -> None:
    person = at("xzw")
    form = person.open("/register").form("/register").fill(name="赵大海", phone="13804726021")
    end_sessions(owner)
    page = person.submit(form, ("do", "accept"))
    # When somebody else logs in at the same machine
    back = person.submit(page.form("/login").fill(login="wsq", password="bangban-demo"))
    # Then they are at their own desk, and their form is empty
    assert back.path == "/desk"
    assert person.open("/register").form("/register").value("name") == ""


def test_the_words_of_a_move_survive_the_log_in_too(
    at: Callable[[str], Browser], owner: Engine, held: Callable[..., str]
) -> None:
    case_id = held()
    person = at("wsq")
    path = f"/cases/{case_id}/return"
    form = person.open(path).form(path).fill(reason="lacking_papers", words="缺少户口簿首页")
    end_sessions(owner)
    page = person.submit(form)
    back = person.submit(page.form("/login").fill(login="wsq", password="bangban-demo"))
    assert back.path == path
    assert back.form(path).value("words") == "缺少户口簿首页"
    assert back.form(path).value("reason") == "lacking_papers"


def test_a_form_of_an_earlier_session_is_offered_back_and_not_carried_out(at: Callable[[str], Browser]) -> None:
    # Given a form that was open while its owner logged in anew in another window
    person = at("xzw")
    form = person.open("/register").form("/register").fill(name="赵大海", phone="13804726021", item_code="MZ001")
    person.submit(person.open("/desk").form("/logout"))
    person.log_in("xzw")
    # When it is submitted
    page = person.submit(form, ("do", "accept"))
    # Then nothing is done, and one click brings the text back
    assert page.status == 403
    back = person.submit(page.form("/restore"))
    assert back.path == "/register"
    assert back.form("/register").value("name") == "赵大海"
