"""What a case tells beside itself, over JSON: the receipt for its applicant, and whose time it took."""

from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.queries.handover_receipt import HandoverReceipt, handover_receipt
from services.gateway.queries.responsibility import Responsibility, responsibility
from shared.domain.access.actions import CASE_READ
from shared.domain.access.actor import Actor


class SharingApi(Controller):
    """Reading, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)

    @get("/{case_id:uuid}/receipt", opt={"access": CASE_READ}, responses=answers.READ, sync_to_thread=True)
    def receipt(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> HandoverReceipt:
        """交接回执: where the case is, by when, and whom to call; nothing about the applicant but their mask."""
        with deps.work(actor) as work:
            return handover_receipt(work, work.cases.get(case_id))

    @get("/{case_id:uuid}/responsibility", opt={"access": CASE_READ}, responses=answers.READ, sync_to_thread=True)
    def responsibility(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Responsibility:
        """责任时间: what each site and person had of the case, in working minutes that add up to the whole."""
        with deps.work(actor) as work:
            case = work.cases.get(case_id)
            return responsibility(work, case, work.cases.history(case_id))
