"""Stand-ins for where notices are pushed to: a receiver of Standard Webhooks, a WeCom and a DingTalk group robot.

Each verifies as the real one does, counts what it took by id, and misbehaves on demand.
"""

import hmac
import threading
from collections import Counter, deque
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from deploy.simulator.whim import Whim
from shared.domain.bell.webhooks import Style
from shared.kernel.clock import real_now
from shared.ports.webhooks import sign_dingtalk, sign_standard

Text = Annotated[str, msgspec.Meta(max_length=200)]
Mode = Literal["normal", "down", "lose-answer", "gone", "nonsense"]
"""normal: takes and answers. lose-answer: takes, and the answer is lost. down: 503. gone: no such receiver."""

MOST = 20  # messages a robot takes in a minute
TOLERANCE = 300  # seconds between a signature and now, as Standard Webhooks recommends
HOUR = 3600  # the same for DingTalk
KEPT = 1000


class Lesson(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The secret of a standard receiver, as whoever registered it was shown it."""

    name: Text
    secret: Text


class Misbehave(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to do from now on, so many times; with `about` only to what has these words in it."""

    mode: Mode
    times: int = 1
    about: Text = ""


class Taken(msgspec.Struct, frozen=True, kw_only=True):
    """One message that was taken: by whom, under which id, how it reads."""

    style: Style
    name: str
    id: str
    body: str


class Receivers:
    """All of them. Thread-safe."""

    def __init__(self) -> None:
        self.taken: deque[Taken] = deque(maxlen=KEPT)
        self.refused: Counter[str] = Counter()
        self.secrets: dict[str, str] = {}
        self._times: dict[str, deque[float]] = {}
        self.whim = Whim()
        self._lock = threading.Lock()

    def take(self, one: Taken) -> None:
        """It arrived."""
        with self._lock:
            self.taken.append(one)

    def refuse(self, why: str) -> None:
        """It was not taken."""
        with self._lock:
            self.refused[why] += 1

    def overdrawn(self, robot: str) -> bool:
        """Whether the robot has had its share of the minute; counts this one if not."""
        with self._lock:
            times, now = self._times.setdefault(robot, deque()), real_now().timestamp()
            while times and times[0] <= now - 60:
                times.popleft()
            if len(times) >= MOST:
                return True
            times.append(now)
            return False


class ReceiverDoor(Controller):
    """/push: what the platform calls; and below /push/story what stories and tests ask."""

    path = "/push"

    @post("/standard/{name:str}", status_code=200, sync_to_thread=True)
    def standard(
        self,
        request: Request[Any, Any, Any],
        receivers: NamedDependency[Receivers],
        raw: NamedDependency[bytes],
        name: FromPath[str],
    ) -> Response[Any]:
        """Takes what is signed with the secret it knows, within five minutes."""
        mode = receivers.whim.next(raw)
        if mode in ("down", "gone"):
            return Response({}, status_code=503 if mode == "down" else 410)
        if not _signed(request, receivers.secrets.get(name, ""), raw):
            receivers.refuse("signature")
            return Response({"message": "signature"}, status_code=401)
        told = request.headers.get("webhook-id", "")
        receivers.take(Taken(style=Style.STANDARD, name=name, id=told, body=raw.decode()))
        return Response({}, status_code=502 if mode == "lose-answer" else 202)

    @post("/wecom/cgi-bin/webhook/send", status_code=200, sync_to_thread=True)
    def wecom(
        self, receivers: NamedDependency[Receivers], raw: NamedDependency[bytes], key: FromQuery[str] = ""
    ) -> Response[Any]:
        """A robot whose key is anything but `unknown`."""
        codes = {"gone": 93000, "busy": 45009}
        return _robot(receivers, Style.WECOM, key, raw, codes, "gone" if key in ("", "unknown") else "")

    @post("/dingtalk/robot/send", status_code=200, sync_to_thread=True)
    def dingtalk(
        self,
        receivers: NamedDependency[Receivers],
        raw: NamedDependency[bytes],
        access_token: FromQuery[str] = "",
        timestamp: FromQuery[str] = "",
        sign: FromQuery[str] = "",
    ) -> Response[Any]:
        """A robot whose secret is SEC and its token."""
        codes = {"gone": 400101, "busy": 130101, "sign": 310000}
        wrong = "" if _fits(f"SEC{access_token}", timestamp, sign) else "sign"
        return _robot(receivers, Style.DINGTALK, access_token, raw, codes, wrong)

    @get("/story/taken", sync_to_thread=False)
    def all(self, receivers: NamedDependency[Receivers]) -> dict[str, Any]:
        """All that was taken, and how much was not."""
        return {"taken": [msgspec.to_builtins(one) for one in receivers.taken], "refused": dict(receivers.refused)}

    @post("/story/secret", status_code=200, sync_to_thread=False)
    def learn(self, receivers: NamedDependency[Receivers], data: JSONBody[Lesson]) -> dict[str, bool]:
        """A standard receiver learns its secret."""
        receivers.secrets[data.name] = data.secret
        return {"ok": True}

    @post("/story/mode", status_code=200, sync_to_thread=False)
    def set_mode(self, receivers: NamedDependency[Receivers], data: JSONBody[Misbehave]) -> dict[str, bool]:
        """Misbehave from now on."""
        receivers.whim.follow(data.mode, data.times, data.about)
        return {"ok": True}


def _robot(
    receivers: Receivers, style: Style, name: str, raw: bytes, codes: dict[str, int], wrong: str
) -> Response[Any]:
    mode = receivers.whim.next(raw)
    if mode == "down":
        return Response({}, status_code=503)
    if mode == "nonsense":
        return Response("<html>ok</html>", status_code=200, media_type="text/html")
    wrong = "gone" if mode == "gone" else wrong
    if not wrong and receivers.overdrawn(f"{style}:{name}"):
        wrong = "busy"
    if wrong:
        receivers.refuse(wrong)
        return Response({"errcode": codes[wrong], "errmsg": wrong})
    try:
        content = msgspec.json.decode(raw)["text"]["content"]
    except (msgspec.DecodeError, KeyError, TypeError):
        return Response({"errcode": 40058, "errmsg": "no text"})
    receivers.take(Taken(style=style, name=name, id="", body=str(content)))
    if mode == "lose-answer":
        return Response({}, status_code=502)
    return Response({"errcode": 0, "errmsg": "ok"})


def _signed(request: Request[Any, Any, Any], secret: str, raw: bytes) -> bool:
    name, stamp = request.headers.get("webhook-id", ""), request.headers.get("webhook-timestamp", "")
    if not secret or not stamp.isdigit() or abs(real_now().timestamp() - int(stamp)) > TOLERANCE:
        return False
    given = request.headers.get("webhook-signature", "").split()
    return any(hmac.compare_digest(sign_standard(secret, name, int(stamp), raw), one) for one in given)


def _fits(secret: str, timestamp: str, sign: str) -> bool:
    if not timestamp.isdigit() or abs(real_now().timestamp() - int(timestamp) / 1000) > HOUR:
        return False
    return hmac.compare_digest(sign_dingtalk(secret, int(timestamp)), sign)
