"""Handling over JSON: the agent, start, pause, resume, complete, terminate, undo."""

from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec.structs import asdict

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import AgentInput, CompleteInput, PauseInput, Remark, TerminateInput
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Nothing
from services.gateway.usecases.claim_case import claim_case
from services.gateway.usecases.complete_case import complete_case
from services.gateway.usecases.name_agent import name_agent
from services.gateway.usecases.pause_case import pause_case
from services.gateway.usecases.resume_case import resume_case
from services.gateway.usecases.start_case import start_case
from services.gateway.usecases.terminate_case import terminate_case
from services.gateway.usecases.undo import undo as take_back
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt


class HandlingApi(Controller):
    """Acts on a case, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/agent",
        opt={"access": c.NameAgent.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def agent(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[AgentInput]
    ) -> Response[Receipt]:
        """指定专人: name the member of staff who accompanies the case."""
        return presented(name_agent(ask.deps, ask.actor, case_id, data.staff_id, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/claim",
        opt={"access": c.Claim.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def claim(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """认领: take a case of the own site upon oneself."""
        return presented(claim_case(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/start",
        opt={"access": c.Start.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def start(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """开始办理."""
        return presented(start_case(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/pause",
        opt={"access": c.Pause.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def pause(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[PauseInput]
    ) -> Response[Receipt]:
        """停表, for one of three causes."""
        return presented(pause_case(ask.deps, ask.actor, case_id, **asdict(data), version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/resume",
        opt={"access": c.Resume.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def resume(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]) -> Response[Receipt]:
        """恢复计时."""
        return presented(resume_case(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/complete",
        opt={"access": c.Complete.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def complete(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[CompleteInput]
    ) -> Response[Receipt]:
        """办结: the applicant is asked how it went."""
        return presented(
            complete_case(ask.deps, ask.actor, case_id, data.result, data.words, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/terminate",
        opt={"access": c.Terminate.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def terminate(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[TerminateInput]
    ) -> Response[Receipt]:
        """终止, on one of the enumerated grounds."""
        return presented(
            terminate_case(
                ask.deps, ask.actor, case_id, data.reason, data.words, data.paper, version=ask.version, idem=ask.idem
            )
        )

    @post(
        "/{case_id:uuid}/undo",
        opt={"access": c.Undo.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def undo(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """撤销 the own last act, while nobody else has acted."""
        return presented(take_back(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))
