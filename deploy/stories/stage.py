"""Where a story is played: who is on, which case it is about, and what has happened so far, told step by step."""

import json
import re
import time
from collections.abc import Callable
from typing import Any, TypeVar

import httpx

from deploy.stories.failing import Unexpected
from deploy.stories.phone import Phone
from deploy.stories.player import PATIENCE, Partner, Player

Seen = TypeVar("Seen")


class Stage:
    """One telling of one story against a running platform."""

    def __init__(self, base: str, simulator: str, password: str, as_json: bool) -> None:
        self.base, self._simulator, self._password, self._as_json = base, simulator, password, as_json
        self._told = 0
        self.steps: list[dict[str, Any]] = []

    def enter(self, login: str, twice: bool = False) -> Player:
        """Somebody logs in; with `twice` everything they do is sent twice."""
        return Player(self.base, login, self._password, twice)

    def partner(self, key: str, name: str) -> Partner:
        """A partner system takes part with its key."""
        return Partner(self.base, key, name)

    @property
    def simulator(self) -> str:
        """Where the stand-ins are."""
        return self._simulator

    def phone(self) -> Phone:
        """The applicant's phone."""
        return Phone(self._simulator)

    def tell(self, who: str, where: str, what: str, **more: object) -> None:
        """A step that is no event of a case: a phone rings, an applicant answers."""
        step = {"step": len(self.steps) + 1, "who": who, "where": where, "what": what, **more}
        self.steps.append(step)
        print(json.dumps(step, ensure_ascii=False) if self._as_json else _line(step))

    def does(self, player: Player, case_id: str, verb: str, **body: object) -> None:
        """Somebody acts on the case, and what came of it is told."""
        player.act(f"/api/cases/{case_id}/{verb}", body)
        self.follow(player, case_id)

    def until(self, what: str, look: Callable[[], Seen], true_of: Callable[[Seen], bool]) -> Seen:
        """Looks again until it is so. Raises Unexpected when patience ends."""
        end = time.monotonic() + PATIENCE
        while not true_of(seen := look()):
            if time.monotonic() > end:
                raise Unexpected(f"等不到：{what}；最后看到 {seen}")
            time.sleep(0.05)
        return seen

    def follow(self, player: Player, case_id: str) -> dict[str, Any]:
        """Tells every event of the case since the last look, as this person sees it; gives the case."""
        case = player.get(f"/api/cases/{case_id}")
        for event in player.get(f"/api/cases/{case_id}/events")["events"]:
            if event["seq"] > self._told:
                self._told = event["seq"]
                self._event(event, case)
        return case

    def turns_to_another_case(self) -> None:
        """What is followed from here on is told from its first event."""
        self._told = 0

    def _event(self, event: dict[str, Any], case: dict[str, Any]) -> None:
        more = {"event": event["kind"], "rule": _rule(event), "lamp": case["lamp"], "state": case["state"]}
        self.tell(event["by_name"], event["by_site_name"], event["text"], **more)

    def rate_on(self, link: str, grade: str) -> None:
        """The applicant opens the link on the phone and taps a grade. Opening alone rates nothing."""
        with httpx.Client(timeout=10, follow_redirects=True) as browser:
            page = browser.get(link)
            if page.status_code != 200:
                raise Unexpected(f"评价页打不开：{page.status_code}")
            hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page.text))
            done = browser.post(link, data={**hidden, "grade": grade})
        if done.status_code != 200:
            raise Unexpected(f"评价没有记下：{done.status_code}")


def _rule(event: dict[str, Any]) -> str:
    """The policy line that decided, in words."""
    return f"按第 {event['priority']} 条规则 {event['rule']}" if event.get("rule") else ""


_LAMPS = {"none": "—", "green": "绿灯", "blue": "蓝灯", "yellow": "黄灯", "red": "红灯", "paused": "停表"}


def _line(step: dict[str, Any]) -> str:
    lamp = _LAMPS.get(str(step.get("lamp", "none")), "")
    place = f"{step['who']} · {step['where']}"
    rule = f"  〔{step['rule']}〕" if step.get("rule") else ""
    return f"{step['step']:>3}  {lamp}\t{place}\n      {step['what']}{rule}"
