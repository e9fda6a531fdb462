"""商定停表 over JSON: proposed by one of origin and holder, answered by the other."""

from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import NeedsWords, Remark
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Nothing
from services.gateway.usecases import agree_on_pause
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt


class AgreedPausesApi(Controller):
    """Acts on a case, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/propose-pause",
        opt={"access": c.ProposePause.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def propose(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[NeedsWords]
    ) -> Response[Receipt]:
        """提议停表 to the other of origin and holder; the clock runs on until it agrees."""
        done = agree_on_pause.propose_pause(
            ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem
        )
        return presented(done)

    @post(
        "/{case_id:uuid}/accept-pause",
        opt={"access": c.AcceptPause.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def accept(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """同意停表: the clock stands still from now."""
        return presented(agree_on_pause.accept_pause(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/decline-pause",
        opt={"access": c.DeclinePause.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def decline(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[NeedsWords]
    ) -> Response[Receipt]:
        """不同意停表, and why."""
        done = agree_on_pause.decline_pause(
            ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem
        )
        return presented(done)

    @post(
        "/{case_id:uuid}/withdraw-pause",
        opt={"access": c.WithdrawPause.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def withdraw(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]) -> Response[Receipt]:
        """撤回停表提议, while nobody has answered."""
        done = agree_on_pause.withdraw_pause(
            ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem
        )
        return presented(done)
