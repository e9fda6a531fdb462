"""Drafts as encrypted rows, one a user and form."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import insert

from shared.kernel.ids import new_id
from shared.store.tables.access import drafts as d
from shared.store.uow import Work


class DraftRows:
    """The Drafts seam on PostgreSQL."""

    def save(self, work: Work, user_id: UUID, form: str, body: str) -> None:
        tenant = work.actor.tenant_id
        row = {"id": new_id(), "tenant_id": tenant, "user_id": user_id, "form": form}
        sealed = work.keys.vault.seal(body, _place(tenant, user_id, form))
        kept = insert(d).values(row | {"body_ct": sealed, "saved_at": func.clock_timestamp()})
        changed = {"body_ct": kept.excluded.body_ct, "saved_at": kept.excluded.saved_at}
        keys = ["tenant_id", "user_id", "form"]
        work.conn.execute(kept.on_conflict_do_update(index_elements=keys, set_=changed))

    def load(self, work: Work, user_id: UUID, form: str) -> tuple[str, datetime] | None:
        row = work.conn.execute(select(d.c.body_ct, d.c.saved_at).where(*_mine(user_id, form))).one_or_none()
        if row is None:
            return None
        return work.keys.vault.open(row.body_ct, _place(work.actor.tenant_id, user_id, form)), row.saved_at

    def drop(self, work: Work, user_id: UUID, form: str) -> None:
        work.conn.execute(delete(d).where(*_mine(user_id, form)))


def _mine(user_id: UUID, form: str) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return d.c.user_id == user_id, d.c.form == form


def _place(tenant_id: str, user_id: UUID, form: str) -> str:
    return f"{tenant_id}|drafts|body_ct|{user_id}:{form}"
