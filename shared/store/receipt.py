"""What an act answers, and what an idempotent replay answers again: no personal data."""

from datetime import datetime
from uuid import UUID

import msgspec

from shared.domain.cases.model import Case


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """Base of the answers that may be kept with a key: ids, numbers, codes, versions and dates, never what is personal.

    A guard holds every subclass to that, field by field.
    """


class Receipt(Answer, frozen=True, kw_only=True):
    """The case after the act: ids, number, state, version and dates only.

    `made` is what the act made beside the case: a turn, an obligation.
    """

    id: UUID
    number: str
    state: str
    version: int
    holder_site: str
    acceptance_due: datetime | None = None
    promised_due: datetime | None = None
    statutory_due: datetime | None = None
    made: UUID | None = None


def receipt_of(case: Case, made: UUID | None = None) -> Receipt:
    """The receipt for a case as it stands."""
    return Receipt(
        id=case.id,
        number=case.number,
        state=case.state.value,
        version=case.version,
        holder_site=case.holder_site,
        acceptance_due=case.acceptance_due,
        promised_due=case.promised_due,
        statutory_due=case.statutory_due,
        made=made,
    )
