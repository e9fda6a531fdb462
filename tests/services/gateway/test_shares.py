"""What a tenant and an API key may take in: who takes too much waits, and nobody else does."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from litestar import Litestar
from msgspec.structs import replace
from sqlalchemy import Engine, text

from shared.kernel.settings import Settings
from shared.store.engine import Store, open_store
from tests.gateways import served
from tests.services.gateway.people import Caller, a_registration
from tests.services.gateway.test_access import PARTNER_KEY

CITY, ZONE = "1502", "150271"


@pytest.fixture
def shares(owner: Engine) -> Callable[..., None]:
    """Sets what everybody, or one tenant, may take in; a rate so small that nothing fills during a test."""

    def change(tenant: str = CITY, **values: float) -> None:
        put = "insert into parameters (tenant_id, key, value) values (:tenant, :key, :value)"
        also = " on conflict (tenant_id, key) do update set value = excluded.value"
        with owner.begin() as conn:
            for name, value in ({"tenant_per_minute": 0.6, "key_per_minute": 0.6} | values).items():
                conn.execute(text(put + also), {"tenant": tenant, "key": f"intake.{name}", "value": str(value)})
            conn.execute(text("update reference_version set version = version + 1"))

    return change


@pytest.fixture
def partner(caller: Callable[[], Caller]) -> Caller:
    """The park's own system, with its key."""
    made = caller()
    made.http.headers["Authorization"] = f"Bearer {PARTNER_KEY}"
    return made


def left(owner: Engine, bucket: str = ZONE) -> float:
    """Tokens of a bucket."""
    with owner.connect() as conn:
        return float(
            conn.execute(text("select level from intake_shares where bucket = :b"), {"b": bucket}).scalar_one()
        )


def moved(owner: Engine, seconds: float) -> None:
    """The buckets as they would be had they last been asked so many seconds earlier."""
    with owner.begin() as conn:
        conn.execute(text("update intake_shares set at = at - :s * interval '1 second'"), {"s": seconds})


def test_who_takes_too_much_is_told_when_to_come_back_and_no_other_tenant_waits(
    shares: Callable[..., None], someone: Callable[[str], Caller]
) -> None:
    shares(tenant_burst=3)
    village, stranger = someone("xzw"), someone("qsq")
    assert [village.register().status_code for _ in range(3)] == [201] * 3
    # When
    refused = village.register()
    # Then
    assert (refused.status_code, refused.json()["code"]) == (429, "intake.tenant")
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert 90 <= int(refused.headers["retry-after"]) <= 100
    assert f"请 {refused.headers['retry-after']} 秒后再提交" in refused.json()["detail"]
    english = village.act("/api/cases/register", a_registration(), headers={"Accept-Language": "en"})
    assert f"Submit again in {english.headers['retry-after']} seconds" in english.json()["detail"]
    assert stranger.register().status_code == 201
    # And what is no taking in goes on
    assert village.get("/api/desk").status_code == 200


def test_opening_submitting_and_accepting_spend_as_registering_does(
    shares: Callable[..., None], someone: Callable[[str], Caller]
) -> None:
    shares(tenant_burst=3)
    village = someone("xzw")
    body = {"item_code": "MZ001", "applicant": {"kind": "person", "name": "赵大海", "phone": "13804726021"}}
    case = village.act("/api/cases", body).json()["id"]
    assert village.act(f"/api/cases/{case}/submit").status_code == 202
    papers = ["身份证", "户口簿", "本人银行卡或社保卡", "近期免冠照片"]
    assert village.act(f"/api/cases/{case}/accept", {"papers": papers}).status_code == 200
    assert village.act("/api/cases", body).status_code == 429
    assert village.act(f"/api/cases/{case}/start").status_code == 200


def test_a_replay_is_answered_whatever_is_left_and_spends_nothing(
    shares: Callable[..., None], someone: Callable[[str], Caller], owner: Engine
) -> None:
    shares(tenant_burst=2)
    village = someone("xzw")
    first = village.register("key-00000001")
    before = left(owner)
    assert village.register("key-00000001").content == first.content
    assert left(owner) == pytest.approx(before, abs=0.5)
    village.register("key-00000002")
    assert village.register("key-00000003").status_code == 429
    assert village.register("key-00000001").content == first.content
    # And a key that was told to wait is free for the same request
    moved(owner, 100)
    assert village.register("key-00000003").status_code == 201


def test_a_faulty_request_spends_too(
    shares: Callable[..., None], someone: Callable[[str], Caller], owner: Engine
) -> None:
    shares(tenant_burst=2)
    village = someone("xzw")
    assert village.register(papers=[]).status_code == 422
    assert left(owner) == pytest.approx(1, abs=0.1)


def test_an_api_key_that_floods_leaves_the_windows_their_part(
    shares: Callable[..., None], someone: Callable[[str], Caller], partner: Caller
) -> None:
    shares(tenant_burst=6, key_burst=100, window_share=0.5)
    village = someone("xzw")
    answers = [partner.register(channel="4") for _ in range(5)]
    assert [answer.status_code for answer in answers] == [201, 201, 201, 429, 429]
    assert answers[3].json()["code"] == "intake.key"
    assert [village.register().status_code for _ in range(4)] == [201, 201, 201, 429]


def test_what_a_key_is_refused_costs_its_tenant_nothing(
    shares: Callable[..., None], partner: Caller, someone: Callable[[str], Caller], owner: Engine
) -> None:
    shares(tenant_burst=10, key_burst=1)
    assert Counter(partner.register(channel="4").status_code for _ in range(5)) == {201: 1, 429: 4}
    assert left(owner) == pytest.approx(9, abs=0.5)
    with owner.connect() as conn:
        assert conn.execute(text("select sum(refused) from intake_shares")).scalar_one() == 4
    assert someone("xzw").register().status_code == 201


def test_two_processes_spend_from_one_bucket_and_never_more_than_it_holds(
    shares: Callable[..., None], settings: Settings, app: Litestar, base: str, someone: Callable[[str], Caller]
) -> None:
    shares(tenant_burst=7)
    first = someone("xzw")
    other_store = open_store(settings, "app", pool=8)
    with served(settings, other_store) as other, httpx.Client(base_url=other, timeout=20) as browser:
        second = Caller(browser)
        assert second.log_in("xzw").status_code == 200
        with ThreadPoolExecutor(8) as clicks:
            answers = clicks.map(lambda n: (first, second)[n % 2].register().status_code, range(16))
            assert Counter(answers) == {201: 7, 429: 9}
    other_store.engine.dispose()


def test_a_bucket_fills_with_time_up_to_its_size_and_a_clock_put_back_locks_nobody_out(
    shares: Callable[..., None], someone: Callable[[str], Caller], owner: Engine
) -> None:
    shares(tenant_burst=2)
    village = someone("xzw")
    assert [village.register().status_code for _ in range(3)] == [201, 201, 429]
    # A token after its time, and no more of them than the bucket holds after a year
    moved(owner, 101)
    assert [village.register().status_code for _ in range(2)] == [201, 429]
    moved(owner, 365 * 86400)
    assert [village.register().status_code for _ in range(3)] == [201, 201, 429]
    # The clock is put back by a day: nothing is filled for the time that never was, and the next token comes on time
    moved(owner, -86400)
    assert village.register().status_code == 429
    moved(owner, 101)
    assert village.register().status_code == 201


def test_a_tenant_sets_its_own_share_and_0_means_none_is_counted(
    shares: Callable[..., None], someone: Callable[[str], Caller], owner: Engine
) -> None:
    shares(tenant_burst=1)
    shares(ZONE, tenant_per_minute=0)
    village, stranger = someone("xzw"), someone("qsq")
    assert {village.register().status_code for _ in range(4)} == {201}
    assert [stranger.register().status_code for _ in range(2)] == [201, 429]


def test_a_refusal_is_held_back_and_nobody_else_waits_meanwhile(
    shares: Callable[..., None], settings: Settings, store: Store
) -> None:
    # Given a gateway that holds refusals for some seconds
    shares(tenant_burst=1)
    with served(replace(settings, hold_refused=4.0), store) as base, ExitStack() as browsers:
        village, stranger = (Caller(browsers.enter_context(httpx.Client(base_url=base, timeout=20))) for _ in "ab")
        village.log_in("xzw")
        stranger.log_in("qsq")
        assert village.register().status_code == 201
        # When it is refused, Then its answer does not come, and others' do
        village.http.timeout = httpx.Timeout(1)
        with pytest.raises(httpx.ReadTimeout):
            village.register()
        assert stranger.register().status_code == 201
