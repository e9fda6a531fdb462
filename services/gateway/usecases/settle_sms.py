"""短信处置: a person lets a stuck message go again, closes it, or says what became of one in doubt."""

from uuid import UUID

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.store.sms_by_hand import Act, by_hand


def settle_sms(deps: Deps, actor: Actor, sms_id: UUID, act: Act, reason: str) -> None:
    """Raises Refusal not_found, invalid `sms.reason`, conflict `sms.not_in_doubt` or `sms.not_stuck`."""
    with deps.work(actor) as work:
        by_hand(work, sms_id, act, actor.name or actor.id, reason)
