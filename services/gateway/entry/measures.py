"""How many requests there were and how long they took, counted in this process; and the text Prometheus reads.

The text format is small enough to write by hand (Prometheus exposition format 0.0.4), so no package is needed for it.
"""

import threading
from collections.abc import Iterable, Mapping

import msgspec

BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)
"""Upper bounds in seconds: the usual ones of Prometheus' clients."""


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One number with its name and labels, as it is scraped."""

    name: str
    value: float
    labels: tuple[tuple[str, str], ...] = ()


class Family(msgspec.Struct, frozen=True, kw_only=True):
    """Numbers of one name; `kind` is gauge, counter or histogram."""

    name: str
    kind: str
    says: str
    figures: tuple[Figure, ...]


class Requests:
    """A histogram a route and status class. Routes are templates, so there are only so many."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: dict[tuple[str, str, str], list[int]] = {}
        self._sums: dict[tuple[str, str, str], float] = {}

    def observe(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request that was answered."""
        key = (method, route, f"{status // 100}xx")
        place = next((i for i, bound in enumerate(BUCKETS) if seconds <= bound), len(BUCKETS))
        with self._lock:
            self._counts.setdefault(key, [0] * (len(BUCKETS) + 1))[place] += 1
            self._sums[key] = self._sums.get(key, 0.0) + seconds

    def family(self) -> Family:
        """All of it so far."""
        with self._lock:
            held = {key: (list(counts), self._sums[key]) for key, counts in self._counts.items()}
        figures = tuple(one for key, (counts, total) in sorted(held.items()) for one in _histogram(key, counts, total))
        return Family(
            name="bangban_http_request_seconds", kind="histogram", says="Requests by route and how long they took.",
            figures=figures,
        )  # fmt: skip


def _histogram(key: tuple[str, str, str], counts: list[int], total: float) -> Iterable[Figure]:
    labels = tuple(zip(("method", "route", "status"), key, strict=True))
    name, seen = "bangban_http_request_seconds", 0
    for bound, count in zip((*(f"{b:g}" for b in BUCKETS), "+Inf"), counts, strict=True):
        seen += count
        yield Figure(name=f"{name}_bucket", labels=(*labels, ("le", bound)), value=seen)
    yield Figure(name=f"{name}_sum", labels=labels, value=total)
    yield Figure(name=f"{name}_count", labels=labels, value=seen)


def exposed(families: Iterable[Family]) -> str:
    """The text that is scraped."""
    lines = []
    for family in families:
        lines += [f"# HELP {family.name} {family.says}", f"# TYPE {family.name} {family.kind}"]
        lines += [f"{one.name}{_braced(one.labels)} {one.value:.15g}" for one in family.figures]
    return "\n".join(lines) + "\n"


_ESCAPES: Mapping[int, str] = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})


def _braced(labels: tuple[tuple[str, str], ...]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{value.translate(_ESCAPES)}"' for name, value in labels) + "}"
