"""What sites owe each other over JSON: asking, promising, settling, and the list of a site."""

from datetime import date, datetime
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Input, SiteId, Words
from services.gateway.queries.debts import Debt, DebtRow, open_debts
from services.gateway.usecases.ask_other import ask_other
from services.gateway.usecases.settle_obligation import fulfil_obligation, withdraw_obligation
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.cooperation.obligations import ObligationKind, ObligationState, Wanted
from shared.domain.deadlines.lamps import Lamp
from shared.store.receipt import Receipt


class WantedInput(Input, frozen=True, kw_only=True):
    """What is asked of another site, or promised to it. `by`: a working day, which ends at closing time."""

    other: SiteId
    kind: ObligationKind
    words: Words
    by: date | None = None

    def wanted(self, promised: bool) -> Wanted:
        """As the rules take it."""
        return Wanted(other=self.other, kind=self.kind, words=self.words, by=self.by, promised=promised)


class Settled(Input, frozen=True, kw_only=True):
    """Which one, and the answer."""

    obligation_id: UUID
    words: Words


class Released(Input, frozen=True, kw_only=True):
    """Which one."""

    obligation_id: UUID


class DebtView(msgspec.Struct, frozen=True, kw_only=True):
    """What `by_site` owes `to_site` now. `minutes`: the open office time that is left."""

    id: UUID
    kind: ObligationKind
    words: str
    by_site: str
    to_site: str
    promised: bool
    asked_at: datetime
    due_at: datetime
    minutes: int
    lamp: Lamp
    state: ObligationState
    escalated_to: str


class DebtLine(msgspec.Struct, frozen=True, kw_only=True):
    """One of a list, with its case."""

    case_id: UUID
    number: str
    item_name: str
    applicant: str
    obligation: DebtView


class Debts(msgspec.Struct, frozen=True, kw_only=True):
    """Open ones of the caller's site, the next due first: owed, awaited, and overdue ones told to this centre."""

    owed: tuple[DebtLine, ...]
    awaited: tuple[DebtLine, ...]
    escalated: tuple[DebtLine, ...]


class ObligationsApi(Controller):
    """/api/obligations, and what is asked within the conversation of a case."""

    path = "/api"
    tags = ("cooperation",)
    dto = StrictJson

    @get("/obligations", opt={"access": actions.THREAD_READ}, responses=answers.READ, sync_to_thread=True)
    def open(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Debts:
        """What the caller's site owes, waits for, and is told of."""
        with deps.work(actor) as work:
            found = open_debts(work)
        return Debts(
            owed=tuple(map(_line, found.owed)),
            awaited=tuple(map(_line, found.awaited)),
            escalated=tuple(map(_line, found.escalated)),
        )

    @post(
        "/cases/{case_id:uuid}/thread/ask",
        opt={"access": actions.THREAD_POST},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def ask(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[WantedInput]) -> Response[Receipt]:
        """Ask another site of the case for an answer or a paper. `made` of the receipt is the obligation's id."""
        wanted = data.wanted(promised=False)
        return presented(ask_other(ask.deps, ask.actor, case_id, wanted, version=ask.version, idem=ask.idem))

    @post(
        "/cases/{case_id:uuid}/thread/promise",
        opt={"access": actions.THREAD_POST},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def promise(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[WantedInput]
    ) -> Response[Receipt]:
        """Promise another site an answer or a paper by a time."""
        wanted = data.wanted(promised=True)
        return presented(ask_other(ask.deps, ask.actor, case_id, wanted, version=ask.version, idem=ask.idem))

    @post(
        "/cases/{case_id:uuid}/thread/fulfil",
        opt={"access": actions.THREAD_POST},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def fulfil(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Settled]) -> Response[Receipt]:
        """Answer, or say that it was sent: the own site owes it no more."""
        return presented(fulfil_obligation(ask.deps, ask.actor, case_id, data.obligation_id, data.words, idem=ask.idem))

    @post(
        "/cases/{case_id:uuid}/thread/release",
        opt={"access": actions.THREAD_POST},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def release(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Released]
    ) -> Response[Receipt]:
        """Let go of what the own site waits for."""
        return presented(withdraw_obligation(ask.deps, ask.actor, case_id, data.obligation_id, idem=ask.idem))


def debt_view(debt: Debt) -> DebtView:
    """A debt with ids for sites."""
    plain = {name: getattr(debt, name) for name in DebtView.__struct_fields__}
    told = debt.escalated_to.id if debt.escalated_to else ""
    return DebtView(**plain | {"by_site": debt.by_site.id, "to_site": debt.to_site.id, "escalated_to": told})


def _line(row: DebtRow) -> DebtLine:
    plain = {name: getattr(row, name) for name in DebtLine.__struct_fields__ if hasattr(row, name)}
    return DebtLine(**plain, obligation=debt_view(row.debt))
