"""上报: a rating as the 好差评 system of a higher level wants to read it, by tables of data."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

import msgspec

from shared.domain.deadlines.calendar import SHANGHAI
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating

Ours = Literal[
    "row", "area", "department", "item_code", "item_name", "number", "status", "site_name", "channel", "applicant",
    "anonymity", "grade", "reasons", "words", "rated_at", "sequence", "promised_days", "accepted_on", "source",
    "eval_source",
]  # fmt: skip
Path = Annotated[str, msgspec.Meta(pattern=r"^/(?!/)[\w./-]*$")]
AckKind = Literal["accepted", "held", "refused"]
Source = Literal["active", "visit", "default"]
"""Whose word it is: the applicant's own; told on a return visit; nobody's, where the locality counts silence."""
SOURCE = "BANGBAN"
UNCONFIRMED = "to be confirmed"
"""Stands in the source of codes that nobody of the region has looked at yet."""


class Format(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One system to report to. Shipped in deploy/seed/exchange.toml; address and secret come from the environment."""

    id: str
    name: str
    url_env: str
    secret_env: str
    timeout_seconds: Annotated[int, msgspec.Meta(ge=1, le=30)]
    timestamp_header: str
    signature_header: str
    path: Path
    summary_path: Path
    grades: Mapping[Grade, str]
    channels: Mapping[Channel, str]
    reasons: Mapping[str, str]
    applicants: Mapping[str, str]
    fields: Mapping[str, Ours]
    codes: Mapping[str, AckKind]
    sources: Mapping[Source, str] = {}
    reasons_source: str = UNCONFIRMED


class Kind(StrEnum):
    """What is reported of an occasion. Each is a row of its own, and none takes another's place."""

    FIRST = "first"  # 首次评价
    SECOND = "second"  # 二次评价, after the order about the first was closed
    DEFAULT = "default"  # 默认评价: nobody answered; it is no rating and part of no rate


class Report(msgspec.Struct, frozen=True, kw_only=True):
    """A rating on its way out. That of a DEFAULT is made for it, 满意 as the locality counts it, and kept nowhere.

    `again`: its grade was reported before its reason was told, and both go now.
    """

    rating: Rating
    kind: Kind = Kind.FIRST
    again: bool = False


class About(msgspec.Struct, frozen=True, kw_only=True):
    """What is told beside the rating. `number` is the exchange form; `row` names this version for ever."""

    row: str
    area: str
    department: str
    item_code: str
    item_name: str
    number: str
    done: bool
    site_name: str
    applicant_kind: str
    promised_days: int
    accepted_at: datetime | None


def faults(fmt: Format) -> Iterator[str]:
    """What is missing in the tables: each grade has a code of its own, each channel one."""
    if set(fmt.grades) != set(Grade) or len(set(fmt.grades.values())) != len(Grade):
        yield f"{fmt.id}: every grade needs a code of its own"
    if missing := set(Channel) - set(fmt.channels):
        yield f"{fmt.id}: no code for {', '.join(sorted(missing))}"
    if fmt.sources and not {"active", "visit"} <= set(fmt.sources):
        yield f"{fmt.id}: sources say nothing about what applicants said themselves, or on a visit"
    if not is_confirmed(fmt) and any(code.isdigit() for code in fmt.reasons.values()):
        yield f"{fmt.id}: codes of reasons look like theirs, and reasons_source says they are {UNCONFIRMED}"
    if "*" not in fmt.codes:
        yield f"{fmt.id}: codes say nothing about an unknown code"


def is_confirmed(fmt: Format) -> bool:
    """Whether the codes of reasons come from them, or were looked at by them."""
    return UNCONFIRMED not in fmt.reasons_source


def tells_silence(fmt: Format) -> bool:
    """Whether they want to hear of 默认评价, which they can tell from a rating by its source alone."""
    return "default" in fmt.sources and "eval_source" in fmt.fields.values()


def written(report: Report, about: About, fmt: Format) -> dict[str, str]:
    """The rating in their words and codes; all texts."""
    ours = _ours(report, about, fmt)
    return {theirs: ours[name] for theirs, name in fmt.fields.items()}


def sequence(rating: Rating) -> int:
    """Which version of the rating it is: the first, or the second after a change of mind."""
    return rating.changes + 1


def meaning(code: str, fmt: Format) -> AckKind:
    """What they mean by their code about a row."""
    return fmt.codes.get(code, fmt.codes["*"])


def _ours(report: Report, about: About, fmt: Format) -> Mapping[Ours, str]:
    rating, kind = report.rating, report.kind
    return {
        "row": about.row,
        "area": about.area,
        "department": about.department,
        "item_code": about.item_code,
        "item_name": about.item_name,
        "number": about.number,
        "status": "3" if about.done else "2",
        "site_name": about.site_name,
        "channel": fmt.channels[rating.channel],
        "applicant": fmt.applicants.get(about.applicant_kind, ""),
        "anonymity": "1" if rating.anonymous else "0",
        "grade": fmt.grades[rating.grade],
        "reasons": ",".join(fmt.reasons.get(code, "") for code in rating.reasons),
        "words": rating.words,
        "rated_at": _moment(rating.rated_at),
        "sequence": "1" if kind is not Kind.SECOND and sequence(rating) == 1 and not report.again else "2",
        "promised_days": str(about.promised_days),
        "accepted_on": _moment(about.accepted_at)[:10] if about.accepted_at else "",
        "source": SOURCE,
        "eval_source": fmt.sources.get(_source(rating, kind), ""),
    }


def _source(rating: Rating, kind: Kind) -> Source:
    if kind is Kind.DEFAULT:
        return "default"
    return "visit" if rating.channel in (Channel.PHONE, Channel.KEYS) else "active"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"


class Exported(msgspec.Struct, frozen=True, kw_only=True):
    """A row of a batch: one version of one rating, or a silence, and what they said about it.

    `reasoned`: it went with its reason. A version goes once without and once with it, where the reason came later.
    """

    row: str
    case_id: UUID
    round: int
    occasion: str
    kind: Kind = Kind.FIRST
    sequence: int
    reasoned: bool = False
    day: str
    state: Literal["waiting", "accepted", "refused"] = "waiting"
    code: str = ""
