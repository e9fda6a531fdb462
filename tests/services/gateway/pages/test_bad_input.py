"""What no form of ours would send."""

from collections.abc import Callable

import pytest

from tests.services.gateway.pages.browser import Browser, Page


def posted(person: Browser, path: str, body: bytes, kind: str = "application/x-www-form-urlencoded") -> Page:
    """A body as it stands, with the token of the session."""
    token = person.open("/desk").form("/logout").value("csrf")
    headers = {"content-type": kind, "x-csrf-token": token}
    return Page(person.http.post(path, content=body, headers=headers, follow_redirects=True))


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"do=accept",
        b"do=accept&name=%ff%fe&phone=%00",
        b"=&&&=;%",
        b"do=accept&papers=" + b"x" * 5000,
        b"\xff\xfe",
    ],
)
def test_registration_refuses_it_in_words(at: Callable[[str], Browser], body: bytes) -> None:
    page = posted(at("xzw"), "/register", body)
    assert page.status in (200, 422)
    assert "登记办件" in page.text


def test_too_large_a_body_is_refused_with_a_page(at: Callable[[str], Browser]) -> None:
    page = posted(at("xzw"), "/register", b"name=" + b"x" * 2_000_000)
    assert page.status == 413
    assert "回首页" in page.text


def test_json_is_no_form(at: Callable[[str], Browser]) -> None:
    page = posted(at("xzw"), "/register", b'{"name": "x"}', "application/json")
    assert page.status < 500


def test_a_move_with_odd_fields_is_refused_and_changes_nothing(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    case_id = held()
    person, path = at("wsq"), f"/cases/{case_id}/return"
    for body in (b"", b"version=9999999999999999999&reason=x", b"version=-1&words=%00", b"reason=other&words=%00%00"):
        assert posted(person, path, body).status in (409, 422), body
    assert "退回" not in person.open(f"/cases/{case_id}").form(f"/cases/{case_id}/start").action


@pytest.mark.parametrize(
    "path",
    [
        "/desk?tab=nonsense&lamp=%00&whose=x&after=~~~&did=1&told=a.b",
        "/desk?after=0~2026-11-23T00:00:00~00000000-0000-0000-0000-000000000000",
        "/desk?tab=closed&after=0~9999-12-31T23:59:59.999999+00:00~00000000-0000-0000-0000-000000000000",
        "/desk?after=99999999999999999999~2026-01-01~00000000-0000-0000-0000-000000000000",
        "/desk?after=-99999999999~2026-01-01T00:00:00Z~00000000-0000-0000-0000-000000000000",
        "/desk?tab=closed&after=0~0001-01-01T00:00:00%2B14:00~00000000-0000-0000-0000-000000000000",
        "/desk?tab=closed&after=0~9999-12-31T23:59:59-12:00~00000000-0000-0000-0000-000000000000",
        "/pool?level=%27&move=1&did=%00",
        "/login?next=%0d%0aSet-Cookie:x",
        "/r/%00",
        "/r/" + "a" * 3000,
    ],
)
def test_odd_addresses_do_no_harm(at: Callable[[str], Browser], path: str) -> None:
    assert at("kdl").open(path).status < 500


def test_what_people_search_for_may_be_anything(at: Callable[[str], Browser]) -> None:
    person = at("wsq")
    for words in ("", "%", "'; drop table cases", "\x00", "赵" * 200, "9" * 18, "１２３４"):
        assert person.submit(person.open("/desk").form("/find").fill(q=words)).status == 200


@pytest.mark.parametrize("path", ["/cases/nonsense", "/nonsense", "/cases", "/static/x", "/cases/x/return"])
def test_what_is_not_there_is_told_as_a_page(at: Callable[[str], Browser], path: str) -> None:
    page = at("wsq").open(path)
    assert page.status == 404
    assert "回首页" in page.text


def test_a_version_nobody_could_have_seen_signs_for_nothing(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    case_id, person = offered(), at("wsq")
    for version in ("9" * 30, "-1", "1_0", "x", ""):
        assert posted(person, "/desk/sign-for", f"case={case_id}~{version}".encode()).status < 500, version
    assert person.open(f"/cases/{case_id}").form(f"/cases/{case_id}/sign-for")
