"""推送地址: those that somebody keeps, and what went there last; address and secret are not among what is read."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, func, or_, select

from shared.domain.bell.topics import Topic
from shared.domain.bell.webhooks import Style
from shared.store import webhooks
from shared.store.tables.bell import pushes as p
from shared.store.tables.bell import webhooks as t
from shared.store.uow import Work
from shared.store.webhooks import Webhook

LAST = 20  # pushes that are shown of an address


class PushLine(msgspec.Struct, frozen=True, kw_only=True):
    """One push; `code` is what its last try came to, `next_at` when it is tried again."""

    id: UUID
    kind: str
    state: str
    attempts: int
    code: str
    created_at: datetime
    tried_at: datetime | None
    next_at: datetime | None


class WebhookView(msgspec.Struct, frozen=True, kw_only=True):
    """One address, by its host alone. `off_why` is the code of the try after which it was switched off."""

    id: UUID
    style: Style
    name: str
    host: str
    shared: bool
    topics: tuple[Topic, ...]
    failures: int
    off: bool
    off_why: str
    created_at: datetime
    pushes: tuple[PushLine, ...]


def webhook_views(work: Work, shares: bool) -> tuple[WebhookView, ...]:
    """Those the actor keeps, the oldest first; with `shares` those of the site, too."""
    rows = work.conn.execute(select(t).where(_keeps(work, shares)).order_by(t.c.created_at, t.c.id)).mappings()
    return tuple(_view(work, webhooks.webhook(row)) for row in rows)


def own_count(work: Work) -> int:
    """How many the actor registered."""
    mine = (t.c.tenant_id == work.actor.tenant_id, t.c.user_id == work.actor.user_id)
    return int(work.conn.execute(select(func.count()).select_from(t).where(*mine)).scalar_one())


def kept_by(work: Work, one: Webhook, shares: bool) -> bool:
    """Whether the actor keeps it: their own personal one, or one of their site where they may share."""
    actor = work.actor
    if one.tenant_id != actor.tenant_id or actor.user_id is None:
        return False
    return shares and one.site_id == actor.site_id if one.site_id else one.user_id == actor.user_id


def _keeps(work: Work, shares: bool) -> ColumnElement[bool]:
    actor = work.actor
    mine = and_(t.c.user_id == actor.user_id, t.c.site_id == "")
    kept = or_(mine, t.c.site_id == actor.site_id) if shares else mine
    return and_(t.c.tenant_id == actor.tenant_id, kept)


def _view(work: Work, one: Webhook) -> WebhookView:
    return WebhookView(
        id=one.id,
        style=one.style,
        name=one.name,
        host=one.host,
        shared=bool(one.site_id),
        topics=tuple(topic for topic in Topic if topic in one.topics),
        failures=one.failures,
        off=one.off_at is not None,
        off_why=one.off_why,
        created_at=one.created_at,
        pushes=_last(work, one.id),
    )


def _last(work: Work, webhook_id: UUID) -> tuple[PushLine, ...]:
    wanted = select(*(p.c[name] for name in PushLine.__struct_fields__)).where(
        p.c.tenant_id == work.actor.tenant_id, p.c.webhook_id == webhook_id
    )
    rows = work.conn.execute(wanted.order_by(p.c.created_at.desc(), p.c.id.desc()).limit(LAST)).mappings()
    return tuple(PushLine(**{str(name): value for name, value in row.items()}) for row in rows)
