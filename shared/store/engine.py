"""The store: one engine under one role, its keys and its cache of reference data. Built in a composition root."""

from typing import Protocol
from uuid import UUID

from sqlalchemy import Engine, create_engine
from sqlalchemy.engine.interfaces import IsolationLevel
from sqlalchemy.pool import NullPool

from shared.domain.access.actor import Actor, platform
from shared.kernel.settings import Settings
from shared.store.crypto import vault_of
from shared.store.idempotency import Idem
from shared.store.keys import Keys
from shared.store.reference_cache import ReferenceCache
from shared.store.uow import Work


class OpenWork(Protocol):
    """How use cases get a unit of work."""

    def __call__(
        self, actor: Actor, idem: Idem | None = None, heard: tuple[str, UUID] | None = None
    ) -> Work: ...  # pragma: no cover


class Store:
    """Gives units of work. Thread-safe; one per process and role."""

    def __init__(self, engine: Engine, keys: Keys) -> None:
        self.engine, self.keys, self.cache = engine, keys, ReferenceCache()

    def work(self, actor: Actor, idem: Idem | None = None, heard: tuple[str, UUID] | None = None) -> Work:
        """A transaction for this actor; `heard` is (consumer, message id) when a message caused it."""
        return Work(self.engine, self.keys, self.cache, actor, idem, heard)

    def hearing(self, consumer: str, tenant_id: str, message_id: UUID) -> Work:
        """A transaction of the platform caused by a message. Entering raises AlreadyHeard for a second delivery."""
        return self.work(platform(tenant_id), heard=(consumer, message_id))


def open_engine(url: str, pool: int = 20, planned_anew: bool = False) -> Engine:
    """An engine whose connections are checked before use and given back clean.

    `planned_anew`: no plan of a statement is kept. A queue's table is empty or full from one minute to the next, and a
    plan made when it was empty reads the whole backlog at every look.
    """
    told = {"prepare_threshold": None} if planned_anew else {}
    return create_engine(
        url,
        connect_args=told,
        pool_size=pool,
        max_overflow=0,
        pool_timeout=5,
        pool_pre_ping=False,
        pool_recycle=1800,
        future=True,
    )


def owner_engine(settings: Settings, isolation_level: IsolationLevel = "READ COMMITTED") -> Engine:
    """The owner's, for commands and what is done now and then: it keeps no connection."""
    return create_engine(settings.database_owner, poolclass=NullPool, isolation_level=isolation_level)


def open_store(settings: Settings, role: str = "app", pool: int = 20) -> Store:
    """The store under a role: `owner`, `app` or `queue`."""
    url = {"owner": settings.database_owner, "app": settings.database_app, "queue": settings.database_queue}[role]
    return Store(
        open_engine(url, pool, planned_anew=role == "queue"),
        Keys(vault_of(settings), settings.token_key, settings.chain_key),
    )
