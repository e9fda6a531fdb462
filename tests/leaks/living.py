"""A life of two cases in which everybody types, mistypes, looks for and tells what must not be kept in clear."""

import time
from collections.abc import Callable
from typing import Any

import httpx

from deploy.stories.phone import Phone, link_in
from deploy.stories.player import Partner, Player
from deploy.stories.stage import Stage
from shared.kernel.ids import new_id
from tests.journeys.running import Platform
from tests.leaks.planted import WHAT, in_bytes
from tests.services.gateway.people import PASSWORD
from tests.services.gateway.test_access import PARTNER_KEY

ITEM, TOWN = "MZ001", "150271102"


class Life:
    """What happened, and every answer that refused something."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.stage = Stage(platform.url, platform.simulator, PASSWORD, as_json=True)
        self.village, self.town, self.caller = (self.stage.enter(login) for login in ("xzw", "wsq", "huifang"))
        self.park = Partner(platform.url, PARTNER_KEY, "park")
        self.phone = Phone(platform.simulator)
        self.phone.number = WHAT["phone"]
        self.refusals: list[httpx.Response] = []

    def end(self) -> None:
        """Everybody goes home."""
        for one in (self.village, self.town, self.caller, self.park, self.phone):
            one._http.close()

    def live(self) -> None:
        """From registration to a rating with words, and everything that goes wrong beside it."""
        case = self.registered()
        self.looked_up(case)
        self.mistyped(case)
        self.done_and_rated(case, by_sms=True)
        self.done_and_rated(self.registered(), by_sms=False)
        self.guessed()

    def registered(self) -> str:
        """With all that is known of the applicant; by the village, and once by a partner for a company."""
        papers = [m["name"] for m in self.village.get(f"/api/items/{ITEM}")["materials"]]
        who = {"kind": "person", "name": WHAT["name"], "phone": WHAT["phone"], "identity": WHAT["identity"]}
        new = {"item_code": ITEM, "applicant": who, "channel": "3", "papers": papers}
        case = str(self.village.act("/api/cases/register", new)["id"])
        firm = {"kind": "enterprise", "name": "包头磁谷公司", "phone": WHAT["other phone"], "contact": WHAT["contact"]}
        self.park.act("/api/cases", {"item_code": "P101", "applicant": firm, "channel": "4"})
        return case

    def looked_up(self, case: str) -> None:
        """By everything that somebody may say at a window, and then in clear."""
        for words in WHAT.values():
            self.village._call("POST", "/api/search", {"words": words})
        shown = self.village._call("POST", f"/api/cases/{case}/unmask", {"reason": "电话通知补正"})
        assert (shown["name"], shown["phone"]) == (WHAT["name"], WHAT["phone"])

    def mistyped(self, case: str) -> None:
        """Into every place it does not belong: words, keys, addresses, headers, broken JSON, wrong fields and types."""
        here, said = f"/api/cases/{case}/forward", f"打 {WHAT['phone']} 找 {WHAT['name']}"
        who: dict[str, Any] = {"kind": "person", "name": WHAT["other name"], "phone": WHAT["other phone"] + "9"}
        wrong = (
            (here, {"to_site": TOWN, "words": said}),
            (here, {"to_site": WHAT["phone"], "words": ""}),
            ("/api/cases/register", {"item_code": ITEM, "applicant": who | {"identity": WHAT["identity"][:-1] + "*"}}),
            ("/api/cases/register", {"item_code": ITEM, "applicant": who | {"nickname": WHAT["name"]}}),
            ("/api/cases/register", {"item_code": WHAT["phone"], "applicant": [WHAT["name"]]}),
            ("/api/cases/register", f'{{"applicant": {{"name": "{WHAT["name"]}", "phone": {WHAT["phone"]}'),
            (f"/api/cases/{WHAT['phone']}/forward", {"to_site": TOWN}),
            (f"/api/cases/{new_id()}/forward?name={WHAT['name']}", {"to_site": TOWN, "words": WHAT["other name"]}),
        )
        for path, body in wrong:
            sent = {"content": body.encode()} if isinstance(body, str) else {"json": body}
            self._refused("POST", path, {"idempotency-key": f"leak-{len(self.refusals)}"}, **sent)
        self._refused("POST", here, {"idempotency-key": WHAT["phone"] * 20}, json={"to_site": TOWN})
        self._refused("GET", f"/api/items/{WHAT['phone']}?q={WHAT['name']}", {"x-note": WHAT["phone"]})
        self._refused("GET", f"/{WHAT['name']}/{WHAT['identity']}")
        self._refused("GET", f"/r/{WHAT['phone']}")

    def guessed(self) -> None:
        """People type their phone number as their log-in."""
        for login in (WHAT["phone"], WHAT["name"], WHAT["identity"]):
            self._refused("POST", "/api/session", json={"login": login, "password": WHAT["other phone"]})

    def _refused(self, method: str, path: str, headers: dict[str, str] | None = None, **sent: Any) -> None:
        answer = self.village._http.request(method, path, headers=headers, **sent)
        assert 400 <= answer.status_code < 500, (method, path, answer.status_code, answer.text)
        self.refusals.append(answer)

    def done_and_rated(self, case: str, by_sms: bool) -> None:
        """Signed, done, asked by SMS, rated badly with words that name the applicant."""
        here = f"/api/cases/{case}"
        _wait(self.village, here, lambda c: bool(c["handover"]) and c["handover"]["to_site"] == TOWN)
        for verb, body in (("sign-for", {}), ("start", {}), ("complete", {"result": "已批准"})):
            self.town.act(f"{here}/{verb}", body)
        said = f"我是{WHAT['name']}，电话{WHAT['other phone']}"
        asked = _questions(self.phone, 1 if by_sms else 2)[-1]
        if by_sms:
            for content in (said, "2"):  # what cannot be read is kept, too
                self.phone.answers(asked, content)
        else:
            self._rate(link_in(asked), said)
        _wait(self.caller, here, lambda c: bool(c["rating"]))

    def _rate(self, link: str, said: str) -> None:
        with httpx.Client(timeout=20, follow_redirects=True) as browser:
            assert not in_bytes(browser.get(link).content)
            for typed in ({"grade": "bad"}, {"grade": "bad", "words": said, "reasons": "slow"}):
                assert browser.post(link, data=typed).status_code == 200


def _questions(phone: Phone, wanted: int) -> list[dict[str, Any]]:
    """What the applicant was asked so far, waited for."""
    end = time.monotonic() + 60
    while time.monotonic() < end:
        found = [m for m in phone.messages() if "评价" in m["content"]]
        if len(found) >= wanted:
            return found
        time.sleep(0.1)
    raise AssertionError(f"asked {len(found)} times, not {wanted}")


def _wait(player: Player, path: str, true_of: Callable[[dict[str, Any]], bool]) -> None:
    player.waits_for("it", path, true_of)
