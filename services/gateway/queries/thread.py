"""The conversation of a case as somebody at one site may read it: shared turns, and that site's own notes."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from msgspec.structs import replace
from sqlalchemy import func, select

from services.gateway.queries.debts import Debt, debts_of
from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.timeline import staff_names
from shared.domain.cases.model import Case
from shared.domain.cooperation.turns import SHARED, SHUT, opposite, speakers
from shared.store import attachments
from shared.store.attachments import Attachment
from shared.store.tables.cooperation import read_marks, turns
from shared.store.uow import Work

_facts = msgspec.json.Decoder(dict[str, str | int])


class FileLine(msgspec.Struct, frozen=True, kw_only=True):
    """A file that came with a turn; `size` in bytes, `sha256` of its content in hex."""

    id: UUID
    name: str
    kind: str
    size: int
    sha256: str


class TurnLine(msgspec.Struct, frozen=True, kw_only=True):
    """A turn. Without words it is the platform's: `says` and `facts` make its text.

    `mine`: from the reader's own site. `fresh`: the reader has not seen it. `seen`: somebody at another site has.
    """

    id: UUID
    seq: int
    at: datetime
    internal: bool
    by_name: str
    by_site: SiteView
    mine: bool
    fresh: bool
    seen: bool
    words: str
    says: str = ""
    facts: Mapping[str, Any] = msgspec.field(default_factory=dict)
    about: UUID | None = None
    files: tuple[FileLine, ...] = ()


class Thread(msgspec.Struct, frozen=True, kw_only=True):
    """The conversation, oldest first, and what is owed in it. `others` may be asked for something.

    `last` are the last turns shown, of all sites and of the own notes: what reading it marks.
    """

    origin: SiteView
    holder: SiteView
    to: SiteView
    may_speak: bool
    others: tuple[SiteView, ...]
    turns: tuple[TurnLine, ...]
    debts: tuple[Debt, ...]
    last: tuple[UUID, ...]

    def owes(self, debt: str) -> bool:
        """Whether an open debt of this id is shown to the site that may answer it or let go of it."""
        return any(str(one.id) == debt and (one.mine or one.awaited) for one in self.debts)

    @property
    def unread(self) -> int:
        """How many turns the reader has not seen."""
        return sum(turn.fresh for turn in self.turns)


def thread(work: Work, case: Case) -> Thread:
    """The thread of a case that the actor was allowed to read."""
    tree, here = work.reference.tree, work.actor.site_id
    rows = work.conn.execute(select(turns).where(turns.c.case_id == case.id).order_by(turns.c.at, turns.c.id)).all()
    names = staff_names(work, {row.staff_id for row in rows})
    mine, others = _marks(work, case.id)
    files = attachments.of_case(work.conn, case.id)
    lines = (_line(work, row, names, mine, others) for row in rows)
    return Thread(
        origin=site_view(tree, case.origin_site, here),
        holder=site_view(tree, case.holder_site, here),
        to=site_view(tree, opposite(case, here), here),
        may_speak=case.state not in SHUT and here in speakers(case, tree),
        others=tuple(site_view(tree, one, here) for one in _others(case, work)),
        debts=debts_of(work, case),
        turns=tuple(replace(line, files=file_lines(files.get(line.id, ()))) for line in lines),
        last=tuple({row.audience: row.id for row in sorted(rows, key=lambda row: row.seq)}.values()),
    )


def _others(case: Case, work: Work) -> list[str]:
    """The other sites of the case, the opposite one first."""
    first, here = opposite(case, work.actor.site_id), work.actor.site_id
    return sorted(speakers(case, work.reference.tree) - {here}, key=lambda site: (site != first, site))


def _marks(work: Work, case_id: UUID) -> tuple[dict[str, int], int]:
    """How far the reader came in each audience, and how far anybody elsewhere came in what all may read."""
    t, actor = read_marks, work.actor
    me = (t.c.site_id == actor.site_id, t.c.person == actor.id)
    mine = select(t.c.audience, t.c.upto).where(t.c.case_id == case_id, *me)
    elsewhere = (t.c.case_id == case_id, t.c.audience == SHARED, t.c.site_id != actor.site_id)
    far = work.conn.execute(select(func.max(t.c.upto)).where(*elsewhere)).scalar_one()
    return {row.audience: row.upto for row in work.conn.execute(mine)}, far or 0


def _line(work: Work, row: Any, names: Mapping[UUID, str], mine: Mapping[str, int], others: int) -> TurnLine:
    actor, internal = work.actor, row.audience != SHARED
    by_me = row.staff_id is not None and row.staff_id == actor.staff_id
    return TurnLine(
        id=row.id,
        seq=row.seq,
        at=row.at,
        internal=internal,
        by_name=names.get(row.staff_id, ""),
        by_site=site_view(work.reference.tree, row.site_id, actor.site_id),
        mine=row.site_id == actor.site_id and not row.says,
        fresh=not by_me and row.seq > mine.get(row.audience, 0),
        seen=not internal and row.seq <= others,
        words=row.words,
        says=row.says,
        about=row.about,
        facts={name: _told(work, name, fact) for name, fact in _facts.decode(row.facts).items()},
    )


def file_lines(found: tuple[Attachment, ...]) -> tuple[FileLine, ...]:
    """Files as a reader sees them."""
    return tuple(FileLine(id=one.id, name=one.name, kind=one.kind, size=one.size, sha256=one.sha256) for one in found)


def _told(work: Work, name: str, fact: str | int) -> str | int | datetime:
    """A fact as texts take it: sites by their names, instants as such."""
    if not isinstance(fact, str):
        return fact
    if name.endswith("site"):
        return site_view(work.reference.tree, fact, work.actor.site_id).short_name
    return datetime.fromisoformat(fact) if name.endswith(("_at", "due", "until")) else fact
