"""What stories, checks and tests ask the simulator: messages, counts, replies, misbehaviour."""

from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import JSONBody, QueryParameter

from deploy.simulator.exchange import Exchange
from deploy.simulator.lines import Call, End, Line
from deploy.simulator.modes import Lag, Order
from deploy.simulator.phones import Message

LONGEST_REPLY = 500


class Typed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply typed into a phone; without `extend` it goes to where the last message came from."""

    phone: str
    content: Annotated[str, msgspec.Meta(max_length=LONGEST_REPLY)]
    extend: str | None = None


class Press(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody does who has picked up."""

    call_id: str
    keys: Annotated[str, msgspec.Meta(max_length=9)] = ""
    end: End | None = None


class Spoof(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A callback that nobody meant: `secret` stands where the address has its own."""

    supplier: str = "http"
    what: Literal["receipts", "replies"] = "receipts"
    secret: str
    entry: dict[str, Any]


class StoryDoor(Controller):
    """/api."""

    path = "/api"

    @get("/messages", sync_to_thread=False)
    def messages(
        self, exchange: NamedDependency[Exchange], phone: Annotated[str, QueryParameter()] = ""
    ) -> dict[str, list[Message]]:
        """The messages of one phone or of all, oldest first."""
        return {"messages": exchange.phones.of(phone)}

    @get("/counts", sync_to_thread=False)
    def counts(self, exchange: NamedDependency[Exchange]) -> dict[str, Any]:
        """How often each reference was sent, how many of them more than once, and what was posted to the platform."""
        counts = exchange.phones.counts()
        doubled = sum(times - 1 for times in counts.values())
        return {
            "messages": len(counts),
            "duplicates": doubled,
            "references": counts,
            "posted": dict(exchange.postman.posted),
            "calls": exchange.lines.counts(),
        }

    @post("/reply", status_code=200, sync_to_thread=False)
    def reply(self, exchange: NamedDependency[Exchange], data: JSONBody[Typed]) -> dict[str, bool]:
        """Types a reply. 404 where no message came to that phone from that number."""
        if not exchange.reply(data.phone, data.extend, data.content):
            raise NotFoundException("no message came to this phone from that number")
        return {"ok": True}

    @get("/mode", sync_to_thread=False)
    def mode(self, exchange: NamedDependency[Exchange]) -> dict[str, list[Order]]:
        """What is in force."""
        return {"orders": exchange.modes.shown()}

    @post("/mode", status_code=200, sync_to_thread=False)
    def set_mode(
        self, exchange: NamedDependency[Exchange], data: JSONBody[Order | list[Order]]
    ) -> dict[str, list[Order]]:
        """Misbehave from now on, or behave again; several orders make a mixture."""
        exchange.modes.set(*(data if isinstance(data, list) else [data]))
        return {"orders": exchange.modes.shown()}

    @post("/lag", status_code=200, sync_to_thread=False)
    def set_lag(self, exchange: NamedDependency[Exchange], data: JSONBody[Lag]) -> dict[str, bool]:
        """How long details know nothing of a message."""
        exchange.modes.lag(data)
        return {"ok": True}

    @post("/spoof", status_code=200, sync_to_thread=False)
    def spoof(self, exchange: NamedDependency[Exchange], data: JSONBody[Spoof]) -> dict[str, int]:
        """Posts as somebody who is no supplier. Gives the status that the platform answers."""
        return {"status": exchange.postman.spoof(data.supplier, data.what, data.secret, data.entry)}

    @get("/calls", sync_to_thread=False)
    def calls(
        self, exchange: NamedDependency[Exchange], phone: Annotated[str, QueryParameter()] = ""
    ) -> dict[str, list[Call]]:
        """The calls of one phone or of all, oldest first."""
        return {"calls": exchange.lines.of(phone)}

    @post("/line", status_code=200, sync_to_thread=False)
    def line(self, exchange: NamedDependency[Exchange], data: JSONBody[Line]) -> dict[str, bool]:
        """What the next calls to a phone come to."""
        exchange.lines.order(data)
        return {"ok": True}

    @post("/press", status_code=200, sync_to_thread=False)
    def press(self, exchange: NamedDependency[Exchange], data: JSONBody[Press]) -> dict[str, bool]:
        """A key, an end, or both. 404 where no such call goes on, or it offers no such key."""
        pressed = all(exchange.lines.press(data.call_id, key) for key in data.keys)
        if not pressed or (data.end is not None and not exchange.lines.finish(data.call_id, data.end)):
            raise NotFoundException("no such call goes on, or it offers no such key")
        return {"ok": True}
