"""Addresses that notices are pushed to, as rows: address and secret sealed, shown to nobody again."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from shared.domain.bell.topics import Topic
from shared.domain.bell.webhooks import Style
from shared.store.crypto import Vault
from shared.store.pending import Pending
from shared.store.tables.bell import pushes as p
from shared.store.tables.bell import webhooks as t


class Webhook(msgspec.Struct, frozen=True, kw_only=True):
    """One address; `site_id` names the site whose people share it. `off_at`: nothing goes there since then."""

    id: UUID
    tenant_id: str
    user_id: UUID
    style: Style
    name: str
    host: str
    topics: frozenset[Topic]
    created_at: datetime
    site_id: str = ""
    failures: int = 0
    off_at: datetime | None = None
    off_why: str = ""


class Opened(msgspec.Struct, frozen=True, kw_only=True):
    """Address and secret in clear, for the one who calls there."""

    url: str
    secret: str

    def __repr__(self) -> str:
        return "Opened(…)"


def put_new(conn: Connection, vault: Vault, one: Webhook, opened: Opened) -> None:
    """Writes it."""
    row = msgspec.structs.asdict(one) | {"style": one.style.value, "topics": ",".join(sorted(one.topics))}
    row["url_ct"] = vault.seal(opened.url, _place(one, "url_ct"))
    row["secret_ct"] = vault.seal(opened.secret, _place(one, "secret_ct")) if opened.secret else None
    conn.execute(insert(t).values(row))


def take(conn: Connection, webhook_id: UUID) -> Webhook | None:
    """One, locked until the transaction ends."""
    row = conn.execute(select(t).where(t.c.id == webhook_id).with_for_update()).mappings().one_or_none()
    return webhook(row) if row else None


def opened(conn: Connection, vault: Vault, one: Webhook) -> Opened:
    """What the caller needs."""
    row = conn.execute(select(t.c.url_ct, t.c.secret_ct).where(t.c.id == one.id)).one()
    secret = vault.open(row.secret_ct, _place(one, "secret_ct")) if row.secret_ct else ""
    return Opened(url=vault.open(row.url_ct, _place(one, "url_ct")), secret=secret)


def listening(work: Pending, users: Iterable[UUID], sites: Iterable[str], topic: Topic) -> tuple[Webhook, ...]:
    """Who wants to hear of a topic: the addresses of these users, and those that the people of these sites share."""
    wanted, shared = set(users), {site for site in sites if site}
    rows = work.conn.execute(select(t).where(t.c.tenant_id == work.actor.tenant_id, t.c.off_at.is_(None))).mappings()
    found = (one for one in map(webhook, rows) if topic in one.topics)
    return tuple(one for one in found if (one.site_id in shared if one.site_id else one.user_id in wanted))


def succeeded(conn: Connection, webhook_id: UUID) -> None:
    """Somebody is there: what failed before counts no more."""
    conn.execute(update(t).where(t.c.id == webhook_id, t.c.failures > 0).values(failures=0))


def failed(conn: Connection, one: Webhook) -> int:
    """One more try in vain; gives how many there were, one after the other."""
    counted = update(t).where(t.c.id == one.id).values(failures=t.c.failures + 1).returning(t.c.failures)
    return int(conn.execute(counted).scalar_one())


def switch_off(conn: Connection, webhook_id: UUID, why: str, now: datetime) -> bool:
    """Nothing goes there any more; False where that was so already."""
    off = update(t).where(t.c.id == webhook_id, t.c.off_at.is_(None)).values(off_at=now, off_why=why[:64])
    return conn.execute(off).rowcount > 0


def switch_on(conn: Connection, webhook_id: UUID) -> None:
    """Its owner has seen to it."""
    conn.execute(update(t).where(t.c.id == webhook_id).values(off_at=None, off_why="", failures=0))


def remove(conn: Connection, webhook_id: UUID) -> None:
    """With all that went there."""
    conn.execute(delete(p).where(p.c.webhook_id == webhook_id))
    conn.execute(delete(t).where(t.c.id == webhook_id))


def webhook(row: Any) -> Webhook:
    """The address of a row, without what is sealed."""
    known = {name: row[name] for name in Webhook.__struct_fields__ if name not in ("topics", "style")}
    topics = frozenset(topic for topic in Topic if topic.value in row["topics"].split(","))
    return Webhook(**known, topics=topics, style=Style(row["style"]))


def _place(one: Webhook, column: str) -> str:
    return f"{one.tenant_id}|webhooks|{column}|{one.id}"
