"""How long does a supplier wait for the answer to its callback? One JSON line a figure.

Receipts, replies and reports of calls are posted to a gateway in a process of its own, each a new one, signed or from
where its supplier calls; it keeps each raw and leaves a doorbell. The reference is the gateway's most trivial route,
/healthz, which asks nobody anything, called as often by as many in the same run, and warmed up as they are.
`BENCH_CALLBACKS` says how many of each.
"""

import http.client
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import urlsplit

import msgspec
from msgspec.structs import replace

from bench.rig.line import tell
from bench.rig.server import demo, serve
from shared.kernel.settings import Settings
from shared.ports.signing import hook_secret_of, sign

CALLBACKS = int(os.environ.get("BENCH_CALLBACKS", "4000"))
CALLERS, WARM = 4, 100  # at a time; calls of each that are not counted
AIM = 50.0  # milliseconds, p99
Call = tuple[str, str, bytes, dict[str, str]]


def main() -> None:
    """Sets up, measures, prints."""
    with tempfile.TemporaryDirectory(prefix="bb-bench-", dir="/tmp") as folder:
        Path(folder).chmod(0o711)
        with demo(Path(folder) / "home") as there:
            there = replace(there, settings=replace(there.settings, sms_secret="bench"))
            with serve(there, 1) as (address,):
                reference = _p99(address, lambda _: ("GET", "/healthz", b"", {}))
                for name, made in _kinds(there.settings).items():
                    took = _p99(address, made)
                    tell(f"{name}, p99", took, "ms", aim=AIM)
                    tell(f"{name}, p99 beside a trivial route's", took, "ms", reference)


def _kinds(settings: Settings) -> dict[str, Callable[[int], Call]]:
    """By name what is posted the n-th time."""
    hooks = f"/hooks/sms/{settings.hook_secret}"
    voice = f"/hooks/voice/{hook_secret_of(settings.hook_secret, 'voice')}/voice"

    def receipt(number: int) -> Call:
        entry = {"out_id": f"r-{number}", "msg_id": f"s-{number}", "status": "delivered"}
        return _signed(settings, f"{hooks}/receipts", entry)

    def reply(number: int) -> Call:
        phone = f"138{number:08d}"
        entry = {"reply_id": f"r-{number}", "phone": phone, "content": "1", "extend": "001"}
        return _signed(settings, f"{hooks}/replies", entry)

    def report(number: int) -> Call:
        entry = {"call_id": f"c-{number}", "out_id": f"v-{number}", "status_code": "200000", "dtmf": "1"}
        return "POST", f"{voice}/reports", msgspec.json.encode([entry]), {"content-type": "application/json"}

    return {"a receipt": receipt, "a reply": reply, "a report of a call": report}


def _signed(settings: Settings, path: str, entry: dict[str, str]) -> Call:
    body, stamp = msgspec.json.encode([entry]), str(int(time.time()))
    signature = sign(settings.sms_secret, stamp, body)
    return "POST", path, body, {"content-type": "application/json", "x-timestamp": stamp, "x-signature": signature}


def _p99(address: str, made: Callable[[int], Call]) -> float:
    """Milliseconds, over all callers. Raises RuntimeError where one is refused."""
    _called(address, made, range(CALLBACKS, CALLBACKS + WARM))
    with ThreadPoolExecutor(CALLERS) as pool:
        parts = list(pool.map(lambda n: _called(address, made, range(n, CALLBACKS, CALLERS)), range(CALLERS)))
    took = [one for part in parts for one in part]
    return statistics.quantiles(took, n=100)[98] * 1000


def _called(address: str, made: Callable[[int], Call], numbers: range) -> list[float]:
    line = http.client.HTTPConnection(urlsplit(address).netloc, timeout=30)
    took = []
    for number in numbers:
        method, path, body, headers = made(number)
        began = time.perf_counter()
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        answer.read()
        took.append(time.perf_counter() - began)
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status}")
    return took


if __name__ == "__main__":
    main()
