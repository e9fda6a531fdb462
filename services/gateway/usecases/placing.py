"""What a no leaves behind: the case looks for a place again."""

from services.gateway.usecases.moving import Then
from shared.contracts.messages import RouteCase
from shared.domain.cases.model import Case
from shared.store.uow import Work


def look_again(cause: str) -> Then:
    """Routing after a refusal or a return, as `cause` says."""

    def send(work: Work, case: Case) -> None:
        work.send(RouteCase(tenant_id=case.tenant_id, case_id=case.id, version=case.version, cause=cause), case)

    return send
