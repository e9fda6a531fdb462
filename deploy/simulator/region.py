"""A stand-in for the 好差评 system of the region: takes batches, answers by rows, holds every row once."""

import threading
from collections import Counter
from typing import Annotated, Any, Literal

import msgspec
from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from deploy.simulator.whim import Whim
from shared.kernel.clock import real_now
from shared.ports.signing import is_signed

Text = Annotated[str, msgspec.Meta(max_length=500)]
Mode = Literal["normal", "lose-answer", "down", "refuse-rows"]
"""normal: takes and answers. lose-answer: takes, and the answer is lost. down: 503. refuse-rows: takes no row."""

GRADES, CHANNELS = frozenset("12345"), frozenset("1234567")


class Batch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is handed over."""

    batchNo: Text  # noqa: N815 - theirs
    areaCode: Text  # noqa: N815 - theirs
    rows: Annotated[list[dict[str, Text]], msgspec.Meta(min_length=1, max_length=1000)]


class Day(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A question about what is held."""

    areaCode: Text  # noqa: N815 - theirs
    day: Text


class Lost(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The number of a row."""

    row: str


class Misbehave(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What to do from now on, so many times."""

    mode: Mode
    times: int = 1


class Region:
    """All rows by their number. Thread-safe."""

    def __init__(self, secret: str) -> None:
        self.secret = secret
        self.rows: dict[str, dict[str, str]] = {}
        self.calls: Counter[str] = Counter()
        self.whim = Whim()
        self._lock = threading.Lock()

    def take(self, batch: Batch, refuses: bool) -> list[dict[str, str]]:
        """The answer about each row: 0 taken, 1 held already, 2 not well formed, 3 not taken."""
        with self._lock:
            self.calls[batch.batchNo] += 1
            return [{"rowNo": row.get("rowNo", ""), "code": "3" if refuses else self._row(row)} for row in batch.rows]

    def of(self, area: str, day: str) -> list[str]:
        """The rows of an area and a day."""
        held = list(self.rows.items())
        return [name for name, row in held if row["areaCode"] == area and row["assessTime"].startswith(day)]

    def _row(self, row: dict[str, str]) -> str:
        well_formed = row.get("satisfaction") in GRADES and row.get("pf") in CHANNELS and bool(row.get("projectNo"))
        if not (row.get("rowNo") and well_formed):
            return "2"
        if row["rowNo"] in self.rows:
            return "1"
        self.rows[row["rowNo"]] = row
        return "0"


class RegionDoor(Controller):
    """/exchange: what the platform calls, signed; and below /exchange/story what stories and tests ask."""

    path = "/exchange"

    @post("/ratings", status_code=200, sync_to_thread=True)
    def ratings(
        self, request: Request[Any, Any, Any], region: NamedDependency[Region], raw: NamedDependency[bytes]
    ) -> Response[Any]:
        """Takes a batch, as the mode of the moment says."""
        if not _signed(request, region, raw):
            return Response({"message": "signature"}, status_code=401)
        mode = region.whim.next()
        if mode == "down":
            return Response({"message": "down"}, status_code=503)
        try:
            batch = msgspec.json.decode(raw, type=Batch)
        except (msgspec.DecodeError, UnicodeError):
            return Response({"message": "malformed"}, status_code=400)
        results = region.take(batch, mode == "refuse-rows")
        if mode == "lose-answer":
            return Response("<html>Bad Gateway</html>", status_code=502, media_type="text/html")
        return Response({"code": "0", "results": results})

    @post("/summary", status_code=200, sync_to_thread=True)
    def summary(
        self, request: Request[Any, Any, Any], region: NamedDependency[Region], raw: NamedDependency[bytes]
    ) -> Response[Any]:
        """Tells which rows of a day it holds."""
        if not _signed(request, region, raw):
            return Response({"message": "signature"}, status_code=401)
        try:
            asked = msgspec.json.decode(raw, type=Day)
        except (msgspec.DecodeError, UnicodeError):
            return Response({"message": "malformed"}, status_code=400)
        return Response({"rows": region.of(asked.areaCode, asked.day)})

    @get("/story/rows", sync_to_thread=False)
    def rows(self, region: NamedDependency[Region]) -> dict[str, Any]:
        """All rows, and how often each batch came."""
        return {"rows": list(region.rows.values()), "calls": dict(region.calls)}

    @post("/story/forget", status_code=200, sync_to_thread=False)
    def forget(self, region: NamedDependency[Region], data: JSONBody[Lost]) -> dict[str, bool]:
        """The region loses a row, as systems do."""
        region.rows.pop(data.row, None)
        return {"ok": True}

    @post("/story/mode", status_code=200, sync_to_thread=False)
    def set_mode(self, region: NamedDependency[Region], data: JSONBody[Misbehave]) -> dict[str, bool]:
        """Misbehave from now on."""
        region.whim.follow(data.mode, data.times)
        return {"ok": True}


def _signed(request: Request[Any, Any, Any], region: Region, raw: bytes) -> bool:
    stamp, signature = request.headers.get("x-timestamp", ""), request.headers.get("x-signature", "")
    return is_signed(region.secret, stamp, raw, signature, real_now().timestamp())
