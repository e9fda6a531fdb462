"""What a code, or the lack of a usable answer, means by the tables of a supplier's data."""

from collections.abc import Mapping
from typing import TypeVar

from services.notify.adapters.wire import Unusable
from shared.ports.sms import Answer, Fate, FateKind, Meaning
from shared.ports.supplier_data import ANY_CODE

T = TypeVar("T")
MALFORMED = "malformed"


def meant(codes: Mapping[str, T], code: str, otherwise: T) -> T:
    """By the table; what it does not name is what it says of any code."""
    return codes.get(code, codes.get(ANY_CODE, otherwise))


def answered(codes: Mapping[str, Meaning], code: str, supplier_id: str = "") -> Answer:
    """Their answer to a message or a call."""
    return Answer(meaning=meant(codes, code, Meaning.UNKNOWN), code=code[:64], supplier_id=supplier_id[:128])


def unanswered(codes: Mapping[str, Meaning], no: Unusable) -> Answer:
    """No usable answer: a request that never left may be made again, another one only where the table says so."""
    known = codes.get(no.code, Meaning.UNKNOWN) if no.sent else Meaning.RETRY_LATER
    return Answer(meaning=known, code=no.code)


def no_fate(code: str) -> Fate:
    """Nothing was learned."""
    return Fate(kind=FateKind.UNKNOWN, code=code[:64])


_RANK = (FateKind.UNKNOWN, FateKind.EXPIRED, FateKind.FAILED, FateKind.ACCEPTED, FateKind.DELIVERED)


def best(fates: list[Fate]) -> Fate:
    """Of several records of one reference the one that says most for its arrival."""
    return max(fates, key=lambda one: _RANK.index(one.kind))
