"""What stories, checks and tests ask the simulator: messages, counts, replies, misbehaviour."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.exceptions import NotFoundException
from litestar.params import JSONBody, QueryParameter

from deploy.simulator.exchange import Exchange
from deploy.simulator.modes import Order
from deploy.simulator.phones import Message

LONGEST_REPLY = 500


class Typed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reply typed into a phone; without `extend` it goes to where the last message came from."""

    phone: str
    content: Annotated[str, msgspec.Meta(max_length=LONGEST_REPLY)]
    extend: str | None = None


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
    def set_mode(self, exchange: NamedDependency[Exchange], data: JSONBody[Order]) -> dict[str, list[Order]]:
        """Misbehave from now on, or behave again."""
        exchange.modes.set(data)
        return {"orders": exchange.modes.shown()}
