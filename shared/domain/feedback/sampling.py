"""按比例抽取回访: which finished cases are called about, drawn so that anybody can draw them again from the record.

Within a stratum cases are put in the order of SHA-256 over seed, case and round, and the first ones are taken: no
generator, no library, no order of rows has a part in it. Bad ratings are always in and count for their stratum.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from uuid import UUID

import msgspec

RATIO = "visit.ratio"
"""Parameter: per cent. `visit.ratio@village`, `…@park:<site>` and `…@department:<name>` say it for some."""
VERSION = 1
"""Of the way of drawing; a plan keeps its own."""


class Stratum(msgspec.Struct, frozen=True, kw_only=True, order=True):
    """What ratios are set for: the tier of the site that handled it, the park (or ''), the department of the item."""

    tier: str
    park: str
    department: str


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """A completed round. `bad`: rated badly, under a name."""

    case_id: UUID
    round: int
    stratum: Stratum
    bad: bool = False


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """The record of a draw: all that is needed to draw it again. Ratios are whole per cent."""

    month: str
    seed: str
    frame: tuple[Candidate, ...]
    ratios: tuple[tuple[Stratum, int], ...]
    version: int = VERSION


def plan(month: str, seed: str, candidates: Iterable[Candidate], settings: Mapping[str, str], default: int) -> Plan:
    """The record of a draw that is to be made by these parameters."""
    frame = tuple(sorted(candidates, key=lambda one: (one.case_id, one.round)))
    strata = sorted({one.stratum for one in frame})
    return Plan(
        month=month, seed=seed, frame=frame, ratios=tuple((one, ratio_of(one, settings, default)) for one in strata)
    )


def ratio_of(stratum: Stratum, settings: Mapping[str, str], default: int) -> int:
    """The highest of the ratios that speak of the stratum, in whole per cent from 0 to 100; else the one for all."""
    keys = (stratum.tier, f"park:{stratum.park}", f"department:{stratum.department}")
    said = [int(float(settings[f"{RATIO}@{key}"])) for key in keys if f"{RATIO}@{key}" in settings]
    return min(100, max(0, max(said, default=int(float(settings.get(RATIO, default))))))


def draw(record: Plan) -> tuple[Candidate, ...]:
    """The sample: of each stratum the bad ratings and, up to ceil(ratio × size), the first by hash. None is in twice.

    Raises ValueError for a record that was drawn in a way this version does not know.
    """
    if record.version != VERSION:
        raise ValueError(f"plans of version {record.version} are not drawn any more")
    strata: dict[Stratum, list[Candidate]] = defaultdict(list)
    for one in {(one.case_id, one.round): one for one in record.frame}.values():
        strata[one.stratum].append(one)
    found = (one for stratum, ratio in record.ratios for one in _from(strata[stratum], ratio, record.seed))
    return tuple(sorted(found, key=lambda one: (one.case_id, one.round)))


def wanted(size: int, ratio: int) -> int:
    """How many of so many: rounded up, so that no stratum goes without."""
    return -(-size * ratio // 100)


def frame_digest(record: Plan) -> str:
    """SHA-256 over the lines of the frame: whoever holds it knows whether a frame is the one that was drawn from."""
    return hashlib.sha256("\n".join(map(_line, record.frame)).encode()).hexdigest()


def _from(members: Iterable[Candidate], ratio: int, seed: str) -> Iterator[Candidate]:
    known = sorted(members, key=lambda one: _place(seed, one))
    bad = [one for one in known if one.bad]
    rest = (one for one in known if not one.bad)
    yield from bad
    for _, one in zip(range(wanted(len(known), ratio) - len(bad)), rest, strict=False):
        yield one


def _place(seed: str, one: Candidate) -> str:
    return hashlib.sha256(f"{seed}|{one.case_id}|{one.round}".encode()).hexdigest()


def _line(one: Candidate) -> str:
    stratum = one.stratum
    return f"{one.case_id}|{one.round}|{stratum.tier}|{stratum.park}|{stratum.department}|{int(one.bad)}"
