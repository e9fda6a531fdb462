"""Against forged requests: a token bound to the session, and what the browser says about where a request comes from.

Each route has one rule, `token` unless it says otherwise by `opt["csrf"]`:
  token  somebody with a session shows the token bound to it, in the header X-CSRF-Token or the form field `csrf`;
         a form without a session (the log-in form) shows the one bound to the cookie of the visit
  json   only JSON is taken, which no foreign page can send without being asked first: the API's log-in
  secret the address itself is the secret: rating links
  signed every call is signed: suppliers' hooks, where no browser is
An API key is no cookie, so no browser sends it by itself: nothing is asked of its bearer.
"""

import hmac
from urllib.parse import urlsplit

from services.gateway.entry.requests import Connection
from shared.kernel.errors import forbidden
from shared.kernel.settings import Settings
from shared.store.tokens import digest

HEADER, FIELD = "x-csrf-token", "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
RULES = frozenset({"token", "json", "secret", "signed"})


def token(settings: Settings, bound_to: str) -> str:
    """The token of a session, or of a visit: nobody can make it who does not hold the cookie and our key."""
    return digest(settings.token_key, "csrf", bound_to).hex()


def require(connection: Connection, settings: Settings, rule: str, bound_to: str, given: str) -> None:
    """Raises Refusal forbidden `csrf.origin` or `csrf.token`."""
    if rule == "signed":
        return
    _require_own_page(connection, settings)
    wanted = token(settings, bound_to)
    if rule == "token" and not (bound_to and hmac.compare_digest(given.encode(), wanted.encode())):
        raise forbidden("csrf.token")


def _require_own_page(connection: Connection, settings: Settings) -> None:
    """Where the browser says that another site sends this. `null` says nothing: pages without a referrer send it."""
    site = connection.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        raise forbidden("csrf.origin")
    origin = connection.headers.get("origin")
    if origin not in (None, "null") and urlsplit(origin or "").netloc not in _own(connection, settings):
        raise forbidden("csrf.origin")


def _own(connection: Connection, settings: Settings) -> set[str]:
    """The names we go by; behind a proxy the scheme may differ, the name does not."""
    return {connection.headers.get("host", ""), urlsplit(settings.base_url).netloc} - {""}
