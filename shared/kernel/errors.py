"""The one error of the business: a refusal with a kind for the door and a code for the reader."""

from collections.abc import Mapping
from enum import StrEnum


class Kind(StrEnum):
    """What sort of refusal it is; the doors map it to an HTTP status."""

    NOT_FOUND = "not_found"
    FORBIDDEN = "forbidden"
    CONFLICT = "conflict"
    ILLEGAL_MOVE = "illegal_move"
    INVALID = "invalid"
    BUSY = "busy"


class Refusal(Exception):
    """Says no: `code` is a key of the message catalogue, `params` fill it, `fields` name what to mend.

    `fields` maps an input field to the code of its own message, so that a form can show every fault at once.
    """

    def __init__(self, kind: Kind, code: str, fields: Mapping[str, str] | None = None, **params: object) -> None:
        super().__init__(code)
        self.kind, self.code, self.params, self.fields = kind, code, params, dict(fields or {})


def not_found(code: str = "not_found", **params: object) -> Refusal:
    """Nothing there, or nothing that this actor may know of: the two are told alike."""
    return Refusal(Kind.NOT_FOUND, code, None, **params)


def forbidden(code: str, **params: object) -> Refusal:
    """The actor may see it but not do this."""
    return Refusal(Kind.FORBIDDEN, code, None, **params)


def conflict(code: str, **params: object) -> Refusal:
    """Somebody else was first; the caller should look again."""
    return Refusal(Kind.CONFLICT, code, None, **params)


def illegal_move(code: str, **params: object) -> Refusal:
    """The life cycle does not allow it from here."""
    return Refusal(Kind.ILLEGAL_MOVE, code, None, **params)


def invalid(code: str, fields: Mapping[str, str] | None = None, **params: object) -> Refusal:
    """The input is wrong; `fields` tells where."""
    return Refusal(Kind.INVALID, code, fields, **params)


def busy(code: str, **params: object) -> Refusal:
    """Not now; try again later."""
    return Refusal(Kind.BUSY, code, None, **params)
