"""What somebody typed into a form when their session was over: sealed into the log-in page, given back after it.

Only ciphertext leaves the house, and only the user who typed it gets it back. Nothing is done with it on the way: the
form is shown again, filled in, and waits for a second click.
"""

import base64
import re
from datetime import timedelta
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from litestar.utils.scope.state import ScopeState

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Form, form_of
from services.gateway.entry.pages.rendering import Req
from services.gateway.usecases.drafts import Draft, drop_draft, load_draft, save_draft
from shared.domain.access.actor import Actor
from shared.kernel.clock import real_now
from shared.kernel.settings import Settings
from shared.store.crypto import vault_of

KEEPS_TEXT = re.compile(r"/(register|cases/[0-9a-f-]{36}/[a-z-]{2,20})")
"""The forms in which people write more than they want to write twice."""

LARGEST = 60_000
_FOR = timedelta(hours=12)
_PLACE = "pages|carried|form|"


class Carried(msgspec.Struct, frozen=True, kw_only=True):
    """A form on its way through the log-in."""

    path: str
    who: str
    at: float
    pairs: tuple[tuple[str, str], ...]


def carried(request: Req) -> str:
    """The posted form, sealed; '' where there is nothing worth keeping. Call after the guard read the form."""
    deps: Deps = request.app.state.deps
    path, form = _path(request.scope["path"]), _form(request)
    if request.method != "POST" or not KEEPS_TEXT.fullmatch(path) or form is None:
        return ""
    kept = Carried(path=path, who=form.one("who"), at=real_now().timestamp(), pairs=tuple(form.pairs()))
    body = msgspec.json.encode(kept).decode()
    return base64.urlsafe_b64encode(vault_of(deps.settings).seal(body, _PLACE)).decode() if len(body) <= LARGEST else ""


def give_back(deps: Deps, actor: Actor, sealed: str) -> str | None:
    """Keeps the text as the actor's draft and says where the form is; None where it is not theirs, or too old."""
    kept = _open(deps.settings, sealed)
    if kept is None or kept.who != str(actor.user_id) or real_now().timestamp() - kept.at > _FOR.total_seconds():
        return None
    save_draft(deps, actor, kept.path, msgspec.json.encode(kept.pairs).decode())
    return kept.path


def kept_form(deps: Deps, actor: Actor, path: str) -> Form | None:
    """What the actor typed into the form at this address and did not submit."""
    draft = load_draft(deps, actor, path) if actor.user_id else None
    return None if draft is None else form_in(draft)


def form_in(draft: Draft) -> Form:
    """The form a draft was made of."""
    fields: dict[str, list[str]] = {}
    for name, value in msgspec.json.decode(draft.body, type=list[tuple[str, str]]):
        fields.setdefault(name, []).append(value)
    return form_of(fields)


def done_with(deps: Deps, actor: Actor, path: str) -> None:
    """The form was submitted: its draft goes."""
    if actor.user_id:
        drop_draft(deps, actor, path)


def _path(path: str) -> str:
    # The draft of a registration is one, whichever of its buttons was pressed.
    return "/register" if path.startswith("/register") else path


def _form(request: Req) -> Form | None:
    read: Any = ScopeState.from_scope(request.scope).form
    return form_of(read) if isinstance(read, dict) else None


def _open(settings: Settings, sealed: str) -> Carried | None:
    try:
        body = vault_of(settings).open(base64.urlsafe_b64decode(sealed.encode()), _PLACE)
        return msgspec.json.decode(body, type=Carried)
    except (ValueError, InvalidTag, IndexError, KeyError, StopIteration, msgspec.DecodeError):
        return None
