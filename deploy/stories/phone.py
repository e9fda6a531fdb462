"""The applicant's phone, as the simulator of the SMS gateway shows it."""

import random
import re
import time
from typing import Any

import httpx

from deploy.stories.failing import Unexpected

_PATIENCE = 60.0  # seconds: an SMS may be held back for as long as an act can be undone
_PREFIXES = ("138", "139", "150", "187")


class Phone:
    """A mobile number of its own for every story, so that stories do not read each other's messages."""

    def __init__(self, simulator: str) -> None:
        self.number = random.choice(_PREFIXES) + f"{random.randrange(10**8):08d}"  # noqa: S311 (a phone, not a secret)
        self._http = httpx.Client(base_url=simulator, timeout=10)

    def message_with(self, words: str) -> dict[str, Any]:
        """The first message that holds these words, waited for. Raises Unexpected when none comes."""
        end = time.monotonic() + _PATIENCE
        while time.monotonic() < end:
            found = [m for m in self.messages() if words in m["content"]]
            if found:
                return dict(found[0])
            time.sleep(0.1)
        raise Unexpected(f"{self.number[:3]}****{self.number[-4:]} 没有收到含“{words}”的短信")

    def messages(self) -> list[dict[str, Any]]:
        """All messages so far."""
        return list(self._http.get("/api/messages", params={"phone": self.number}).json()["messages"])

    def line(self, end: str, keys: str = "") -> None:
        """What the next calls come to: keys that are pressed, and the end."""
        body = {"phone": self.number, "end": end, "keys": keys}
        self._http.post("/api/line", json=body).raise_for_status()

    def calls(self) -> list[dict[str, Any]]:
        """All calls so far."""
        return list(self._http.get("/api/calls", params={"phone": self.number}).json()["calls"])

    def answers(self, message: dict[str, Any], content: str) -> None:
        """Replies to a message, to the number it came from."""
        body = {"phone": self.number, "extend": message["extend"], "content": content}
        self._http.post("/api/reply", json=body).raise_for_status()


def link_in(message: dict[str, Any]) -> str:
    """The address in a message. Raises Unexpected without one."""
    found = re.search(r"https?://\S+/r/[\w-]+", message["content"])
    if found is None:
        raise Unexpected(f"短信里没有链接：{message['content']}")
    return found.group()
