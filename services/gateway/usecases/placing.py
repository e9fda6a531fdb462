"""What a no leaves behind: the case looks for a place again."""

from services.gateway.usecases.moving import Then
from shared.contracts.messages import RouteCase
from shared.domain.cases.model import Case
from shared.domain.routing.next_place import last_no
from shared.store.uow import Work


def look_again(cause: str) -> Then:
    """Routing after a refusal or a return, as `cause` says."""

    def send(work: Work, case: Case) -> None:
        work.send(RouteCase(tenant_id=case.tenant_id, case_id=case.id, version=case.version, cause=cause), case)

    return send


def off_the_board(work: Work, case: Case) -> None:
    """A no whose doorbell found the case on a board for a co-handler's part rings again once it has left the board."""
    before, cause = work.saved[case.id].before, last_no(case)
    if before and before.watched and not case.pool_site and cause:
        look_again(cause)(work, case)
