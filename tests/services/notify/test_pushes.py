"""推送: notices go to what staff registered, over real HTTP: signed, at least once, and never into the own network."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import httpx
import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.pool import NullPool
from standardwebhooks import Webhook as Peer

from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from services.notify.adapters.http_pusher import HttpPusher
from services.notify.entry.actors import handlers
from services.notify.main import build as notify
from shared.contracts import messages as m
from shared.domain.bell.webhooks import Style, Verdict
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.ports.webhooks import Push, message_id, sign_standard, simulated
from shared.store import offset
from shared.store.engine import Store
from shared.store.inbox import AlreadyHeard
from shared.store.tables.bell import pushes
from shared.store.tables.queue import outbox
from tests import scenes
from tests.gateways import gateway
from tests.httpserver import free_port, serving
from tests.services.gateway.people import Caller

KINDS = (m.TellStaff.kind, m.TellStaffOf.kind, m.PushNotice.kind)
LONG = timedelta(days=2)


class House:
    """Gateway, notify and the receivers, and the messages between them."""

    def __init__(self, settings: Settings, store: Store, callers: ExitStack) -> None:
        self.settings, self.store, self._callers = settings, store, callers
        self.owner: Engine = create_engine(settings.database_owner, poolclass=NullPool)
        self.deps = notify(settings, store)
        self.sim = callers.enter_context(httpx.Client(base_url=settings.sms_url, timeout=20))

    def person(self, login: str) -> Caller:
        """Somebody who is logged in."""
        caller = Caller(self._callers.enter_context(httpx.Client(base_url=self.settings.base_url, timeout=20)))
        assert caller.log_in(login).status_code == 200
        return caller

    def ring(self, ahead: timedelta = timedelta(0), twice: bool = False) -> int:
        """What is due is heard once, or twice at the same time; gives how much it was."""
        with self.owner.connect() as conn:
            now = conn.execute(text("select clock_timestamp()")).scalar_one() + offset.standing(conn) + ahead
            due = select(outbox.c.id, outbox.c.body).where(outbox.c.kind.in_(KINDS), outbox.c.not_before <= now)
            rows = conn.execute(due.order_by(outbox.c.id)).all()
        known = handlers(self.deps)
        for row in rows:
            for _ in range(2 if twice else 1):
                try:
                    known[type(m.decode(row.body))](m.decode(row.body), row.id)
                except AlreadyHeard:
                    continue
        return len(rows)

    def rest(self, ahead: timedelta = LONG) -> None:
        """All there is, whenever it would be due."""
        for _ in range(40):
            if not self.ring(ahead):
                return

    def taken(self) -> list[dict[str, Any]]:
        """What receivers took."""
        return list(self.sim.get("/push/story/taken").json()["taken"])

    def refused(self) -> dict[str, int]:
        """What they did not take, and why."""
        return dict(self.sim.get("/push/story/taken").json()["refused"])

    def misbehaving(self, mode: str, times: int = 1) -> None:
        self.sim.post("/push/story/mode", json={"mode": mode, "times": times})

    def rows(self) -> list[tuple[str, int, str]]:
        """State, tries and code of every push."""
        wanted = select(pushes.c.state, pushes.c.attempts, pushes.c.code).order_by(pushes.c.created_at, pushes.c.id)
        with self.owner.connect() as conn:
            return [(row.state, row.attempts, row.code) for row in conn.execute(wanted)]

    def set(self, key: str, value: str) -> None:
        """The city decides otherwise."""
        with self.owner.begin() as conn:
            conn.execute(text("update parameters set value = :v where key = :k"), {"v": value, "k": key})
            conn.execute(text("update reference_version set version = version + 1"))


@pytest.fixture
def house(settings: Settings, store: Store) -> Iterator[House]:
    gateway_port, sms_port = free_port(), free_port()
    settings = replace(settings, port=gateway_port, sms_url=f"http://127.0.0.1:{sms_port}", simulator_port=sms_port)
    exchange = Exchange(simulator.hooks_of(settings), settings.sms_secret)
    with ExitStack() as stack:
        stack.enter_context(serving(stack.enter_context(gateway(settings, store)), gateway_port))
        stack.enter_context(serving(simulator.build(settings, exchange), sms_port))
        made = House(settings, store, stack)
        yield made
        made.owner.dispose()


def registered(house: House, by: Caller, style: str = "standard", **changes: Any) -> str:
    """An address of the simulator's for what is to be signed for; its id. A standard receiver learns its secret."""
    paths = {
        "standard": "/push/standard/desk",
        "wecom": "/push/wecom/cgi-bin/webhook/send?key=group",
        "dingtalk": "/push/dingtalk/robot/send?access_token=group",
    }
    wish = {"style": style, "name": "值班", "url": house.settings.sms_url + paths[style], "topics": ["incoming"]}
    wish |= {"secret": "SECgroup"} if style == "dingtalk" else {}
    done = by.act("/api/webhooks", wish | changes)
    assert done.status_code == 200, done.text
    if style == "standard":
        house.sim.post("/push/story/secret", json={"name": "desk", "secret": done.json()["secret"]})
    return str(done.json()["id"])


def forwarded(village: Caller) -> str:
    """A case of the village, offered to the town."""
    case_id = village.registered()
    done = village.act(f"/api/cases/{case_id}/forward", {"to_site": scenes.TOWN, "words": "请接着办"})
    assert done.status_code == 200
    return case_id


def test_a_notice_is_pushed_once_the_act_can_no_longer_be_taken_back(house: House) -> None:
    village, town = house.person("xzw"), house.person("wsq")
    registered(house, town)
    case_id = forwarded(village)
    # When the doorbell rings, and nothing that is held is due yet
    house.ring()
    house.ring()
    assert house.taken() == []
    # Then it goes once the window to undo is over, without anything about whoever applied
    house.rest()
    (one,) = house.taken()
    assert case_id in one["body"]
    assert "notice.offered" in one["body"]
    assert "新派来，等待签收" in one["body"]
    assert not any(words in one["body"] for words in ("赵大海", "13804726021", "6021"))
    assert house.rows() == [("delivered", 1, "http_202")]


def test_what_is_taken_back_in_time_never_leaves_the_house(house: House) -> None:
    village, town = house.person("xzw"), house.person("wsq")
    registered(house, town)
    case_id = forwarded(village)
    house.ring()
    assert village.act(f"/api/cases/{case_id}/undo").status_code == 200
    house.rest()
    assert house.taken() == []
    assert house.rows() == [("dropped", 0, "undone")]


@pytest.mark.parametrize("style", ["wecom", "dingtalk"])
def test_a_robot_of_a_group_says_it_in_one_line(house: House, style: str) -> None:
    town = house.person("wsq")
    registered(house, town, style)
    forwarded(house.person("xzw"))
    house.rest()
    (one,) = house.taken()
    assert one["style"] == style
    assert one["body"].startswith("【帮您办】新派来，等待签收 高龄津贴申领 150271-")
    assert house.rows() == [("delivered", 1, "0")]


def test_a_robot_with_another_secret_is_told_apart_from_one_that_is_gone(house: House) -> None:
    town = house.person("wsq")
    wrong = registered(house, town, "dingtalk", secret="SECother")
    gone = registered(house, town, "wecom", url=house.settings.sms_url + "/push/wecom/cgi-bin/webhook/send?key=unknown")
    forwarded(house.person("xzw"))
    house.rest()
    assert sorted(house.rows()) == [("failed", 1, "310000"), ("failed", 1, "93000")]
    kept = {one["id"]: one["off"] for one in town.get("/api/webhooks").json()["webhooks"]}
    assert kept == {wrong: False, gone: True}
    # And its owner reads at the bell that it is off
    assert "webhook_off" in [one["kind"] for one in town.get("/api/bell").json()["notices"]]


def test_a_receiver_that_is_down_is_tried_again_under_the_same_id(house: House) -> None:
    town = house.person("wsq")
    registered(house, town)
    forwarded(house.person("xzw"))
    house.ring()
    house.misbehaving("down", 2)
    house.rest()
    assert house.rows() == [("delivered", 3, "http_202")]
    # An answer that is lost brings it twice, and both times it is the same message
    house.misbehaving("lose-answer")
    forwarded(house.person("xzw"))
    house.rest()
    first, *again = house.taken()
    assert len(again) == 2
    assert (again[0]["id"], again[0]["body"]) == (again[1]["id"], again[1]["body"])
    assert first["id"] != again[0]["id"]


def test_a_process_that_dies_before_it_writes_it_down_brings_it_again(house: House) -> None:
    town = house.person("wsq")
    registered(house, town)
    forwarded(house.person("xzw"))
    house.ring()
    (message,) = _waiting(house)

    class Dying:
        """The process dies after the call."""

        def push(self, push: Push) -> Any:
            house.deps.pusher.push(push)  # type: ignore[union-attr]
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        handlers(replace(house.deps, pusher=Dying()))[m.PushNotice](message[1], message[0])
    house.rest()
    assert len({one["id"] for one in house.taken()}) == 1
    assert len(house.taken()) == 2
    assert house.rows() == [("delivered", 2, "http_202")]


def test_who_fails_again_and_again_is_switched_off_and_on_again_by_its_owner(house: House) -> None:
    village, town = house.person("xzw"), house.person("wsq")
    webhook = registered(house, town)
    house.set("webhook.off_after", "3")
    house.misbehaving("down", 99)
    forwarded(village)
    house.rest()
    assert house.rows() == [("failed", 3, "off")]
    (kept,) = town.get("/api/webhooks").json()["webhooks"]
    assert (kept["off"], kept["off_why"]) == (True, "http_503")
    # When it is off, nothing goes there, and a test is refused
    forwarded(village)
    house.rest()
    assert len(house.rows()) == 1
    assert town.act(f"/api/webhooks/{webhook}/test").status_code == 409
    # Then its owner switches it on, and what failed goes again under its own id
    house.misbehaving("normal", 0)
    assert village.act(f"/api/webhooks/{webhook}/on").status_code == 404
    assert town.act(f"/api/webhooks/{webhook}/on").status_code == 200
    push = kept["pushes"][0]["id"]
    assert village.act(f"/api/pushes/{push}/again").status_code == 404
    assert town.act(f"/api/pushes/{push}/again").status_code == 200
    assert town.act(f"/api/pushes/{push}/again").status_code == 409
    house.rest()
    (one,) = house.taken()
    assert one["id"] == "msg_" + push.replace("-", "")
    assert town.get("/api/webhooks").json()["webhooks"][0]["failures"] == 0


def test_a_robot_gets_its_share_of_a_minute_and_no_more(house: House) -> None:
    town = house.person("wsq")
    webhook = registered(house, town, "wecom")
    for _ in range(23):
        assert town.act(f"/api/webhooks/{webhook}/test").status_code == 200
    house.ring(twice=True)
    assert len(house.taken()) == 20
    assert house.refused() == {}
    assert sorted(row[0] for row in house.rows()).count("waiting") == 3


def test_what_the_people_of_a_site_share_gets_each_notice_once(house: House) -> None:
    village, leader, reviewer = house.person("xzw"), house.person("shswld"), house.person("shsw")
    wish = {"style": "wecom", "name": "局里的群", "topics": ["incoming"], "shared": True}
    wish |= {"url": house.settings.sms_url + "/push/wecom/cgi-bin/webhook/send?key=bureau"}
    refused = reviewer.act("/api/webhooks", wish)
    assert (refused.status_code, refused.json()["code"]) == (403, "webhook.share")
    assert leader.act("/api/webhooks", wish).status_code == 200
    case_id = village.registered()
    village.act(f"/api/cases/{case_id}/forward", {"to_site": scenes.DEPARTMENT, "words": "请接着办"})
    house.rest()
    told = [person.get("/api/bell").json()["unread"] for person in (leader, reviewer)]
    assert (told, len(house.taken())) == ([1, 1], 1)
    assert [len(one.get("/api/webhooks").json()["webhooks"]) for one in (leader, reviewer)] == [1, 0]


@pytest.mark.parametrize(
    ("change", "field", "code"),
    [
        ({"url": "http://qyapi.weixin.qq.com/x"}, "url", "webhook.https"),
        ({"url": "https://example.com/hook"}, "url", "webhook.host"),
        ({"url": "https://qyapi.weixin.qq.com.example.com/"}, "url", "webhook.host"),
        ({"url": "https://qyapi.weixin.qq.com:8443/"}, "url", "webhook.host"),
        ({"url": "https://me@qyapi.weixin.qq.com/"}, "url", "webhook.address"),
        ({"url": "https://10.0.0.1/"}, "url", "webhook.host"),
        ({"url": "qyapi.weixin.qq.com"}, "url", "webhook.address"),
        ({"topics": []}, "topics", "webhook.topics"),
        ({"name": " "}, "name", "webhook.name"),
        ({"style": "dingtalk"}, "secret", "webhook.secret"),
    ],
)
def test_what_may_not_be_named_is_refused_with_its_field(
    house: House, change: dict[str, Any], field: str, code: str
) -> None:
    town = house.person("wsq")
    wish: dict[str, Any] = {
        "style": "wecom",
        "name": "群",
        "url": "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k",
    }
    wish["topics"] = ["incoming"]
    refused = town.act("/api/webhooks", wish | change)
    assert (refused.status_code, _codes(refused)) == (422, {field: code})
    assert town.act("/api/webhooks", wish).status_code == 200


def test_a_secret_is_shown_once_and_stored_sealed(house: House) -> None:
    town = house.person("wsq")
    wish = {"style": "standard", "name": "系统", "url": house.settings.sms_url + "/push/standard/x", "topics": ["back"]}
    made = town.act("/api/webhooks", wish, key="registered-once").json()
    assert made["secret"].startswith("whsec_")
    again = town.act("/api/webhooks", wish, key="registered-once").json()
    assert (again["id"], again.get("secret", "")) == (made["id"], "")
    assert made["secret"] not in town.get("/api/webhooks").text
    with house.owner.connect() as conn:
        for table in ("webhooks", "idempotency", "outbox", "audit"):
            rows = conn.execute(text(f"select t::text from {table} t")).scalars()
            assert not any(made["secret"] in row or "/push/standard" in row for row in rows), table


def test_the_official_library_takes_our_signature_and_no_other() -> None:
    secret, push_id, body = "whsec_" + "c2VjcmV0LXNlY3JldC1zZWNyZXQ=", new_id(), '{"type":"notice.offered"}'
    now = real_now()
    peer, name = Peer(secret), message_id(push_id)
    signature = sign_standard(secret, name, int(now.timestamp()), body.encode())
    assert signature == peer.sign(name, now, body)
    headers = {"webhook-id": name, "webhook-timestamp": str(int(now.timestamp())), "webhook-signature": signature}
    assert peer.verify(body, headers) == {"type": "notice.offered"}
    with pytest.raises(Exception, match="No matching signature"):
        peer.verify(body + " ", headers)


@pytest.mark.parametrize(
    ("url", "here", "private", "code"),
    [
        ("http://127.0.0.1:{port}/push/standard/x", False, False, "private"),
        ("http://localhost:{port}/push/standard/x", False, False, "private"),
        ("http://127.0.0.1:{port}/push/standard/x", True, False, "http_401"),
        ("http://127.0.0.1:{port}/push/standard/x", False, True, "http_401"),
    ],
)
def test_no_name_leads_into_the_own_network(house: House, url: str, here: bool, private: bool, code: str) -> None:
    pusher = HttpPusher(simulated(house.settings) if here else frozenset())
    push = Push(
        id=new_id(),
        style=Style.STANDARD,
        url=url.format(port=house.settings.simulator_port),
        secret="whsec_c2VjcmV0",
        body=b"{}",
        private=private,
    )
    assert pusher.push(push).code == code


def test_a_robot_whose_answer_nobody_can_read_has_taken_nothing_for_certain(house: House) -> None:
    push = Push(
        id=new_id(),
        style=Style.WECOM,
        url=house.settings.sms_url + "/push/wecom/cgi-bin/webhook/send?key=k",
        secret="",
        body=b'{"text":{"content":"x"}}',
    )
    pusher = HttpPusher(simulated(house.settings))
    house.misbehaving("nonsense")
    assert pusher.push(push).verdict is Verdict.LATER
    assert pusher.push(push).verdict is Verdict.DELIVERED


def _codes(answer: httpx.Response) -> dict[str, str]:
    return {one["field"]: one["code"] for one in answer.json()["fields"]}


def _waiting(house: House) -> list[tuple[Any, m.PushNotice]]:
    wanted = select(outbox.c.id, outbox.c.body).where(outbox.c.kind == m.PushNotice.kind)
    with house.owner.connect() as conn:
        return [(row.id, m.decode(row.body)) for row in conn.execute(wanted)]  # type: ignore[misc]
