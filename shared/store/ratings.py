"""Ratings and rating links as rows; the rules are in domain/feedback."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select
from sqlalchemy.dialects.postgresql import insert as upsert

from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.kernel.errors import not_found
from shared.store import opening
from shared.store.crypto import Vault
from shared.store.tables import notify
from shared.store.tokens import digest

_DOOR = "link"
_KEY = ("case_id", "round", "occasion")
_ONE = select(notify.ratings).where(*(notify.ratings.c[name] == bindparam(f"the_{name}") for name in _KEY))
_LINK = insert(notify.rating_links)


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """What a rating link opens: one occasion of one round of one case, until it expires."""

    tenant_id: str
    case_id: UUID
    round: int
    expires_at: datetime
    occasion: str = ""
    channel: Channel = Channel.LINK


def lock(conn: Connection, case_id: UUID, round_: int) -> None:
    """One transaction at a time rates this round: an SMS and a link may arrive in the same instant."""
    conn.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"rating:{case_id}:{round_}", 0))))


def find(conn: Connection, case_id: UUID, round_: int, vault: Vault, occasion: str = "") -> Rating | None:
    """The rating of one round, or of a visit in it, if there is one."""
    key = {"the_case_id": case_id, "the_round": round_, "the_occasion": occasion}
    row = conn.execute(_ONE, key).mappings().one_or_none()
    return None if row is None else rating_of(row, vault)


def put(conn: Connection, tenant_id: str, rating: Rating, vault: Vault, phone: bytes | None = None) -> None:
    """Writes the rating that stands now; the words are encrypted, since people write names into them."""
    t = notify.ratings
    row = {
        "tenant_id": tenant_id,
        "case_id": rating.case_id,
        "round": rating.round,
        "occasion": rating.occasion,
        "grade": rating.grade.value,
        "channel": rating.channel.value,
        "rated_at": rating.rated_at,
        "changes": rating.changes,
        "reasons": "|".join(rating.reasons),
        "words_ct": vault.seal(rating.words, _place(tenant_id, rating)) if rating.words else None,
        "anonymous": rating.anonymous,
        "recorded_by": rating.recorded_by,
        "scan": rating.scan,
        "flags": "|".join(rating.flags),
        "phone_token": phone,
    }
    changed = {name: value for name, value in row.items() if name not in ("tenant_id", *_KEY)}
    conn.execute(upsert(t).values(row).on_conflict_do_update(index_elements=_KEY, set_=changed))


def make_link(conn: Connection, key: bytes, link: Link, now: datetime) -> str:
    """A new secret for a link (128 bits); only its keyed digest is stored."""
    secret = secrets.token_urlsafe(16)
    row = {
        "token_hash": _hash(key, secret),
        "created_at": now,
        **msgspec.to_builtins(link, builtin_types=(UUID, datetime)),
    }
    conn.execute(_LINK, row)
    return secret


def open_link(conn: Connection, key: bytes, secret: str, now: datetime) -> Link:
    """What the secret opens. Raises Refusal not_found `rating.link`, alike for wrong, used-up and expired ones."""
    t = notify.rating_links
    token_hash = _hash(key, secret)
    opening.present(conn, _DOOR, token_hash.hex())
    row = conn.execute(select(t).where(t.c.token_hash == token_hash)).mappings().one_or_none()
    if row is None or row["expires_at"] <= now:
        raise not_found("rating.link")
    return msgspec.convert({name: row[name] for name in Link.__struct_fields__}, Link)


def _hash(key: bytes, secret: str) -> bytes:
    return digest(key, "rating-link", secret)


def rating_of(row: Any, vault: Vault) -> Rating:
    """The rating of a row, with what was written."""
    rating = Rating(
        case_id=row["case_id"],
        round=row["round"],
        occasion=row["occasion"],
        grade=Grade(row["grade"]),
        channel=Channel(row["channel"]),
        rated_at=row["rated_at"],
        changes=row["changes"],
        reasons=tuple(filter(None, row["reasons"].split("|"))),
        anonymous=row["anonymous"],
        recorded_by=row["recorded_by"],
        scan=row["scan"],
        flags=tuple(filter(None, row["flags"].split("|"))),
    )
    if row["words_ct"] is None:
        return rating
    return msgspec.structs.replace(rating, words=vault.open(row["words_ct"], _place(row["tenant_id"], rating)))


def _place(tenant_id: str, rating: Rating) -> str:
    return f"{tenant_id}|ratings|words_ct|{rating.case_id}:{rating.round}{rating.occasion}"
