"""站内消息: what a member of staff was told, newest first; nobody reads what others were told."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, func, select

from services.gateway.queries.places import SiteView, site_view
from shared.domain.bell.topics import Topic
from shared.kernel.paging import Page
from shared.store.tables.bell import staff_notices as t
from shared.store.uow import Work

_numbers = msgspec.json.Decoder(dict[str, int])


class NoticeLine(msgspec.Struct, frozen=True, kw_only=True):
    """One notice. `kind` names its words, `place` is the site they speak of, `numbers` what they count."""

    id: UUID
    kind: str
    topic: Topic
    case_id: UUID | None
    number: str
    item_name: str
    place: SiteView | None
    numbers: dict[str, int]
    at: datetime
    due_at: datetime | None
    read: bool


class NoticeList(msgspec.Struct, frozen=True, kw_only=True):
    """A part of what was told; `next` goes on after it, '' at its end. `unread` counts all that nobody read yet."""

    notices: tuple[NoticeLine, ...]
    unread: int
    next: str = ""


def unread_count(work: Work) -> int:
    """How many wait to be read: the number at the bell."""
    wanted = select(func.count()).select_from(t).where(*_mine(work), t.c.read_at.is_(None))
    return int(work.conn.execute(wanted).scalar_one())


def notice_list(work: Work, page: Page) -> NoticeList:
    """Those that are shown, newest first. A token that names no notice of one's own begins anew."""
    after = select(t.c.at, t.c.id).where(*_mine(work), t.c.id == _uuid(page.after))
    start = work.conn.execute(after).one_or_none() if page.after else None
    older = [func.row(t.c.at, t.c.id) < func.row(*start)] if start else []
    wanted = select(t).where(*_mine(work), *older).order_by(t.c.at.desc(), t.c.id.desc()).limit(page.limit + 1)
    rows = list(work.conn.execute(wanted).mappings())
    shown = rows[: page.limit]
    return NoticeList(
        notices=tuple(_line(work, row) for row in shown),
        unread=unread_count(work),
        next=str(shown[-1]["id"]) if len(rows) > len(shown) else "",
    )


def _mine(work: Work) -> tuple[ColumnElement[bool], ...]:
    return t.c.tenant_id == work.actor.tenant_id, t.c.user_id == work.actor.user_id, t.c.shown


def _line(work: Work, row: object) -> NoticeLine:
    known = dict(row)  # type: ignore[call-overload]
    tree = work.reference.tree
    place = site_view(tree, known["place"], work.actor.site_id) if known["place"] in tree else None
    same = {name: known[name] for name in ("id", "kind", "case_id", "number", "item_name", "at", "due_at")}
    return NoticeLine(
        **same,
        topic=Topic(known["topic"]),
        place=place,
        numbers=_numbers.decode(known["numbers"]),
        read=known["read_at"] is not None,
    )


def _uuid(token: str) -> UUID | None:
    try:
        return UUID(token)
    except ValueError:
        return None
