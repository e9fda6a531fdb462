"""What is kept with an idempotency key holds nothing personal: each field of each such answer is of a harmless type."""

from datetime import date, datetime
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints
from uuid import UUID

import msgspec

import services.gateway.main  # noqa: F401  (brings every use case along)
from shared.store.receipt import Answer

HARMLESS = (UUID, int, bool, date, datetime, NoneType)
TEXTS = {
    "Receipt.number",
    "Receipt.state",
    "Receipt.holder_site",
    "YearPublished.layer",
    "YearPublished.missing",  # names of holidays, out of a constant
    "YearPublished.faults",  # always empty
    "Change.name",  # of a holiday, as everybody in the region reads it
}
"""Fields that may be text, each for a reason."""


def every(kind: type[msgspec.Struct]) -> set[type[msgspec.Struct]]:
    """A class's subclasses, to the last."""
    below = kind.__subclasses__()
    return set(below).union(*map(every, below))


def personal(owner: type[msgspec.Struct]) -> set[str]:
    """The fields that could hold what somebody wrote."""
    hints = get_type_hints(owner)
    return {found for name, hint in hints.items() for found in _personal(f"{owner.__name__}.{name}", hint)}


def _personal(place: str, hint: Any) -> set[str]:
    if get_origin(hint) in (Union, UnionType, tuple):
        return {found for one in get_args(hint) if one is not ... for found in _personal(place, one)}
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return personal(hint)
    if isinstance(hint, type) and issubclass(hint, (*HARMLESS, Enum)):
        return set()
    return set() if hint is str and place in TEXTS else {place}


def test_an_answer_that_is_kept_holds_ids_numbers_states_versions_and_dates() -> None:
    kept = every(Answer)
    assert {one.__name__ for one in kept} >= {"Receipt", "PolicyPublished", "YearPublished"}
    found = {field for one in kept for field in personal(one)}
    assert found == set(), f"{sorted(found)} could hold what somebody wrote; answers are kept in the clear"


def test_a_field_for_words_would_be_found() -> None:
    class Chatty(msgspec.Struct):
        words: str
        about: tuple[str, ...] = ()

    assert personal(Chatty) == {"Chatty.words", "Chatty.about"}
