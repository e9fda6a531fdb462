"""Every route names an access rule or is on a list; the process does not start with one that is neither."""

import pytest
from litestar import Litestar, get, post

from services.gateway.entry.access import NOBODY, OPEN, PUBLIC_FACE, RULES, UnlistedRoute, require_listed, routes
from services.gateway.main import shaped


def test_every_route_of_the_gateway_is_listed() -> None:
    for face in ("staff", "public", "both"):
        app = shaped(face)
        require_listed(app, face)
        for name, rule in routes(app):
            assert rule in RULES or (rule == NOBODY and name in OPEN), name


def test_no_list_names_a_route_that_is_not_there() -> None:
    assert {name for name, _ in routes(shaped("both"))} >= OPEN >= PUBLIC_FACE


@pytest.mark.parametrize(
    ("opt", "face"),
    [
        ({}, "both"),
        ({"access": "case.fly"}, "both"),
        ({"access": NOBODY}, "both"),
        ({"access": "desk.read"}, "public"),
        ({"access": "desk.read", "csrf": "secret"}, "both"),
        ({"access": "desk.read", "csrf": "tokne"}, "both"),
    ],
)
def test_an_unlisted_route_stops_start_up(opt: dict[str, str], face: str) -> None:
    @get("/new", opt=opt, sync_to_thread=False)
    def new() -> str:
        return ""

    with pytest.raises(UnlistedRoute, match="GET /new"):
        require_listed(Litestar([new], openapi_config=None), face)


def test_a_listed_route_does_not() -> None:
    @post("/api/session", opt={"access": NOBODY}, sync_to_thread=False)
    def enter() -> str:
        return ""

    @get("/new", opt={"access": "desk.read"}, sync_to_thread=False)
    def new() -> str:
        return ""

    require_listed(Litestar([enter, new], openapi_config=None), "both")
