"""Finding cases by what people say at a window: phone, last four, name, initials, number, identity."""

import re
from collections.abc import Callable
from uuid import UUID

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.dialects.postgresql import distinct_on

from services.gateway.queries.lamps import lamp_of_row
from services.gateway.queries.rows import DeskRow, desk_row
from shared.domain.cases.numbering import require_number, with_check
from shared.kernel.errors import Refusal
from shared.kernel.spelling import compact, name_key, phone_of, plain
from shared.store.cases import in_reach
from shared.store.tables.cases import cases
from shared.store.tables.cases import desk_rows as d
from shared.store.tables.cases import search_tokens as s
from shared.store.tokens import token
from shared.store.uow import Work

MOST = 50
_SHAPES: tuple[tuple[str, Callable[[str], str], re.Pattern[str]], ...] = (
    ("phone", phone_of, re.compile(r"\d{11}")),
    ("tail", compact, re.compile(r"\d{4}")),
    ("identity", compact, re.compile(r"(?=[A-Z]*\d)[0-9A-Z]{18}")),
    ("initials", name_key, re.compile(r"[a-z]{2,30}")),
)
"""What words may be, in this order: how each is kept, and the shape it then has. Whatever fits none is a name."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and as what the words were understood."""

    by: str
    rows: tuple[DeskRow, ...]
    more: bool = False


def understood(words: str) -> tuple[str, str]:
    """As what the words are looked up, and the value, spelled as it is kept."""
    try:
        return "number", require_number(with_check(plain(words).replace(" ", "")))
    except Refusal:
        pass
    for kind, kept, shape in _SHAPES:
        if shape.fullmatch(value := kept(words)):
            return kind, value
    return "name", name_key(words)


def search(work: Work, words: str) -> Found:
    """The cases within the actor's reach that the words fit; nothing for no words.

    A name is looked up whole, and as part of a company's name; parts of a person's name are not searched. Letters may
    be initials or a name.
    """
    by, value = understood(words)
    if not value:
        return Found(by=by, rows=())
    ids = _by_number(work, value) if by == "number" else _by_tokens(work, by, value)
    rows = _rows(work, ids)
    return Found(by=by, rows=rows[:MOST], more=len(rows) > MOST)


def _by_number(work: Work, printed: str) -> list[UUID]:
    # The number names the tenant it was given out by, so that the unique index finds it from everywhere.
    wanted = select(cases.c.id).where(cases.c.tenant_id == printed.partition("-")[0], cases.c.number == printed)
    return list(work.conn.execute(wanted).scalars())


def _by_tokens(work: Work, kind: str, value: str) -> list[UUID]:
    found = _cases_with(work, kind, (value,))
    if kind == "initials":
        found += _by_tokens(work, "name", value)
    if kind == "name" and len(value) > 1:
        found += _cases_with(work, "bigram", tuple(sorted({value[i : i + 2] for i in range(len(value) - 1)})))
    return found


def _cases_with(work: Work, kind: str, values: tuple[str, ...]) -> list[UUID]:
    tokens = [token(work.keys.token_key, work.actor.tenant_id, kind, value) for value in values]
    wanted = (
        select(s.c.case_id)
        .where(s.c.tenant_id == work.actor.tenant_id, s.c.kind == kind, s.c.token.in_(tokens))
        .where(in_reach(work.actor, s.c.case_id))
        .group_by(s.c.case_id)
        .having(func.count() == len(tokens))
        .order_by(s.c.case_id.desc())
        .limit(MOST + 1)
    )
    return list(work.conn.execute(wanted).scalars())


def _rows(work: Work, ids: list[UUID]) -> tuple[DeskRow, ...]:
    """One line per case: that of the own desk where there is one."""
    actor = work.actor
    own = case((d.c.site_id == actor.site_id, 0), else_=1)
    wanted = (
        select(d, lamp_of_row(work.now).label("lamp"))
        .where(d.c.tenant_id == actor.tenant_id, d.c.case_id.in_(ids), in_reach(actor, d.c.case_id))
        .ext(distinct_on(d.c.case_id))
        .order_by(d.c.case_id.desc(), own)
    )
    return tuple(desk_row(work, row) for row in work.conn.execute(wanted).mappings())
