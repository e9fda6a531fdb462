"""Persons as one version per case: written encrypted, read back only through a permission."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, select

from shared.kernel.errors import not_found
from shared.store.crypto import Vault
from shared.store.masking import mask_identity, mask_name, mask_phone
from shared.store.tables.cases import person_versions as t
from shared.store.tokens import digest, person_tokens


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """An applicant as they gave themselves. Never logged, never in a message, never in an event."""

    kind: str
    name: str
    phone: str
    identity: str = ""
    contact: str = ""

    def __repr__(self) -> str:
        return "Person(…)"

    def tokens(self) -> tuple[tuple[str, str], ...]:
        """What a case of theirs is searched by."""
        return tuple(person_tokens(self.kind, self.name, self.phone, self.identity))

    @property
    def mask(self) -> str:
        """The name as lists show it."""
        return mask_name(self.name, self.kind)

    def masked(self) -> "Person":
        """The same person as screens show them by default."""
        return Person(
            kind=self.kind,
            name=self.mask,
            phone=mask_phone(self.phone),
            identity=mask_identity(self.identity),
            contact=mask_name(self.contact, "person") if self.contact else "",
        )


_ONE = select(t).where(t.c.id == bindparam("person"))
_FIELDS = ("name", "phone", "identity", "contact")


def commitment(person: Person, key: bytes) -> str:
    """A keyed digest of the data as given: the event proves later that nothing was changed, and shows nothing."""
    return digest(key, "commitment", person.kind, *(getattr(person, f) for f in _FIELDS)).hex()


def sealed_row(person: Person, person_id: UUID, tenant_id: str, case_id: UUID, vault: Vault) -> dict[str, Any]:
    """The encrypted row."""
    row: dict[str, Any] = {"id": person_id, "tenant_id": tenant_id, "case_id": case_id, "kind": person.kind}
    for field in _FIELDS:
        value = getattr(person, field)
        place = _place(tenant_id, field, person_id)
        row[f"{field}_ct"] = vault.seal(value, place) if value or field in ("name", "phone") else None
    return row


def read(conn: Connection, person_id: UUID, vault: Vault) -> Person:
    """The person in clear. Callers ask permission and write the audit row first."""
    row = conn.execute(_ONE, {"person": person_id}).mappings().one_or_none()
    if row is None:
        raise not_found()
    clear = {
        f: vault.open(row[f"{f}_ct"], _place(row["tenant_id"], f, person_id)) if row[f"{f}_ct"] else "" for f in _FIELDS
    }
    return Person(kind=row["kind"], **clear)


def _place(tenant_id: str, field: str, person_id: UUID) -> str:
    return f"{tenant_id}|person_versions|{field}_ct|{person_id}"
