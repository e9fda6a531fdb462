"""What each user chose to hear of; without a row everything is shown."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.bell.topics import Topic
from shared.store.pending import Pending
from shared.store.tables.bell import notice_choices as t


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """Topics that are not shown; whether and at which hour a digest comes, None: as the locality has it."""

    hidden: frozenset[Topic] = frozenset()
    digest: bool | None = None
    digest_hour: int | None = None


def of(work: Pending, user_id: UUID | None) -> Choice:
    """One user's."""
    row = work.conn.execute(select(t).where(t.c.user_id == user_id)).mappings().one_or_none()
    return choice(row) if row else Choice()


def put(work: Pending, user_id: UUID, chosen: Choice) -> None:
    """In place of what the user chose before."""
    values: dict[str, Any] = {"hidden": _text(chosen.hidden), "changed_at": work.now}
    values |= {"digest": chosen.digest, "digest_hour": chosen.digest_hour}
    row = {"user_id": user_id, "tenant_id": work.actor.tenant_id, **values}
    work.conn.execute(upsert(t).values(row).on_conflict_do_update(index_elements=["user_id"], set_=values))


def all_of(work: Pending) -> dict[UUID, Choice]:
    """Those of the actor's tenant who chose."""
    rows = work.conn.execute(select(t).where(t.c.tenant_id == work.actor.tenant_id)).mappings()
    return {row["user_id"]: choice(row) for row in rows}


def choice(row: Any) -> Choice:
    """The choice of a row; a topic that there is no more is none."""
    return Choice(hidden=_topics(row["hidden"]), digest=row["digest"], digest_hour=row["digest_hour"])


def _topics(written: str) -> frozenset[Topic]:
    return frozenset(topic for topic in Topic if topic.value in written.split(","))


def _text(topics: frozenset[Topic]) -> str:
    return ",".join(sorted(topics))
