"""Everything the gateway may touch, in one frozen value; `main.py` picks what stands behind it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

import msgspec

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.routing.decide import Matcher
from shared.kernel.settings import Settings
from shared.ports.files import FileStore
from shared.store.engine import OpenWork
from shared.store.uow import Work

ANONYMOUS = Actor(tenant_id="", site_id="", roles=frozenset({Role.APPLICANT}), name="anonymous")
"""Somebody at a door whom nobody knows yet: row-level security shows them public data and nothing else."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """A log-in as it is stored."""

    user_id: UUID
    tenant_id: str
    site_id: str
    password_hash: str
    disabled: bool


class Seen(msgspec.Struct, frozen=True, kw_only=True):
    """A session that was presented: whose it is, how old, and since when nothing was heard of it. Seconds."""

    actor: Actor
    age: float
    idle: float


class Sessions(Protocol):
    """Who is logged in: opaque tokens, of which only keyed digests are stored."""

    def account(self, work: Work, login: str) -> Account | None:
        """The account of that name, or None."""

    def actor(self, work: Work, account: Account) -> Actor:
        """The person behind an account, with name and roles. `work` is of the account's tenant."""

    def start(self, work: Work, actor: Actor, after: str = "") -> str:
        """A new session; its token is told once. One that goes on `after` another is as old as that one."""

    def find(self, work: Work, token: str) -> Seen | None:
        """The session of a token, unless its user is disabled. Scopes `work` to the session's tenant."""

    def touch(self, work: Work, token: str) -> None:
        """Something was heard of it just now."""

    def end(self, work: Work, token: str) -> None:
        """The token opens nothing from now on."""

    def partner(self, work: Work, key: str) -> Actor | None:
        """The partner system that holds an API key, or None."""


class Guesses(Protocol):
    """How often somebody guessed wrong lately, by keyed digests of account or address."""

    def attempt(self, work: Work, limits: Mapping[str, int], window_minutes: float) -> float:
        """Counts this try in advance under every key; where one has as many as its limit, under none.

        Gives the seconds until the next try, 0 where this one may go on. A try that is not looked at counts nowhere,
        so that every lock ends by itself however long somebody knocks.
        """

    def reserve(self, work: Work, key: str, window_minutes: float) -> int:
        """Counts this try in advance, so that tries at once are all counted; gives the count, this one included."""

    def release(self, work: Work, key: str) -> None:
        """The last try was right: it does not count."""

    def forget(self, work: Work, key: str) -> None:
        """None of the tries counts any more."""


class Passwords(Protocol):
    """Slow hashes of passwords."""

    def fits(self, stored: str | None, password: str) -> bool:
        """Whether the password is the one stored. Without a stored one it takes as long, and is not."""


class Drafts(Protocol):
    """What somebody typed and has not sent, encrypted, one draft a form."""

    def save(self, work: Work, user_id: UUID, form: str, body: str) -> None:
        """Keeps it, in place of an earlier one."""

    def load(self, work: Work, user_id: UUID, form: str) -> tuple[str, datetime] | None:
        """What was kept, and since when."""

    def drop(self, work: Work, user_id: UUID, form: str) -> None:
        """It was sent, or thrown away."""


class Shares(Protocol):
    """What a tenant, and each of its API keys, may take in: buckets of tokens that fill in real time."""

    def take(self, actor: Actor) -> float:
        """Spends the token of one act. Gives the seconds until there is one, 0 where it was there."""

    def give_back(self, actor: Actor) -> None:
        """The act had been done before: its token is not spent."""


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Whether people can be served: migrated and seeded. A warning does not keep anybody waiting."""

    ready: bool
    problems: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Deps(msgspec.Struct, frozen=True, kw_only=True):
    """The store and the seams of the gateway. `may` asks the permissions in force at the actor's own site.

    `outages` are the exceptions that mean a part we need is down or overloaded, and not that something is wrong here.
    """

    settings: Settings
    work: OpenWork
    may: Callable[[Actor, str], bool]
    matching: Matcher
    sessions: Sessions
    guesses: Guesses
    passwords: Passwords
    drafts: Drafts
    files: FileStore
    shares: Shares
    readiness: Callable[[], Ready]
    outages: tuple[type[Exception], ...] = ()
