"""How well a supplier of text messages works, and how much it is given. Values in, values out; our defaults."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

import msgspec
from msgspec.structs import replace


class Pace(msgspec.Struct, frozen=True, kw_only=True):
    """How fast weights move. `trips` failures in a row open the breaker; it is probed at doubling distances."""

    slow_ms: float = 2000
    half_life_seconds: float = 120
    least_share: float = 0.05
    trips: int = 3
    probe_seconds: float = 10
    probe_longest_seconds: float = 60


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """One call: whether it brought an answer that can be worked with, how long it took, and their code if not."""

    good: bool
    ms: float
    code: str = ""


class Health(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of one supplier. `errors` and `slowness` are shares from 0 to 1 that fade as time goes by.

    `opened_at` set: nothing goes there until a probe brings an answer; the next one is due at `probe_at`.
    `out_reason` set: a person took it out, and only a person puts it in again.
    """

    supplier: str
    errors: float = 0.0
    slowness: float = 0.0
    latency_ms: float = 0.0
    failures: int = 0
    calls: int = 0
    failed: int = 0
    at: datetime | None = None
    opened_at: datetime | None = None
    probe_at: datetime | None = None
    probes: int = 0
    last_code: str = ""
    last_error_at: datetime | None = None
    out_reason: str = ""
    out_by: str = ""
    out_at: datetime | None = None


NEW = 0.1  # how much one call counts against those before it
SLOWEST = 4.0  # so many times `slow_ms` is as bad as no answer


def after_calls(health: Health, outcomes: Iterable[Outcome], now: datetime, pace: Pace) -> Health:
    """The health after some calls that ended just now. Any good one closes the breaker."""
    health = replace(health, errors=errors(health, now, pace), slowness=slowness(health, now, pace), at=now)
    for outcome in outcomes:
        health = _after(health, outcome, now, pace)
    if health.failures >= pace.trips and health.opened_at is None:
        due = now + timedelta(seconds=pace.probe_seconds)
        return replace(health, opened_at=now, probe_at=due, probes=0)
    return health


def _after(health: Health, outcome: Outcome, now: datetime, pace: Pace) -> Health:
    health = replace(
        health,
        calls=health.calls + 1,
        errors=health.errors + NEW * ((0.0 if outcome.good else 1.0) - health.errors),
        slowness=health.slowness + NEW * (_drag(outcome.ms, pace) - health.slowness),
    )
    if not outcome.good:
        worse = replace(health, failures=health.failures + 1, failed=health.failed + 1)
        return replace(worse, last_code=outcome.code, last_error_at=now)
    usual = health.latency_ms or outcome.ms
    return _closed(replace(health, failures=0, latency_ms=usual + NEW * (outcome.ms - usual)))


def _drag(ms: float, pace: Pace) -> float:
    """0 up to `slow_ms`, 1 from `SLOWEST` times that."""
    return min(max((ms - pace.slow_ms) / (pace.slow_ms * (SLOWEST - 1)), 0.0), 1.0)


def after_probe(health: Health, answered: bool, now: datetime, pace: Pace) -> Health:
    """A probe that was answered lets a trickle through; the first failure in it opens the breaker again."""
    if health.opened_at is None:
        return health
    if answered:
        return replace(_closed(health), failures=max(pace.trips - 1, 0), errors=max(health.errors, 0.9), at=now)
    probes = health.probes + 1
    pause = min(pace.probe_seconds * 2 ** min(probes, 10), pace.probe_longest_seconds)
    return replace(health, probes=probes, probe_at=now + timedelta(seconds=pause))


def _closed(health: Health) -> Health:
    return replace(health, opened_at=None, probe_at=None, probes=0)


def errors(health: Health, now: datetime, pace: Pace) -> float:
    """The share of errors as it has faded until now."""
    return health.errors * _faded(health, now, pace)


def slowness(health: Health, now: datetime, pace: Pace) -> float:
    """The share of slowness as it has faded until now."""
    return health.slowness * _faded(health, now, pace)


def _faded(health: Health, now: datetime, pace: Pace) -> float:
    if health.at is None or pace.half_life_seconds <= 0:
        return 1.0
    return float(0.5 ** (max((now - health.at).total_seconds(), 0.0) / pace.half_life_seconds))


def is_open(health: Health) -> bool:
    """Whether nothing goes there for now: the breaker is open, or a person took it out."""
    return health.opened_at is not None or bool(health.out_reason)


def weight_now(base: float, health: Health, now: datetime, pace: Pace) -> float:
    """What it weighs in the choice: its base lessened by errors and slowness, 0 while it is open.

    Never below its least share, or nobody would see it recover.
    """
    if is_open(health):
        return 0.0
    strain = max(errors(health, now, pace), slowness(health, now, pace))
    return base * max((1.0 - strain) ** 2, pace.least_share)


def choose(weights: Mapping[str, float], ticket: float) -> str | None:
    """One of those that weigh anything; `ticket` from 0 up to 1 says which. The same ticket gives the same."""
    fit = {name: weight for name, weight in sorted(weights.items()) if weight > 0}
    mark = ticket * sum(fit.values())
    for name, weight in fit.items():
        mark -= weight
        if mark < 0:
            return name
    return next(reversed(fit), None)
