"""What the platform calls: send and query, as deploy/seed/suppliers.toml describes them. Every call is signed."""

from typing import Annotated, Any

import msgspec
from litestar import Controller, Request, Response, post
from litestar.di import NamedDependency

from deploy.simulator.exchange import Exchange, Handed
from deploy.simulator.failing import Answered, answered
from shared.kernel.clock import real_now
from shared.ports.signing import is_signed

Text = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]
UNSIGNED: dict[str, Any] = {"code": 1201, "message": "signature"}
MALFORMED: dict[str, Any] = {"code": 1101, "message": "malformed"}


class Send(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A message to send."""

    out_id: Text
    phone: Annotated[str, msgspec.Meta(pattern=r"^1\d{10}$")]
    content: Text
    sign: Text
    extend: Annotated[str, msgspec.Meta(pattern=r"^\d{0,8}$")] = ""


class Query(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question about a reference."""

    out_id: Text


async def provide_raw(request: Request[Any, Any, Any]) -> bytes:
    """The body as it came: the signature is over it."""
    return await request.body()


def answer_of(handed: Handed) -> dict[str, Any] | None:
    """What the gateway says of a message; None where it took none and says nothing."""
    if handed.mode == "refuse":
        return {"code": 1002, "message": "number refused"}
    if handed.mode == "busy":
        return {"code": 1301, "message": "try again later"}
    if handed.message is None:
        return None
    code, told = (0, "ok") if handed.fresh else (1401, "out_id is known")
    return {"code": code, "message": told, "msg_id": handed.message.msg_id}


class GatewayDoor(Controller):
    """/sms."""

    path = "/sms"

    @post("/send", status_code=200, sync_to_thread=True)
    def send(
        self, request: Request[Any, Any, Any], exchange: NamedDependency[Exchange], raw: NamedDependency[bytes]
    ) -> Answered:
        """Takes a message, as the mode of the moment says."""
        if not signed(request, exchange, raw):
            return Response(UNSIGNED)
        try:
            entry = msgspec.json.decode(raw, type=Send)
        except (msgspec.DecodeError, UnicodeError):
            return Response(MALFORMED)
        words = f"【{entry.sign}】{entry.content}"
        handed = exchange.take("http", entry.out_id, entry.phone, words, entry.extend)
        return answered(exchange, handed.mode, answer_of(handed))

    @post("/query", status_code=200, sync_to_thread=True)
    def query(
        self, request: Request[Any, Any, Any], exchange: NamedDependency[Exchange], raw: NamedDependency[bytes]
    ) -> Answered:
        """Tells what became of a reference."""
        if exchange.modes.is_down("http"):
            return answered(exchange, "down", None)
        if not signed(request, exchange, raw):
            return Response(UNSIGNED)
        try:
            asked = msgspec.json.decode(raw, type=Query)
        except (msgspec.DecodeError, UnicodeError):
            return Response(MALFORMED)
        return Response(exchange.query(asked.out_id))


def signed(request: Request[Any, Any, Any], exchange: Exchange, raw: bytes) -> bool:
    """Whether the platform itself calls."""
    stamp, signature = request.headers.get("x-timestamp", ""), request.headers.get("x-signature", "")
    return is_signed(exchange.secret, stamp, raw, signature, real_now().timestamp())
