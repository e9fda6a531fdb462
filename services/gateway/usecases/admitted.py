"""Whoever takes something in spends a token of the tenant's, so that no flood of one is a wait of all (限流)."""

import math
from collections.abc import Iterator
from contextlib import contextmanager

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.kernel.errors import busy
from shared.store.idempotency import Idem, Replayed
from shared.store.uow import Work


@contextmanager
def admitted(deps: Deps, actor: Actor, idem: Idem | None) -> Iterator[Work]:
    """A unit of work for one act of taking in. Whatever becomes of the act, its token is spent; a replay spends none.

    Raises Refusal busy `intake.tenant` or `intake.key` with the seconds to wait, or Replayed, whatever is left.
    """
    wait = deps.shares.take(actor)
    try:
        with deps.work(actor, idem) as work:
            if wait:
                seconds = math.ceil(wait)
                raise busy("intake.key" if actor.key_id else "intake.tenant", seconds=seconds, retry_after=seconds)
            yield work
    except Replayed:
        if not wait:
            deps.shares.give_back(actor)
        raise
