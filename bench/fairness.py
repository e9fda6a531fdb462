"""One tenant floods: how long do the others wait until their cases are on the desk? One JSON line a figure.

Fifty districts, each with its window. Cases come at random moments at half of the most that this machine takes. In the
reference run all districts send alike; then one sends five and twenty times its share, at the same rate in all; then
one floods without any measure, while the others go on as before, and at last all send alike as much as came in all
during the flood. The curve is the others' p99, from sending until the row of the desk can be read, beside that of the
run with the same rate in all. Nobody but the one that floods may be told to wait.
"""

import multiprocessing
import queue
import random
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor

import msgspec
import psycopg

from bench.desk import Desk
from bench.rig.client import CLIENTS, Client, registration, together
from bench.rig.country import districts, login, with_districts
from bench.rig.line import tell
from bench.rig.whole import WIRINGS, Whole, whole

TENANTS = 50
FLOOD = 20_000  # cases that one district sends, as fast as it is answered
FLOODING = 8  # connections on which it does
MOST = 300  # cases, for the maximal rate
SECONDS = 20.0
SHARES = (1, 5, 20)
WAITING = "select count(*) from outbox where state = 'waiting' and kind = 'dispatch.route_case'"
RATIO, LONGEST = 2.0, 1000.0  # aims: against the reference, and milliseconds


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds each case of the others took, how many of them were told to wait, and what became of the flood."""

    took: list[float]
    waits: int = 0
    flood: int = 0
    flood_waits: int = 0
    seconds: float = SECONDS

    def rate(self) -> float:
        """Cases taken in, a second, of all."""
        return (len(self.took) + self.flood - self.flood_waits) / self.seconds

    def p99(self) -> float:
        """Milliseconds."""
        return 1000 * sorted(self.took)[len(self.took) * 99 // 100]


def main() -> None:
    """Both wirings, or the one that is named; a number is the length of the flood."""
    named = [word for word in sys.argv[1:] if word in WIRINGS]
    flood = next((int(word) for word in sys.argv[1:] if word.isdigit()), FLOOD)
    codes = districts(TENANTS)
    for wiring in named or WIRINGS:
        with (
            whole(wiring, with_districts(codes), shares=True) as there,
            multiprocessing.get_context("spawn").Pool(1) as pool,
        ):
            most = pool.apply(_most, (there, codes))
            tell(f"accepted and on the desk, most, {TENANTS} tenants, {wiring}", most, "cases/s")
            spread = Seen(took=[])
            for share in SHARES:
                seen = pool.apply(_measured, (there, codes, most / 2, share))
                spread = spread if spread.took else seen
                _told(f"one tenant at {share} times its share, {wiring}", seen, spread)
            flooded = pool.apply(_flooded, (there, codes, most / 2, flood))
            tell(f"taken in while one tenant floods, {wiring}", flooded.rate(), "cases/s")
            alike = pool.apply(_measured, (there, codes, flooded.rate(), 1))
            _told(f"one tenant floods, {wiring}", flooded, alike)


def _told(case: str, seen: Seen, spread: Seen) -> None:
    tell(f"accept to desk of the others, p99, {case}", seen.p99(), "ms", spread.p99(), RATIO)
    tell(f"the same against its limit, {case}", seen.p99(), "ms", aim=LONGEST)
    tell(f"others told to wait, {case}", seen.waits, f"of {len(seen.took) + seen.waits}", aim=0)
    if seen.flood_waits:
        tell(f"the one that floods told to wait, {case}", seen.flood_waits, f"of {seen.flood}")


def _most(there: Whole, codes: tuple[str, ...]) -> float:
    """Cases a second of clients who never wait, until the last one is on the desk."""
    clients, desk = [Client(there.base, login(code)) for code in codes[:CLIENTS]], Desk(there.owner)

    def register(client: Client, phone: str) -> None:
        sent = time.perf_counter()
        desk.expect(client.post("/api/cases/register", registration(phone))["id"], sent)

    together(register, clients, _phones(CLIENTS * 2))  # everything is warm afterwards
    began = time.perf_counter()
    together(register, clients, _phones(MOST))
    desk.all_there()
    return MOST / (time.perf_counter() - began)


def _measured(there: Whole, codes: tuple[str, ...], rate: float, share: float) -> Seen:
    """The first district sends so many times its share, the others the rest of the same rate."""
    flooding = rate * share / len(codes)
    windows, flooder = Windows(there, codes[1:], watched=True), Windows(there, codes[:1] * CLIENTS, watched=False)
    with ThreadPoolExecutor(1) as beside:
        its = beside.submit(flooder.send, flooding, SECONDS, 1)
        windows.send(rate - flooding, SECONDS, 2)
        its.result()
    return _seen(there, windows, flooder)


def _flooded(there: Whole, codes: tuple[str, ...], rate: float, flood: int) -> Seen:
    """The first district sends as fast as it is answered, the others as before, until the flood is over."""
    windows, flooder = Windows(there, codes[1:], watched=True), Windows(there, codes[:1] * FLOODING, watched=False)
    over = threading.Event()

    def pour() -> None:
        with ThreadPoolExecutor(FLOODING) as threads:
            list(threads.map(lambda _: flooder.one(time.perf_counter()), range(flood)))
        over.set()

    beside, began = threading.Thread(target=pour), time.perf_counter()
    beside.start()
    turn = 3
    while not over.is_set():
        windows.send(rate * (len(codes) - 1) / len(codes), SECONDS / 4, turn)
        turn += 1
    beside.join()
    lasted = time.perf_counter() - began
    return msgspec.structs.replace(_seen(there, windows, flooder), seconds=lasted)


def _seen(there: Whole, windows: "Windows", flooder: "Windows") -> Seen:
    """What was seen, when all of it has found its place."""
    took = windows.all_there()
    with psycopg.connect(there.owner.replace("+psycopg", ""), autocommit=True) as conn:
        while conn.execute(WAITING).fetchone() != (0,):
            time.sleep(0.2)
    return Seen(took=took, waits=windows.waits, flood=flooder.sent, flood_waits=flooder.waits)


class Windows:
    """People of some districts, each with a connection; what they send is watched until it is on its desk, or not."""

    def __init__(self, there: Whole, codes: tuple[str, ...], watched: bool) -> None:
        self._desk = Desk(there.owner) if watched else None
        self.sent = self.waits = 0
        self._counting = threading.Lock()
        self._free: queue.SimpleQueue[Client] = queue.SimpleQueue()
        for code in codes:
            self._free.put(Client(there.base, login(code)))

    def send(self, rate: float, seconds: float, seed: int) -> None:
        """At random moments, so many a second; whoever is late starts at once, and the lateness counts."""
        chance, at = random.Random(seed), time.perf_counter()
        end = at + seconds
        with ThreadPoolExecutor(CLIENTS * 2) as threads:
            asked = []
            while (at := at + chance.expovariate(rate)) < end:
                time.sleep(max(0.0, at - time.perf_counter()))
                asked.append(threads.submit(self.one, at))
        for one in asked:
            one.result()

    def all_there(self) -> list[float]:
        """Seconds each took."""
        return self._desk.all_there() if self._desk else []

    def one(self, at: float) -> None:
        """The next district's turn."""
        client = self._free.get()
        with self._counting:
            self.sent += 1
            phone = f"137{self.sent:08d}"
        try:
            status, answer = client.knock("/api/cases/register", registration(phone))
        finally:
            self._free.put(client)
        if status == 429:
            with self._counting:
                self.waits += 1
        elif status == 201 and self._desk:
            self._desk.expect(answer["id"], at)
        elif status != 201:
            raise RuntimeError(f"register: {status} {answer}")


def _phones(count: int) -> list[str]:
    return [f"136{n:08d}" for n in range(count)]


if __name__ == "__main__":
    main()
