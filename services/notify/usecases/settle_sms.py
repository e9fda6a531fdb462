"""A person settles an SMS in doubt: by the supplier's bill, by a call, by asking the applicant."""

from typing import Literal
from uuid import UUID

from msgspec.structs import replace

from services.notify.usecases.handing import give_up
from shared.domain.access.actor import platform
from shared.kernel.errors import conflict, not_found
from shared.store import sms as journal
from shared.store.engine import OpenWork
from shared.store.sms import SmsState

Verdict = Literal["sent", "not-sent"]
BY_HAND = "by_hand"


def settle_sms(open_work: OpenWork, tenant_id: str, sms_id: UUID, verdict: Verdict, by: str, why: str) -> None:
    """Sent: the supplier has it, a receipt may still follow. Not sent: over, and its case shows that nobody was told.

    It is never sent again from here: that proof is for machines, which have it or have not. Raises Refusal not_found,
    or conflict `sms.not_in_doubt` where it came to an end meanwhile.
    """
    with open_work(platform(tenant_id)) as work:
        sms = journal.find(work.conn, sms_id, lock=True)
        if sms is None:
            raise not_found()
        if sms.state is not SmsState.UNKNOWN:
            raise conflict("sms.not_in_doubt", state=sms.state.value)
        if verdict == "sent":
            journal.change(work.conn, replace(sms, state=SmsState.ACCEPTED, code=BY_HAND))
        else:
            give_up(work, sms, BY_HAND)
        work.note(f"sms.settled:{verdict}", about=str(sms.case_id), reason=f"{by}: {why}")
