"""One act on several cases, as programs read what came of it."""

from uuid import UUID

import msgspec

from services.gateway.entry.problem import Change
from services.gateway.usecases.several import Outcome
from shared.kernel.errors import Refusal
from shared.kernel.i18n import text


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """A case that stayed as it was: why, and what somebody else did to it meanwhile."""

    case_id: UUID
    code: str
    detail: str
    changes: tuple[Change, ...] = ()


class OutcomeView(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, and what was left."""

    done: tuple[UUID, ...]
    left: tuple[Left, ...]


def outcome_view(outcome: Outcome, language: str) -> OutcomeView:
    """In the caller's language."""
    return OutcomeView(
        done=outcome.done,
        left=tuple(
            Left(case_id=case_id, code=no.code, detail=told(no, language), changes=_changes(no))
            for case_id, no in outcome.left
        ),
    )


def told(no: Refusal, language: str) -> str:
    """A refusal in words."""
    return text(f"refusal.{no.code}", language, **no.params)


def _changes(no: Refusal) -> tuple[Change, ...]:
    found = no.params.get("changes")
    return tuple(Change(**change) for change in found) if isinstance(found, list) else ()
