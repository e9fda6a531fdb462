"""Late and stuck cases over JSON: urging by hand, the supervisions and their answers."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import Remark, SupervisionAnswer
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.queries.supervision import Supervisions, supervisions
from services.gateway.usecases import answer_supervision as answering
from services.gateway.usecases.urge_case import urge_case
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt

SupervisionPage = Annotated[int, QueryParameter(ge=1, le=9999, description="Which page of the list.")]


class MeasuresApi(Controller):
    """催办 and 督办."""

    path = "/api"
    tags = ("supervision",)
    dto = StrictJson

    @get("/supervisions", opt={"access": actions.DESK_READ}, responses=answers.READ, sync_to_thread=True)
    def listed(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], page: SupervisionPage = 1
    ) -> Supervisions:
        """Supervisions of the own site, or of all that the actor sees; those that wait first.

        A `page` behind the last is the last.
        """
        with deps.work(actor) as work:
            return supervisions(work, page)

    @post(
        "/cases/{case_id:uuid}/urge",
        opt={"access": c.Urge.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def urge(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]) -> Response[Receipt]:
        """催办: whoever has to act is told."""
        return presented(urge_case(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))

    @post(
        "/cases/{case_id:uuid}/answer-supervision",
        opt={"access": c.AnswerSupervision.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def answer(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[SupervisionAnswer]
    ) -> Response[Receipt]:
        """答复督办: what is being done about it; who coordinates names the site in whose place."""
        told = answering.answer_supervision(
            ask.deps, ask.actor, case_id, data.words, data.site, version=ask.version, idem=ask.idem
        )
        return presented(told)
