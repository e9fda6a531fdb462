"""Answers that a client must survive: nothing readable, an error, half an object, a byte at a time."""

from collections.abc import Iterator
from typing import Any

import msgspec
from litestar import Response
from litestar.response import Stream

from deploy.simulator.exchange import Exchange
from deploy.simulator.modes import Mode

PACE = 0.2  # seconds between two bytes that drip
Answered = Response[Any] | Stream


def answered(exchange: Exchange, mode: Mode, told: dict[str, Any] | None, status: int = 200) -> Answered:
    """What goes out in this mode where `told` is what should; None is nothing that can be read."""
    if mode == "too-many":
        return Response("", status_code=429, media_type="text/plain")
    if mode == "down":
        return Response("", status_code=503, media_type="text/plain")
    if mode == "server-error":
        return Response("<html>Internal Server Error</html>", status_code=500, media_type="text/html")
    if told is None or mode in ("broken", "timeout-after-accept", "lose"):
        return Response("<html>Bad Gateway</html>", status_code=502, media_type="text/html")
    if mode == "wrong-json":
        whole = msgspec.json.encode(told)
        return Response(whole[: len(whole) // 2], media_type="application/json")
    if mode == "drip":
        return Stream(_drops(exchange), media_type="application/json")
    return Response(told, status_code=status)


def _drops(exchange: Exchange) -> Iterator[bytes]:
    for _ in range(int(exchange.silence / PACE) + 1):
        yield b" "
        exchange.wait(PACE)
