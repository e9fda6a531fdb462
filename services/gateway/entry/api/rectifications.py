"""Bad ratings over JSON: the open orders, the call to the applicant, and what was done."""

from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import RectificationInput
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Nothing
from services.gateway.queries.rectifications import OrderRow, open_orders
from services.gateway.usecases.close_rectification import close_rectification
from services.gateway.usecases.contact_applicant import contact_applicant
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.store.receipt import Receipt


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """Open orders, the next due first."""

    orders: tuple[OrderRow, ...]


class RectificationsApi(Controller):
    """Orders that bad ratings opened."""

    path = "/api"
    tags = ("feedback",)
    dto = StrictJson

    @get(
        "/rectifications",
        opt={"access": actions.RECTIFICATION_READ},
        responses=answers.READ,
        sync_to_thread=True,
    )
    def orders(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Orders:
        """Those of the own site; for a centre those of its whole district."""
        with deps.work(actor) as work:
            return Orders(orders=open_orders(work))

    @post(
        "/cases/{case_id:uuid}/rectification/contact",
        opt={"access": actions.RECTIFICATION_CONTACT},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def contact(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """The applicant was called."""
        return presented(contact_applicant(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))

    @post(
        "/cases/{case_id:uuid}/rectification/close",
        opt={"access": actions.RECTIFICATION_CLOSE},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def close(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[RectificationInput]
    ) -> Response[Receipt]:
        """Closed with what was found and done, by somebody else than who handled the case."""
        return presented(
            close_rectification(
                ask.deps, ask.actor, case_id, data.finding, data.words, version=ask.version, idem=ask.idem
            )
        )
