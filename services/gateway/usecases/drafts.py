"""Drafts: what somebody typed and has not sent, kept encrypted on the server, for nobody else to read."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.errors import forbidden, invalid

LARGEST = 100_000
"""Characters of one draft; a form of ours is far smaller."""


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """A kept form. `body` is whatever the page put in."""

    body: str
    saved_at: datetime


def save_draft(deps: Deps, actor: Actor, form: str, body: str) -> None:
    """Keeps it in place of an earlier one. Raises Refusal invalid `draft.too_large`."""
    if len(body) > LARGEST:
        raise invalid("draft.too_large")
    with deps.work(actor) as work:
        deps.drafts.save(work, _user(actor), form, body)


def load_draft(deps: Deps, actor: Actor, form: str) -> Draft | None:
    """What was kept, or None."""
    with deps.work(actor) as work:
        kept = deps.drafts.load(work, _user(actor), form)
    return None if kept is None else Draft(body=kept[0], saved_at=kept[1])


def drop_draft(deps: Deps, actor: Actor, form: str) -> None:
    """It was sent, or thrown away."""
    with deps.work(actor) as work:
        deps.drafts.drop(work, _user(actor), form)


def _user(actor: Actor) -> UUID:
    if actor.user_id is None:
        raise forbidden("draft.no_user")
    return actor.user_id
