"""The simulated gateway itself: phones, misbehaviour and postman together."""

import threading
from pathlib import Path
from typing import Any

from deploy.simulator.modes import Mode, Modes
from deploy.simulator.phones import Message, Phones, Status
from deploy.simulator.postman import Postman

DELIVERY = 0.3  # seconds from taking a message to its being on the phone
LATE = 1.5  # seconds a slow answer takes
SILENCE = 6.0  # seconds without an answer: longer than the platform waits


class Exchange:
    """One simulated gateway. `silence` is how long it does not answer where it should not."""

    def __init__(self, hooks: str, secret: str, file: Path | None = None, silence: float = SILENCE) -> None:
        self.secret, self.modes, self.phones = secret, Modes(), Phones(file)
        self.postman = Postman(hooks, secret)
        self._silence, self._over = silence, threading.Event()

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

    def send(self, entry: dict[str, str]) -> dict[str, Any] | None:
        """What the gateway answers to a message; None where it answers nothing that can be read."""
        mode = self.modes.next(entry["phone"])
        if mode == "refuse":
            return {"code": 1002, "message": "number refused"}
        if mode == "busy":
            return {"code": 1301, "message": "try again later"}
        if mode == "lose":
            self._over.wait(self._silence)
            return None
        message, fresh = self.phones.take(
            entry["out_id"], entry["phone"], f"【{entry['sign']}】{entry['content']}", entry["extend"]
        )
        if fresh:
            self._deliver_soon(message, mode)
        self._over.wait({"timeout-after-accept": self._silence, "slow": LATE}.get(mode, 0))
        if mode in ("broken", "timeout-after-accept"):
            return None
        code, told = (0, "ok") if fresh else (1401, "out_id is known")
        return {"code": code, "message": told, "msg_id": message.msg_id}

    def query(self, reference: str) -> dict[str, Any]:
        """What became of a reference."""
        message = self.phones.find(reference)
        if message is None:
            return {"code": 1404, "message": "unknown out_id"}
        return {"code": 0, "message": "ok", "msg_id": message.msg_id, "status": message.status}

    def reply(self, phone: str, extend: str | None, content: str) -> bool:
        """Somebody answers on a phone; False where no message came from that number."""
        found = self.phones.answer(phone, extend, content)
        if found is None:
            return False
        message, said = found
        entry = {
            "reply_id": said.reply_id,
            "phone": phone,
            "content": content,
            "extend": message.extend,
            "send_time": said.at,
        }
        self.postman.later(0, lambda: self.postman.post("replies", entry))
        return True

    def _deliver_soon(self, message: Message, mode: Mode) -> None:
        self.postman.later(DELIVERY, lambda: self._deliver(message.reference, "delivered", mode))

    def _deliver(self, reference: str, status: Status, mode: Mode) -> None:
        message = self.phones.arrive(reference, status)
        if mode != "drop-receipts":
            entry = {"out_id": reference, "msg_id": message.msg_id, "status": status, "report_time": message.at}
            self.postman.post("receipts", entry)
