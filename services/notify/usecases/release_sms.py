"""A text was approved: what was stuck for want of it goes in every tenant that inherits it."""

from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import ReleaseSms
from shared.domain.access.actor import platform
from shared.store.sms_by_hand import let_go_stuck
from shared.store.text_heirs import heirs


def release_sms(deps: Deps, message: ReleaseSms, message_id: UUID) -> None:
    """Each in a transaction of its own tenant; heard twice, the second finds nothing stuck."""
    with deps.work(platform(message.tenant_id)) as work:
        found = heirs(work, message.tenant_id, message.purpose, message.version)
    for tenant in found:
        with deps.work(platform(tenant)) as work:
            let_go_stuck(work, message.purpose)
    with deps.hear(CONSUMER, message.tenant_id, message_id):
        pass
