"""A person settles an SMS from the command line: by the supplier's bill, by a call, by asking the applicant."""

from uuid import UUID

from shared.domain.access.actor import platform
from shared.store.engine import OpenWork
from shared.store.sms_by_hand import Act, by_hand


def settle_sms(open_work: OpenWork, tenant_id: str, sms_id: UUID, verdict: Act, by: str, why: str) -> None:
    """Sent: the supplier has it, a receipt may still follow. Not sent, or closed: over, and its case shows that nobody
    was told. Replay: what is stuck goes again. Raises Refusal as `by_hand` does.
    """
    with open_work(platform(tenant_id)) as work:
        by_hand(work, sms_id, verdict, by, why)
