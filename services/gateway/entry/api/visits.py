"""Return visits over JSON: the queue, the calls, and the plans that samples are drawn by."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input, Nothing, Words
from services.gateway.queries.visit_plans import PlanRow, PlanView, plan_rows, plan_view
from services.gateway.queries.visits import Desk, Queue, desk, queue
from services.gateway.usecases.calling import next_visit, release_visit, take_visit
from services.gateway.usecases.dial_visit import dial_visit
from services.gateway.usecases.record_call import Said, record_call
from shared.domain.access import actions
from shared.domain.access.actor import Actor

_DO: dict[str, Any] = {"responses": answers.MOVE, "status_code": 200, "sync_to_thread": True}
_LOOK: dict[str, Any] = {"responses": answers.READ, "sync_to_thread": True}
_Answer = Annotated[str, Meta(max_length=40)]


class CallInput(Input, frozen=True, kw_only=True):
    """What a call came to. `answers` are written `done.yes`; a `problem` needs `words`."""

    outcome: Literal["answered", "refused", "later", "busy", "no_answer", "off", "wrong_number"]
    grade: Literal["", "very_good", "good", "fair", "bad", "very_bad"] = ""
    answers: Annotated[tuple[_Answer, ...], Meta(max_length=10)] = ()
    words: Words = ""
    later_at: Annotated[datetime, Meta(tz=True)] | None = None
    problem: bool = False

    def said(self) -> Said:
        """As the use case takes it."""
        return Said(**msgspec.structs.asdict(self))


class Number(msgspec.Struct, frozen=True, kw_only=True):
    """The number to dial, for this call."""

    phone: str

    def __repr__(self) -> str:
        return "Number(…)"


class Plans(msgspec.Struct, frozen=True, kw_only=True):
    """Plans, the newest first."""

    plans: tuple[PlanRow, ...]


class VisitsApi(Controller):
    """电话回访."""

    path = "/api"
    tags = ("feedback",)
    dto = StrictJson

    @get("/visits", opt={"access": actions.VISIT_READ}, **_LOOK)
    def queue(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Queue:
        """What waits to be called, the urgent ones first, and the figures."""
        with deps.work(actor) as work:
            return queue(work)

    @get("/visits/{visit_id:uuid}", opt={"access": actions.VISIT_READ}, **_LOOK)
    def desk(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], visit_id: FromPath[UUID]) -> Desk:
        """One visit, its number hidden."""
        with deps.work(actor) as work:
            return desk(work, visit_id)

    @post("/visits/next", opt={"access": actions.VISIT_CALL}, **_DO)
    def next(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[Nothing]) -> Desk:
        """The next one is the caller's own for some minutes; asked again, the same one."""
        found = next_visit(deps, actor)
        with deps.work(actor) as work:
            return desk(work, found)

    @post("/visits/{visit_id:uuid}/take", opt={"access": actions.VISIT_CALL}, **_DO)
    def take(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        visit_id: FromPath[UUID],
        data: JSONBody[Nothing],
    ) -> Desk:
        """A certain one is the caller's own for some minutes."""
        take_visit(deps, actor, visit_id)
        with deps.work(actor) as work:
            return desk(work, visit_id)

    @post("/visits/{visit_id:uuid}/release", opt={"access": actions.VISIT_CALL}, **_DO)
    def release(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        visit_id: FromPath[UUID],
        data: JSONBody[Nothing],
    ) -> Desk:
        """Given back to the queue."""
        release_visit(deps, actor, visit_id)
        with deps.work(actor) as work:
            return desk(work, visit_id)

    @post("/visits/{visit_id:uuid}/dial", opt={"access": actions.VISIT_CALL}, **_DO)
    def dial(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        visit_id: FromPath[UUID],
        data: JSONBody[Nothing],
    ) -> Number:
        """The number, shown to whoever has the visit; every look is on record."""
        return Number(phone=dial_visit(deps, actor, visit_id))

    @post("/visits/{visit_id:uuid}/record", opt={"access": actions.VISIT_CALL}, **_DO)
    def record(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        visit_id: FromPath[UUID],
        data: JSONBody[CallInput],
    ) -> Desk:
        """What the call came to; the visit after it."""
        record_call(deps, actor, visit_id, data.said())
        with deps.work(actor) as work:
            return desk(work, visit_id)

    @get("/visit-plans", opt={"access": actions.VISIT_READ}, **_LOOK)
    def plans(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Plans:
        """The draws that were made."""
        with deps.work(actor) as work:
            return Plans(plans=plan_rows(work))

    @get("/visit-plans/{plan_id:uuid}", opt={"access": actions.VISIT_READ}, **_LOOK)
    def plan(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], plan_id: FromPath[UUID]) -> PlanView:
        """One draw, drawn again from its record; `same` says whether it gives what was called about."""
        with deps.work(actor) as work:
            return plan_view(work, plan_id)
