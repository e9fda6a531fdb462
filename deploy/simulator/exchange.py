"""The simulated suppliers themselves: phones, misbehaviour and postman together."""

import threading
from collections import deque
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec
from msgspec.structs import replace

from deploy.simulator import dialects
from deploy.simulator.lines import Lines
from deploy.simulator.modes import NOT_TAKEN, Mode, Modes
from deploy.simulator.phones import Message, Phones, Status
from deploy.simulator.postman import Postman
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id

DELIVERY = 0.3  # seconds from taking a message to its being on the phone
LATE = 1.5  # seconds a slow answer, or a late receipt, takes
SILENCE = 6.0  # seconds without an answer: longer than the platform waits
KEY_ID = "simulator"  # the key id under which clouds are called here; its secret is the gateway's
KEPT = 1000  # receipts and replies that wait to be pulled


class Handed(msgspec.Struct, frozen=True, kw_only=True):
    """What became of a call: how it was treated, and the message where one was taken. `fresh`: not held before."""

    mode: Mode
    message: Message | None = None
    fresh: bool = False


class Exchange:
    """All simulated suppliers. `silence` is how long one does not answer where it should not.

    `keys` are the secrets of the clouds' key ids; `hooks_of` gives where a supplier posts, below `hooks` without it.
    `texts` are those that clouds approved, by their code.
    """

    def __init__(
        self,
        hooks: str,
        secret: str,
        file: Path | None = None,
        silence: float = SILENCE,
        keys: Mapping[str, str] | None = None,
        hooks_of: Callable[[str], str] | None = None,
        texts: Mapping[str, str] | None = None,
    ) -> None:
        self.secret, self.modes, self.phones = secret, Modes(), Phones(file)
        self.keys = {KEY_ID: secret, **(keys or {})}
        self.texts = dict(texts or {})
        self.silence, self._over = silence, threading.Event()
        self._nonces: deque[str] = deque(maxlen=KEPT)
        self.pulled: dict[str, deque[dict[str, Any]]] = {"receipts": deque(maxlen=KEPT), "replies": deque(maxlen=KEPT)}
        self.postman = Postman(hooks_of or (lambda name: _below(hooks, name)), secret)
        self.lines = Lines(self.postman)

    def start(self) -> None:
        """Begins to deliver; what an earlier process took and did not deliver goes first."""
        self.postman.start()
        for message in self.phones.of():
            if message.status == "waiting":
                self._deliver_soon(message, "normal")

    def stop(self) -> None:
        """Ends every pause and the postman."""
        self._over.set()
        self.postman.stop()

    def wait(self, seconds: float) -> None:
        """A pause that stopping ends."""
        self._over.wait(seconds)

    def once(self, nonce: str) -> bool:
        """Whether this nonce was not used of late."""
        fresh = bool(nonce) and nonce not in self._nonces
        self._nonces.append(nonce)
        return fresh

    def take(self, supplier: str, reference: str, phone: str, content: str, extend: str = "", told: str = "") -> Handed:
        """Takes a message, or does not, as the mode of the moment says; as long as that mode takes."""
        mode = self.modes.next(phone, supplier)
        if mode == "lose":
            self.wait(self.silence)
        if mode in NOT_TAKEN:
            return Handed(mode=mode)
        message, fresh = self.phones.take(reference, phone, content, extend, supplier, told)
        if fresh:
            self._deliver_soon(message, mode)
        self.wait({"timeout-after-accept": self.silence, "slow": LATE}.get(mode, 0))
        return Handed(mode=mode, message=message, fresh=fresh)

    def query(self, reference: str) -> dict[str, Any]:
        """What became of a reference."""
        message = self.phones.find(reference)
        if message is None or not self.shown(message):
            return {"code": 1404, "message": "unknown out_id"}
        return {"code": 0, "message": "ok", "msg_id": message.msg_id, "status": message.status}

    def shown(self, message: Message) -> bool:
        """Whether its supplier's details know of it by now."""
        age = (real_now() - datetime.fromisoformat(message.at)).total_seconds()
        return age >= self.modes.lag_of(message.supplier)

    def reply(self, phone: str, extend: str | None, content: str) -> bool:
        """Somebody answers on a phone; False where no message came from that number."""
        found = self.phones.answer(phone, extend, content)
        if found is None:
            return False
        message, said = found
        if message.supplier == "tencent":
            self.pulled["replies"].append(dialects.pulled_reply(message, said))
        entry = dialects.DIALECTS[message.supplier].reply(message, said)
        self.postman.later(0, lambda: self.postman.post("replies", entry, message.supplier))
        return True

    def _deliver_soon(self, message: Message, mode: Mode) -> None:
        self.postman.later(DELIVERY, lambda: self._deliver(message.reference, "delivered", mode))

    def _deliver(self, reference: str, status: Status, mode: Mode) -> None:
        message = self.phones.arrive(reference, status)
        if mode == "drop-receipts":
            return
        if message.supplier == "tencent":
            self.pulled["receipts"].append(dialects.pulled_receipt(message))
        late = {"late-receipts": LATE * 2, "disordered-receipts": LATE}.get(mode, 0.0)
        times = 3 if mode == "double-receipts" else 1
        for number in range(times):
            self.postman.later(late + number * DELIVERY, lambda: self._tell(message))
        if mode == "stray-receipts":
            stranger = f"stray-{new_id().hex}"
            self.postman.later(0, lambda: self._tell(replace(message, told=stranger, msg_id=f"S{new_id().hex}")))

    def _tell(self, message: Message) -> None:
        entry = dialects.DIALECTS[message.supplier].receipt(message)
        self.postman.post("receipts", entry, message.supplier)


def _below(hooks: str, supplier: str) -> str:
    """The gateway posts below the address itself, every other supplier below its name there."""
    return hooks if supplier == "http" else f"{hooks}/{supplier}"
