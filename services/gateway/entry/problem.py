"""Problem details (RFC 9457): what a refusal looks like to a machine."""

from datetime import datetime

import msgspec

MEDIA_TYPE = "application/problem+json"


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong with one field of the input; `field` is its path, `detail` says how to mend it."""

    field: str
    code: str
    detail: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """What happened to a case since the version the caller knew."""

    seq: int
    kind: str
    at: datetime
    by_site: str


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """`code` never changes and is what programs look at; `detail` is for people; `request_id` is for asking us."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    request_id: str
    fields: tuple[FieldProblem, ...] = ()
    changes: tuple[Change, ...] = ()


def type_of(code: str) -> str:
    """The URI that names the problem, for good."""
    return f"urn:bangban:problem:{code}"
