"""A case by its number, as far as the actor may see it."""

from uuid import UUID

from sqlalchemy import select

from shared.domain.cases.numbering import require_number
from shared.kernel.errors import Refusal
from shared.kernel.spelling import plain
from shared.store.cases import in_reach
from shared.store.tables.cases import cases
from shared.store.uow import Work


def case_of_number(work: Work, words: str) -> UUID | None:
    """Its id, or None for what is no number or of a case out of reach."""
    try:
        number = require_number(plain(words).replace(" ", ""))
    except Refusal:
        return None
    query = select(cases.c.id).where(cases.c.number == number, in_reach(work.actor, cases.c.id))
    return work.conn.execute(query).scalar_one_or_none()
