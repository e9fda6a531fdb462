"""Logging in: every failure looks and lasts alike, wrong tries are counted, the session is new.

Few are allowed for one account from one address; more for an account from everywhere, so that a stranger elsewhere does
not lock it soon; most for an address, behind which a whole hall may sit.
"""

import math

import msgspec

from services.gateway.deps import ANONYMOUS, Account, Deps
from services.gateway.usecases.root import at_root
from shared.domain.access.actor import Actor, platform
from shared.kernel.errors import busy, forbidden
from shared.store import devices
from shared.store.devices import Traces
from shared.store.uow import Work

NO_DEVICE = Traces()
LONGEST = 200
"""Characters of a log-in name or a password that are looked at at all."""


_LIMITS = (("login.tries", 5), ("login.tries_per_account", 50), ("login.tries_per_address", 100))
"""Wrong tries within the window, in the order of the keys: account and address together, account, address."""


class LoggedIn(msgspec.Struct, frozen=True, kw_only=True):
    """Who it is, and the token of the session, which is told this once."""

    actor: Actor
    token: str

    def __repr__(self) -> str:
        return f"LoggedIn({self.actor.user_id})"


def log_in(
    deps: Deps, login: str, password: str, address: str, old_token: str = "", device: Traces = NO_DEVICE
) -> LoggedIn:
    """A new session; one that the browser had before is ended. From now on the device is known as one of ours.

    Raises Refusal forbidden `login.wrong`, alike for unknown, wrong and disabled, or busy `login.throttled`.
    """
    name = login.strip()
    keys = (f"both:{name.casefold()}|{address}", f"account:{name.casefold()}", f"ip:{address}")
    with deps.work(ANONYMOUS) as work:
        wait = _count(deps, work, keys)
        account = deps.sessions.account(work, name) if _plausible(name) else None
    if wait:
        _note(deps, account, "login.throttled")
        raise busy("login.throttled", minutes=math.ceil(wait / 60), retry_after=math.ceil(wait))
    # The hash is slow on purpose, so it is computed outside any transaction.
    right = deps.passwords.fits(account.password_hash if account else None, password[:LONGEST])
    if account is None or not right or account.disabled:
        _note(deps, account, "login.failed")
        raise forbidden("login.wrong")
    return _welcome(deps, account, keys, old_token, device)


def _count(deps: Deps, work: Work, keys: tuple[str, str, str]) -> float:
    """Counts the try in advance, so that tries at once are all counted; gives the seconds to wait, or 0."""
    tenant = work.reference.root_tenant
    window = work.reference.number(tenant, "login.window_minutes", 15)
    limits = (work.reference.whole(tenant, name, default) for name, default in _LIMITS)
    return deps.guesses.attempt(work, dict(zip(keys, limits, strict=True)), window)


def _plausible(name: str) -> bool:
    return 0 < len(name) <= LONGEST and name.isprintable()


def _welcome(deps: Deps, account: Account, keys: tuple[str, str, str], old_token: str, device: Traces) -> LoggedIn:
    with deps.work(platform(account.tenant_id)) as work:
        actor = deps.sessions.actor(work, account)
    with deps.work(actor) as work:
        deps.guesses.forget(work, keys[0])
        for key in keys[1:]:
            deps.guesses.release(work, key)
        if old_token:
            deps.sessions.end(work, old_token)
        token = deps.sessions.start(work, actor)
        devices.know(work, device)
        work.note("login", str(account.user_id))
    return LoggedIn(actor=actor, token=token)


def _note(deps: Deps, account: Account | None, act: str) -> None:
    """An audit row. What was typed is not in it: people type passwords into the wrong field."""
    opened = deps.work(platform(account.tenant_id)) if account else at_root(deps)
    with opened as work:
        work.note(act, str(account.user_id) if account else "unknown")
