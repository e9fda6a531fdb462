"""Bad ratings over JSON: the orders with their figures, the file of each, and every act on the way to its end."""

from typing import Any
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import (
    AppealInput,
    ComplexityInput,
    DoubtInput,
    OrderInput,
    RectificationInput,
    VerdictInput,
)
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.queries.order_file import OrderFile, order_file
from services.gateway.queries.rectifications import OrderRow, closed_orders, open_orders, order_figures
from services.gateway.usecases.appeal_review import appeal_review, decide_appeal
from services.gateway.usecases.classify_rectification import classify_rectification
from services.gateway.usecases.close_rectification import close_rectification
from services.gateway.usecases.contact_applicant import contact_applicant
from services.gateway.usecases.doubt_rating import doubt_rating
from services.gateway.usecases.review_doubt import review_doubt
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.feedback.rectification_figures import RectificationFigures
from shared.store.receipt import Receipt

_ACT: dict[str, Any] = {
    "responses": answers.MOVE,
    "response_headers": [ETAG],
    "status_code": 200,
    "sync_to_thread": True,
}


def _who(ask: Ask) -> tuple[Deps, Actor]:
    return ask.deps, ask.actor


def _known(ask: Ask, data: OrderInput) -> dict[str, Any]:
    return {"version": ask.version, "idem": ask.idem, "named": data.order}


class Orders(msgspec.Struct, frozen=True, kw_only=True):
    """Orders, the next due first, and what all of them come to."""

    orders: tuple[OrderRow, ...]
    figures: RectificationFigures
    call_rate: float | None
    mend_rate: float | None
    in_time_rate: float | None


class RectificationsApi(Controller):
    """Orders that bad ratings opened."""

    path = "/api"
    tags = ("feedback",)
    dto = StrictJson

    @get("/rectifications", opt={"access": actions.RECTIFICATION_READ}, responses=answers.READ, sync_to_thread=True)
    def orders(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], closed: FromQuery[bool] = False
    ) -> Orders:
        """Those of the own site; for a centre those of its whole district. Open ones, unless `closed` is asked for."""
        with deps.work(actor) as work:
            known = order_figures(work)
            return Orders(
                orders=closed_orders(work) if closed else open_orders(work),
                figures=known,
                call_rate=known.call_rate,
                mend_rate=known.mend_rate,
                in_time_rate=known.in_time_rate,
            )

    @get(
        "/cases/{case_id:uuid}/rectification",
        opt={"access": actions.RECTIFICATION_READ},
        responses=answers.READ,
        sync_to_thread=True,
    )
    def file(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        case_id: FromPath[UUID],
        order: FromQuery[UUID | None] = None,
    ) -> OrderFile:
        """An order with everything that was done about it: the one named, else the open one whose limit comes first."""
        with deps.work(actor) as work:
            return order_file(work, work.cases.get(case_id), order)

    @post("/cases/{case_id:uuid}/rectification/contact", opt={"access": actions.RECTIFICATION_CONTACT}, **_ACT)
    def contact(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[OrderInput]
    ) -> Response[Receipt]:
        """The applicant was called."""
        return presented(contact_applicant(*_who(ask), case_id, **_known(ask, data)))

    @post("/cases/{case_id:uuid}/rectification/classify", opt={"access": actions.RECTIFICATION_CLASSIFY}, **_ACT)
    def classify(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[ComplexityInput]
    ) -> Response[Receipt]:
        """Simple or complex, by somebody else than who handled the case: the end moves."""
        return presented(classify_rectification(*_who(ask), case_id, data.complexity, data.words, **_known(ask, data)))

    @post("/cases/{case_id:uuid}/rectification/close", opt={"access": actions.RECTIFICATION_CLOSE}, **_ACT)
    def close(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[RectificationInput]
    ) -> Response[Receipt]:
        """Closed with what was found and done, by somebody else than who handled the case."""
        found = (data.finding, data.words, data.evidence)
        return presented(
            close_rectification(*_who(ask), case_id, *found, attached=data.attachments, **_known(ask, data))
        )

    @post("/cases/{case_id:uuid}/rectification/doubt", opt={"access": actions.RECTIFICATION_DOUBT}, **_ACT)
    def doubt(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[DoubtInput]
    ) -> Response[Receipt]:
        """Found not to be true, or malicious; somebody else reviews it."""
        return presented(doubt_rating(*_who(ask), case_id, data.finding, data.words, **_known(ask, data)))

    @post("/cases/{case_id:uuid}/rectification/review", opt={"access": actions.RECTIFICATION_REVIEW}, **_ACT)
    def review(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[VerdictInput]
    ) -> Response[Receipt]:
        """Left out of the figures, or sent back to be mended."""
        return presented(review_doubt(*_who(ask), case_id, data.verdict, data.words, **_known(ask, data)))

    @post("/cases/{case_id:uuid}/rectification/appeal", opt={"access": actions.RECTIFICATION_APPEAL}, **_ACT)
    def appeal(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[AppealInput]
    ) -> Response[Receipt]:
        """The site does not accept the review."""
        return presented(appeal_review(*_who(ask), case_id, data.words, **_known(ask, data)))

    @post("/cases/{case_id:uuid}/rectification/decide", opt={"access": actions.RECTIFICATION_DECIDE}, **_ACT)
    def decide(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[VerdictInput]
    ) -> Response[Receipt]:
        """The appeal, decided elsewhere and for good."""
        return presented(decide_appeal(*_who(ask), case_id, data.verdict, data.words, **_known(ask, data)))
