"""Attachments of a conversation as rows: what each is, who may read it, and the key of its content."""

from collections.abc import Collection, Iterator
from uuid import UUID

import msgspec
from sqlalchemy import Connection, insert, select

from shared.domain.cooperation.turns import SHARED, Turn
from shared.kernel.errors import invalid, not_found
from shared.kernel.ids import new_id
from shared.ports.files import FileStore
from shared.store import sealed_files
from shared.store.crypto import Vault
from shared.store.pending import Pending
from shared.store.tables.cooperation import attachments as t


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """Content that lies in the file store already, and waits for its row."""

    name: str
    kind: str
    size: int
    sha256: str
    file: str
    key: str


class Attachment(msgspec.Struct, frozen=True, kw_only=True):
    """A row. `file` and `key_ct` are for whoever opens the content."""

    id: UUID
    tenant_id: str
    case_id: UUID
    turn_id: UUID
    name: str
    kind: str
    size: int
    sha256: str
    file: str
    key_ct: bytes


def write(work: Pending, turn: Turn, kept: tuple[Kept, ...]) -> None:
    """The rows of what a turn brings along; they are read by whoever reads the turn."""
    if kept:
        work.conn.execute(insert(t), [_row(work, turn, one) for one in kept])


def _row(work: Pending, turn: Turn, one: Kept) -> dict[str, object]:
    given, row_id = msgspec.structs.asdict(one), new_id()
    key = work.keys.vault.seal(given.pop("key"), _place(turn.tenant_id, row_id))
    whose = {"id": row_id, "tenant_id": turn.tenant_id, "case_id": turn.case_id, "turn_id": turn.id}
    return given | whose | {"audience": turn.audience, "key_ct": key, "at": work.now}


def of_case(conn: Connection, case_id: UUID) -> dict[UUID, tuple[Attachment, ...]]:
    """Those of a case that the reader may see, by turn and name."""
    found: dict[UUID, tuple[Attachment, ...]] = {}
    rows = conn.execute(select(t).where(t.c.case_id == case_id)).mappings().all()
    for row in sorted(rows, key=lambda row: (row["name"], row["id"])):
        found[row["turn_id"]] = (*found.get(row["turn_id"], ()), attachment(row))
    return found


def find(conn: Connection, attachment_id: UUID) -> Attachment:
    """One of them; ask for its case as well before it is shown. Raises Refusal not_found `attachment.unknown`."""
    row = conn.execute(select(t).where(t.c.id == attachment_id)).mappings().one_or_none()
    if row is None:
        raise not_found("attachment.unknown")
    return attachment(row)


def named(conn: Connection, ids: Collection[UUID]) -> tuple[Attachment, ...]:
    """Those of these that the reader may see."""
    return tuple(map(attachment, conn.execute(select(t).where(t.c.id.in_(ids))).mappings().all()))


def shared(conn: Connection, case_id: UUID) -> tuple[Attachment, ...]:
    """Those that every site of the case may read, by name."""
    asked = select(t).where(t.c.case_id == case_id, t.c.audience == SHARED).order_by(t.c.name, t.c.id)
    return tuple(map(attachment, conn.execute(asked).mappings().all()))


def require_shared(conn: Connection, case_id: UUID, ids: tuple[UUID, ...]) -> None:
    """Raises Refusal invalid `evidence.file` for what is no file that every site of the case may read."""
    if ids and not {*ids} <= {one.id for one in shared(conn, case_id)}:
        raise invalid("evidence.file", {"attachments": "evidence.file"})


def content(files: FileStore, vault: Vault, one: Attachment) -> Iterator[bytes]:
    """The content, opened. Raises NoSuchFile at once; a file that was changed fails while it is read."""
    key = vault.open(one.key_ct, _place(one.tenant_id, one.id))
    return sealed_files.unseal(files.read(one.file), key)


def attachment(row: object) -> Attachment:
    """The attachment of a row."""
    known = {name: value for name, value in dict(row).items() if name in Attachment.__struct_fields__}  # type: ignore[call-overload]
    return Attachment(**known)


def _place(tenant_id: str, attachment_id: UUID) -> str:
    return f"{tenant_id}|attachments|key_ct|{attachment_id}"
