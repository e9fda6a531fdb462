"""What the simulated gateway has taken, by our reference, and what people answered; kept in a file of JSON lines."""

import threading
from collections import Counter
from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from shared.kernel.clock import real_now
from shared.kernel.ids import new_id

Status = Literal["waiting", "delivered", "failed", "expired"]


class Answered(msgspec.Struct, frozen=True, kw_only=True):
    """A reply somebody typed into a phone."""

    reply_id: str
    content: str
    at: str


class Message(msgspec.Struct, frozen=True, kw_only=True):
    """A text message as it stands on a phone, with the sign in front. `extend` ends the number it came from.

    `told` is the reference that receipts name, where several messages were handed over under one.
    """

    msg_id: str
    reference: str
    phone: str
    content: str
    extend: str
    at: str
    status: Status = "waiting"
    supplier: str = "http"
    told: str = ""
    replies: tuple[Answered, ...] = ()


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A line of the file: the message as it is now, or one more call for a reference that is held."""

    message: Message | None = None
    again: str = ""


class Phones:
    """All messages, in the order in which they came. Thread-safe."""

    def __init__(self, file: Path | None = None) -> None:
        self._messages: dict[str, Message] = {}
        self._again: Counter[str] = Counter()
        self._lock = threading.Lock()
        self._file = file
        if file is not None and file.exists():
            for line in file.read_bytes().splitlines():
                self._replay(line)

    def take(
        self, reference: str, phone: str, content: str, extend: str, supplier: str = "http", told: str = ""
    ) -> tuple[Message, bool]:
        """The message, and whether it is new; one more call for a reference that is held counts, and sends nothing."""
        with self._lock:
            if reference in self._messages:
                self._again[reference] += 1
                self._note(Line(again=reference))
                return self._messages[reference], False
            fresh = Message(
                msg_id=f"S{new_id().hex}",
                reference=reference,
                phone=phone,
                content=content,
                extend=extend,
                at=_now(),
                supplier=supplier,
                told=told or reference,
            )
            return self._put(fresh), True

    def find(self, reference: str) -> Message | None:
        """The message of that reference."""
        return self._messages.get(reference)

    def arrive(self, reference: str, status: Status) -> Message:
        """It reached the phone, or did not."""
        with self._lock:
            return self._put(replace(self._messages[reference], status=status))

    def answer(self, phone: str, extend: str | None, content: str) -> tuple[Message, Answered] | None:
        """Somebody answers the last message that came from that number, or the last of all; None without one."""
        with self._lock:
            fitting = [m for m in self.of(phone) if extend in (None, m.extend)]
            if not fitting:
                return None
            said = Answered(reply_id=f"R{new_id().hex}", content=content, at=_now())
            return self._put(replace(fitting[-1], replies=(*fitting[-1].replies, said))), said

    def of(self, phone: str = "", supplier: str = "") -> list[Message]:
        """The messages of one phone, or all; of one supplier, or all."""
        fitting = [m for m in list(self._messages.values()) if phone in ("", m.phone)]
        return [m for m in fitting if supplier in ("", m.supplier)]

    def counts(self) -> dict[str, int]:
        """How often each reference would be on its phone if repeated calls were not held back. More than 1 is wrong."""
        return {reference: 1 + self._again[reference] for reference in list(self._messages)}

    def _put(self, message: Message) -> Message:
        self._messages[message.reference] = message
        self._note(Line(message=message))
        return message

    def _note(self, line: Line) -> None:
        if self._file is not None:
            with self._file.open("ab") as out:
                out.write(msgspec.json.encode(line) + b"\n")

    def _replay(self, line: bytes) -> None:
        try:
            noted = msgspec.json.decode(line, type=Line)
        except msgspec.DecodeError:
            return  # the last line of a process that was killed while it wrote
        if noted.message:
            self._messages[noted.message.reference] = noted.message
        if noted.again:
            self._again[noted.again] += 1


def _now() -> str:
    return real_now().isoformat(timespec="milliseconds")
