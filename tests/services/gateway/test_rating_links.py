"""Rating by link: the secret from the SMS instead of a log-in."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from services.gateway.deps import Deps
from services.gateway.main import deps_of
from services.gateway.usecases.open_link import find_link
from services.gateway.usecases.rate_by_link import rate_by_link
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.feedback.grades import Grade
from shared.kernel.errors import Refusal
from shared.kernel.settings import Settings
from shared.store import ratings
from shared.store.engine import Store
from tests.services.gateway.people import Caller

HOME, ELSEWHERE = "192.0.2.1", "192.0.2.2"


@pytest.fixture
def deps(settings: Settings, store: Store) -> Deps:
    return deps_of(settings, store)


@pytest.fixture
def secret(someone: Callable[[str], Caller], store: Store) -> str:
    """The secret in the SMS about a case that was just completed."""
    person = someone("xzw")
    case = person.registered()
    person.act(f"/api/cases/{case}/start")
    assert person.act(f"/api/cases/{case}/complete", {"result": "已发放"}).status_code == 200
    with store.work(platform("150271")) as work:
        link = ratings.Link(tenant_id="150271", case_id=UUID(case), round=1, expires_at=work.now + timedelta(days=30))
        return ratings.make_link(work.conn, work.keys.token_key, link, work.now)


def refused(act: Callable[[], object]) -> str:
    """The code of what must be refused."""
    with pytest.raises(Refusal) as no:
        act()
    return no.value.code


def archives(owner: Engine) -> int:
    """How many doorbells for the archive are out, besides the timer's."""
    with owner.connect() as conn:
        bodies = conn.execute(text("select body from outbox")).scalars()
        return sum(isinstance(m.decode(body), m.ArchiveCase) for body in bodies)


def test_a_tap_is_a_rating_and_lets_the_file_close(deps: Deps, secret: str, owner: Engine) -> None:
    rating = rate_by_link(deps, secret, Grade.GOOD, words="谢谢", address=HOME)
    assert (rating.grade, rating.round, rating.channel.value) == (Grade.GOOD, 1, "link")
    assert archives(owner) == 1
    with owner.connect() as conn:
        assert "谢谢".encode() not in bytes(conn.execute(text("select words_ct from ratings")).scalar_one())


def test_looking_rates_nothing(deps: Deps, secret: str, owner: Engine) -> None:
    assert find_link(deps, secret, HOME).round == 1
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from ratings")).scalar_one() == 0


def test_the_same_tap_again_says_nothing_new(deps: Deps, secret: str, owner: Engine) -> None:
    rate_by_link(deps, secret, Grade.GOOD, address=HOME)
    rate_by_link(deps, secret, Grade.GOOD, address=HOME)
    assert archives(owner) == 1


def test_wrong_and_expired_links_and_rounds_that_are_over_are_told_alike(
    deps: Deps, secret: str, owner: Engine
) -> None:
    assert refused(lambda: find_link(deps, "not-a-secret-at-all", HOME)) == "rating.link"
    with owner.begin() as conn:
        conn.execute(text("update rating_links set round = 7"))
    assert refused(lambda: rate_by_link(deps, secret, Grade.GOOD, address=HOME)) == "rating.link"
    with owner.begin() as conn:
        conn.execute(text("update rating_links set round = 1, expires_at = now() - interval '1 second'"))
    assert refused(lambda: rate_by_link(deps, secret, Grade.GOOD, address=HOME)) == "rating.link"


def test_guessing_is_slowed_down_by_address_and_the_right_link_never_counts(deps: Deps, secret: str) -> None:
    for _ in range(15):
        find_link(deps, secret, HOME)
    for n in range(10):
        assert refused(lambda n=n: find_link(deps, f"guess-{n}", HOME)) == "rating.link"  # type: ignore[misc]
    assert refused(lambda: find_link(deps, "guess-11", HOME)) == "rating.slow_down"
    assert find_link(deps, secret, ELSEWHERE)


@pytest.mark.parametrize("words", ["x" * 501])
def test_too_many_words_are_refused(deps: Deps, secret: str, words: str) -> None:
    assert refused(lambda: rate_by_link(deps, secret, Grade.BAD, words=words, address=HOME)) == "rating.words"
