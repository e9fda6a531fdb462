"""Logging in and out, and how long a session lasts."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from sqlalchemy import Engine, text

from tests.services.gateway.people import PASSWORD, Caller

COOKIE = "bangban-session-8600"


def test_a_session_opens_and_logging_out_ends_it_on_the_server(caller: Callable[[], Caller]) -> None:
    # Given
    person = caller()
    me = person.log_in("xzw").json()
    token = person.http.cookies[COOKIE]
    assert me["site"]["id"] == "150271102203"
    assert me["roles"] == ["clerk"]
    # When
    assert person.http.delete("/api/session").status_code == 204
    # Then the token opens nothing, even where a browser kept it
    answer = caller().get("/api/session", headers={"Cookie": f"{COOKIE}={token}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "session.expired")


def test_the_cookie_is_for_this_site_only_and_no_script_reads_it(caller: Callable[[], Caller]) -> None:
    header = caller().log_in("xzw").headers["set-cookie"]
    assert header.startswith(f"{COOKIE}=")
    assert "HttpOnly" in header
    assert "SameSite=lax" in header
    assert "Path=/" in header
    assert "expires" not in header.lower()


def test_logging_in_again_makes_a_new_session_and_ends_the_old_one(caller: Callable[[], Caller]) -> None:
    # Given
    person = caller()
    person.log_in("xzw")
    first = person.http.cookies[COOKIE]
    # When
    person.log_in("xzw")
    # Then
    assert person.http.cookies[COOKIE] != first
    assert caller().get("/api/session", headers={"Cookie": f"{COOKIE}={first}"}).status_code == 401


def test_a_session_id_that_somebody_planted_is_never_taken_over(caller: Callable[[], Caller]) -> None:
    planted = {"Cookie": f"{COOKIE}=planted-by-somebody-else"}
    body = {"login": "xzw", "password": PASSWORD}
    answer = caller().http.post("/api/session", json=body, headers=planted)
    assert answer.status_code == 200
    assert "planted-by-somebody-else" not in answer.headers["set-cookie"]
    assert caller().get("/api/session", headers=planted).status_code == 401


@pytest.mark.parametrize(
    ("column", "ago", "status"),
    [
        ("seen_at", "29 minutes", 200),
        ("seen_at", "31 minutes", 401),
        ("created_at", "11 hours", 200),
        ("created_at", "13 hours", 401),
    ],
)
def test_a_session_ends_when_idle_or_old(
    someone: Callable[[str], Caller], owner: Engine, column: str, ago: str, status: int
) -> None:
    person = someone("xzw")
    with owner.begin() as conn:
        conn.execute(text(f"update sessions set {column} = clock_timestamp() - cast(:ago as interval)"), {"ago": ago})
    assert person.get("/api/session").status_code == status


def test_using_a_session_is_noted_at_most_once_a_minute(someone: Callable[[str], Caller], owner: Engine) -> None:
    # Given somebody who was away for ten minutes, and somebody who was not
    def seen() -> object:
        with owner.connect() as conn:
            return conn.execute(text("select seen_at from sessions")).scalar_one()

    person = someone("xzw")
    fresh = seen()
    person.get("/api/session")
    assert seen() == fresh
    with owner.begin() as conn:
        conn.execute(text("update sessions set seen_at = seen_at - interval '10 minutes'"))
    before = seen()
    # When / Then
    person.get("/api/session")
    assert seen() > before  # type: ignore[operator]


def test_a_disabled_user_is_out_at_once_and_cannot_come_back(someone: Callable[[str], Caller], owner: Engine) -> None:
    person = someone("xzw")
    with owner.begin() as conn:
        conn.execute(text("update users set disabled = true where login = 'xzw'"))
    assert person.get("/api/session").status_code == 401
    assert person.log_in("xzw").json()["code"] == "login.wrong"


def test_a_session_without_a_role_is_no_session(someone: Callable[[str], Caller], owner: Engine) -> None:
    person = someone("xzw")
    with owner.begin() as conn:
        conn.execute(text("delete from role_grants"))
    assert person.get("/api/session").status_code == 401


def test_unknown_wrong_and_disabled_are_told_alike(caller: Callable[[], Caller], owner: Engine) -> None:
    with owner.begin() as conn:
        conn.execute(text("update users set disabled = true where login = 'wsq'"))
    answers = [
        caller().log_in("xzw", "wrong"),
        caller().log_in("nobody-of-that-name", "wrong"),
        caller().log_in("wsq"),
        caller().log_in("a\x00b", "x"),
    ]
    assert {answer.status_code for answer in answers} == {401}
    assert len({answer.text.replace(answer.json()["request_id"], "") for answer in answers}) == 1


@pytest.fixture
def at(base: str) -> Iterator[Callable[[str], Caller]]:
    """Makes callers at an address of this machine, such as 127.0.0.7."""
    with ExitStack() as browsers:

        def enter(address: str) -> Caller:
            way = httpx.HTTPTransport(local_address=address)
            return Caller(browsers.enter_context(httpx.Client(base_url=base, timeout=20, transport=way)))

        yield enter


def test_five_wrong_tries_lock_an_account_at_that_address_and_the_lock_ends_by_itself(
    at: Callable[[str], Caller], owner: Engine
) -> None:
    # Given four wrong tries, which a right one clears, and five more
    person = at("127.0.0.1")
    assert [person.log_in("xzw", "wrong").status_code for _ in range(4)] == [401] * 4
    assert person.log_in("xzw").status_code == 200
    assert [person.log_in("xzw", "wrong").status_code for _ in range(5)] == [401] * 5
    # Then even the right password is refused there for now, colleagues and other addresses are not
    locked = person.log_in("xzw")
    assert (locked.status_code, locked.json()["code"]) == (429, "login.throttled")
    assert 0 < int(locked.headers["retry-after"]) <= 15 * 60
    assert person.log_in("wsq").status_code == 200
    assert at("127.0.0.7").log_in("xzw").status_code == 200
    # And knocking on does not make it longer
    _later(owner, minutes=14)
    assert [person.log_in("xzw").status_code for _ in range(6)] == [429] * 6
    _later(owner, minutes=2)
    assert person.log_in("xzw").status_code == 200


def test_tries_at_the_same_moment_are_all_counted(at: Callable[[str], Caller]) -> None:
    people = [at("127.0.0.1") for _ in range(9)]
    with ThreadPoolExecutor(len(people)) as together:
        answers = list(together.map(lambda person: person.log_in("xzw", "wrong").status_code, people))
    assert sorted(answers) == [401] * 5 + [429] * 4


def test_an_account_and_an_address_have_limits_of_their_own(at: Callable[[str], Caller], owner: Engine) -> None:
    # Given limits that a test can reach
    _allow(owner, per_account=7, per_address=9)
    # When an account is guessed at from several addresses
    tries = [at(f"127.0.0.{n // 4 + 2}").log_in("xzw", "wrong").status_code for n in range(8)]
    # Then it is locked from everywhere once there were as many as it has, and others come in
    assert tries == [401] * 7 + [429]
    assert at("127.0.0.9").log_in("xzw").status_code == 429
    assert at("127.0.0.9").log_in("wsq").status_code == 200
    # And an address from which many names are guessed is locked for every name, five being a matter of course
    tries = [at("127.0.0.10").log_in(f"guess-{n}", "wrong").status_code for n in range(9)]
    assert tries == [401] * 9
    assert at("127.0.0.10").log_in("wsq").status_code == 429


def test_an_address_that_somebody_merely_claims_is_not_believed(caller: Callable[[], Caller]) -> None:
    for n in range(5):
        person = caller()
        person.http.headers["X-Forwarded-For"] = f"198.51.100.{n}"
        assert person.log_in("xzw", "wrong").status_code == 401
    assert caller().log_in("xzw").status_code == 429


def _later(owner: Engine, minutes: int) -> None:
    """As if so much time had passed since the tries."""
    with owner.begin() as conn:
        conn.execute(text("update login_failures set at = at - cast(:ago as interval)"), {"ago": f"{minutes} minutes"})


def _allow(owner: Engine, **tries: int) -> None:
    with owner.begin() as conn:
        for name, value in tries.items():
            row = {"key": f"login.tries_{name}", "value": str(value)}
            assert conn.execute(text("update parameters set value = :value where key = :key"), row).rowcount


def test_every_failure_and_every_log_in_leaves_a_trace_without_what_was_typed(
    caller: Callable[[], Caller], owner: Engine
) -> None:
    caller().log_in("my-password-typed-as-name", "wrong")
    caller().log_in("xzw", "wrong")
    person = caller()
    person.log_in("xzw")
    person.http.delete("/api/session")
    with owner.connect() as conn:
        rows = conn.execute(text("select tenant_id, act, object from audit order by at, id")).all()
    assert [(row.tenant_id, row.act) for row in rows] == [
        ("1502", "login.failed"),
        ("150271", "login.failed"),
        ("150271", "login"),
        ("150271", "logout"),
    ]
    assert "my-password" not in str(rows)


def test_tokens_passwords_and_addresses_are_stored_only_as_digests(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    person = someone("xzw")
    person.log_in("xzw", "wrong")
    token = person.http.cookies[COOKIE]
    with owner.connect() as conn:
        sessions = conn.execute(text("select token_hash from sessions")).scalars().all()
        failures = conn.execute(text("select key from login_failures")).scalars().all()
        stored = conn.execute(text("select password_hash from users where login = 'xzw'")).scalar_one()
    assert all(token.encode() not in bytes(one) and len(one) == 32 for one in sessions)
    assert not any("xzw" in key or "127.0.0.1" in key for key in failures)
    assert stored.startswith("$argon2id$")
