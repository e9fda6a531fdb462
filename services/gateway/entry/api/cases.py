"""Cases over JSON: opening, registering, reading."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.case_views import Agents, CaseView, Unmasked, case_view, unmasked
from services.gateway.entry.api.event_views import Events, event_view
from services.gateway.entry.api.inputs import NewCaseInput, Reason, RegisterInput
from services.gateway.entry.api.moves import ETAG, LOCATION, Ask, presented
from services.gateway.queries.agents import agents
from services.gateway.queries.case_file import case_file
from services.gateway.queries.timeline import timeline
from services.gateway.usecases.open_case import open_case
from services.gateway.usecases.register_case import register_case
from services.gateway.usecases.unmask_person import unmask_person
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.store.idempotency import etag
from shared.store.receipt import Receipt


class CasesApi(Controller):
    """/api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        opt={"access": c.Open.kind},
        responses=answers.TAKE_IN,
        response_headers=[ETAG, LOCATION],
        sync_to_thread=True,
    )
    def open(self, ask: NamedDependency[Ask], data: JSONBody[NewCaseInput]) -> Response[Receipt]:
        """Open a draft; nothing is handed in yet."""
        return presented(open_case(ask.deps, ask.actor, data.new_case(), idem=ask.idem), created=True)

    @post(
        "/register",
        opt={"access": actions.CASE_REGISTER},
        responses=answers.TAKE_IN,
        response_headers=[ETAG, LOCATION],
        sync_to_thread=True,
    )
    def register(self, ask: NamedDependency[Ask], data: JSONBody[RegisterInput]) -> Response[Receipt]:
        """Open, hand in and accept in one go; whoever may not accept leaves it received."""
        mandate = data.mandate.new_mandate() if data.mandate else None
        receipt = register_case(
            ask.deps, ask.actor, data.new_case(), data.papers, data.deferred, mandate, idem=ask.idem
        )
        return presented(receipt, created=True)

    @get(
        "/{case_id:uuid}",
        opt={"access": actions.CASE_READ},
        responses=answers.READ,
        response_headers=[ETAG],
        sync_to_thread=True,
    )
    def read(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Response[CaseView]:
        """The case as it stands, with what the caller may do now. The applicant is masked."""
        with deps.work(actor) as work:
            case = work.cases.get(case_id)
            view = case_view(case_file(work, case))
        return Response(view, headers={"ETag": etag(case.version)})

    @get("/{case_id:uuid}/events", opt={"access": actions.CASE_READ}, responses=answers.READ, sync_to_thread=True)
    def events(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        case_id: FromPath[UUID],
    ) -> Events:
        """What happened, oldest first; the same for everybody who may see the case."""
        with deps.work(actor) as work:
            work.cases.get(case_id)
            entries = timeline(work, work.cases.history(case_id))
        return Events(events=tuple(event_view(entry, language) for entry in entries))

    @get("/{case_id:uuid}/agents", opt={"access": c.NameAgent.kind}, responses=answers.READ, sync_to_thread=True)
    def agents(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], case_id: FromPath[UUID]) -> Agents:
        """The staff of the site that holds the case: whom it can be given to."""
        with deps.work(actor) as work:
            return Agents(agents=agents(work, work.cases.get(case_id)))

    @post(
        "/{case_id:uuid}/unmask",
        opt={"access": actions.PERSON_UNMASK},
        responses=answers.ACT,
        status_code=200,
        sync_to_thread=True,
    )
    def unmask(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        case_id: FromPath[UUID],
        data: JSONBody[Reason],
    ) -> Unmasked:
        """The applicant in clear; the reason is kept in the audit."""
        return unmasked(unmask_person(deps, actor, case_id, data.reason))
