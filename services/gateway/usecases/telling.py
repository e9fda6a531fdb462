"""及时反馈: what an applicant is told of an act by SMS, once the act can no longer be taken back."""

from datetime import timedelta

from shared.contracts.messages import TellApplicant
from shared.domain.cases.model import Case
from shared.store.uow import Work


def tell(work: Work, case: Case, purpose: str, round_: int, undone_as: str = "") -> None:
    """Tells it once for every `round_`; `undone_as` is the kind of event whose window to undo it waits for.

    Whether the locality wants it told is asked when it is sent.
    """
    window = work.reference.limits(case.tenant_id).undo.get(undone_as, 0)
    told = TellApplicant(tenant_id=case.tenant_id, case_id=case.id, purpose=purpose, round=round_)
    work.send(told, case, hold=timedelta(seconds=window))
