"""Every sealed column with the place its envelopes are bound to: what a change of key must go through."""

from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import Column, Table

from shared.store.tables import access, bell, cases, cooperation, evaluations, exports, feedback, notify, visits


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A column of envelopes. `cursor` is the UUID column by which its rows are gone through."""

    table: Table
    column: str
    cursor: str
    place: str

    @property
    def name(self) -> str:
        """How progress and people call it."""
        return f"{self.table.name}.{self.column}"

    @property
    def envelope(self) -> Column[Any]:
        """The column itself."""
        return self.table.c[self.column]

    def place_of(self, row: Mapping[str, Any]) -> str:
        """The place the envelope of this row is bound to."""
        return self.place.format(**row)


def _person(field: str) -> Sealed:
    place = "{tenant_id}|person_versions|" + field + "|{id}"
    return Sealed(table=cases.person_versions, column=field, cursor="id", place=place)


def _raw(table: Table) -> Sealed:
    return Sealed(table=table, column="body_ct", cursor="id", place=f"|{table.name}|body_ct|" + "{id}")


SEALED = (
    _person("name_ct"),
    _person("phone_ct"),
    _person("identity_ct"),
    _person("contact_ct"),
    Sealed(table=access.drafts, column="body_ct", cursor="id", place="{tenant_id}|drafts|body_ct|{user_id}:{form}"),
    _raw(notify.sms_receipts),
    _raw(notify.sms_replies),
    Sealed(
        table=cooperation.attachments,
        column="key_ct",
        cursor="id",
        place="{tenant_id}|attachments|key_ct|{id}",
    ),
    Sealed(
        table=notify.ratings,
        column="words_ct",
        cursor="case_id",
        place="{tenant_id}|ratings|words_ct|{case_id}:{round}{occasion}",
    ),
    Sealed(
        table=evaluations.waiting_replies,
        column="words_ct",
        cursor="id",
        place="{tenant_id}|waiting_replies|words_ct|{id}",
    ),
    Sealed(
        table=feedback.second_ratings,
        column="words_ct",
        cursor="case_id",
        place="{tenant_id}|second_ratings|words_ct|{case_id}:{round}",
    ),
    Sealed(table=bell.webhooks, column="url_ct", cursor="id", place="{tenant_id}|webhooks|url_ct|{id}"),
    Sealed(table=bell.webhooks, column="secret_ct", cursor="id", place="{tenant_id}|webhooks|secret_ct|{id}"),
    Sealed(table=visits.calls, column="words_ct", cursor="id", place="{tenant_id}|calls|words_ct|{id}"),
    Sealed(
        table=exports.rating_exports,
        column="body_ct",
        cursor="id",
        place="{tenant_id}|rating_exports|body_ct|{id}",
    ),
)
