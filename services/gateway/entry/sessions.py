"""The current visitor: a person with a session, a partner with its key, or nobody."""

import msgspec

from services.gateway.deps import ANONYMOUS, Deps
from services.gateway.entry import cookies
from services.gateway.entry.requests import Connection
from services.gateway.usecases.recognise import by_key, by_session
from shared.domain.access.actor import Actor
from shared.kernel.errors import forbidden

LONGEST_TOKEN = 200


class Visitor(msgspec.Struct, frozen=True, kw_only=True):
    """Who is at the door. `token` is the session's, for its CSRF token and for logging out; '' without a session.

    `lapsed` says that they had a session which is over.
    """

    actor: Actor = ANONYMOUS
    token: str = ""
    by_key: bool = False
    lapsed: bool = False

    @property
    def known(self) -> bool:
        """Whether we know who it is."""
        return self.actor is not ANONYMOUS

    def __repr__(self) -> str:
        return f"Visitor({self.actor.id})"


def names_somebody(connection: Connection, deps: Deps) -> bool:
    """Whether the request carries anything by which its sender could be known."""
    return bool(connection.headers.get("authorization") or cookies.value(connection, deps.settings, "session"))


def recognise(connection: Connection, deps: Deps) -> Visitor:
    """Who it is. Raises Refusal forbidden `key.wrong` for an API key that opens nothing."""
    scheme, _, key = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer":
        return _partner(deps, key.strip())
    token = cookies.value(connection, deps.settings, "session")
    if not token or len(token) > LONGEST_TOKEN:
        return Visitor()
    actor = by_session(deps, token)
    return Visitor(lapsed=True) if actor is None else Visitor(actor=actor, token=token)


def _partner(deps: Deps, key: str) -> Visitor:
    actor = by_key(deps, key) if 0 < len(key) <= LONGEST_TOKEN else None
    if actor is None:
        raise forbidden("key.wrong")
    return Visitor(actor=actor, by_key=True)
