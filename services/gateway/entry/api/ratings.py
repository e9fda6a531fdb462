"""Ratings over JSON: told to somebody of ours, asked for at a counter, read, and replies that wait for a person."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Code, Input, Words
from services.gateway.queries.evaluations import EvaluationRow, Figures, Wanted, evaluation_rows, figures
from services.gateway.queries.replies import ReplyRow, waiting
from services.gateway.usecases.ask_at_counter import CounterLink, ask_at_counter
from services.gateway.usecases.record_rating import Told, record_rating
from services.gateway.usecases.settle_reply import settle_reply
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel
from shared.store.receipt import Receipt

Month = Annotated[str | None, QueryParameter(pattern=r"^[12][0-9]{3}-(0[1-9]|1[0-2])$")]


class RatingInput(Input, frozen=True, kw_only=True):
    """What the applicant said by phone or on paper; `scan` is an attachment of the case that shows the paper."""

    grade: Grade
    channel: Channel
    reasons: Annotated[tuple[Code, ...], Meta(max_length=10)] = ()
    words: Words = ""
    anonymous: bool = False
    scan: UUID | None = None


class CounterInput(Input, frozen=True, kw_only=True):
    """Whether the applicant scans a code or is handed a device."""

    channel: Literal["qr", "tablet"]


class SettleInput(Input, frozen=True, kw_only=True):
    """What became of a reply; `grade` for one that is a rating after all."""

    outcome: Literal["rated", "answered", "nothing"]
    grade: Grade | None = None


class Evaluations(msgspec.Struct, frozen=True, kw_only=True):
    """A month's figures and its occasions, the latest first."""

    figures: Figures
    evaluations: tuple[EvaluationRow, ...]


class Replies(msgspec.Struct, frozen=True, kw_only=True):
    """Replies that wait for a person, the oldest first."""

    replies: tuple[ReplyRow, ...]


class RatingsApi(Controller):
    """好差评."""

    path = "/api"
    tags = ("feedback",)
    dto = StrictJson

    @post(
        "/cases/{case_id:uuid}/rating",
        opt={"access": actions.RATING_RECORD},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def record(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[RatingInput]
    ) -> Response[Receipt]:
        """Written down for the applicant, by somebody who had no hand in the case."""
        told = msgspec.convert(msgspec.structs.asdict(data), Told)
        return presented(record_rating(ask.deps, ask.actor, case_id, told, version=ask.version, idem=ask.idem))

    @post(
        "/cases/{case_id:uuid}/counter-rating",
        opt={"access": actions.RATING_ASK},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def ask_here(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        case_id: FromPath[UUID],
        data: JSONBody[CounterInput],
    ) -> CounterLink:
        """A short-lived link for somebody who stands at the counter."""
        return ask_at_counter(deps, actor, case_id, Channel(data.channel))

    @get("/evaluations", opt={"access": actions.RATING_READ}, responses=answers.READ, sync_to_thread=True)
    def evaluations(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], month: Month = None
    ) -> Evaluations:
        """Those of the own site without who; for a centre those of its district."""
        with deps.work(actor) as work:
            day = date.fromisoformat(f"{month}-01") if month else local_date(work.now).replace(day=1)
            rows = evaluation_rows(work, Wanted(month=day), deps.may(actor, actions.RATING_ANSWER))
            return Evaluations(figures=figures(work, day), evaluations=rows)

    @get("/replies", opt={"access": actions.RATING_ANSWER}, responses=answers.READ, sync_to_thread=True)
    def replies(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Replies:
        """What applicants answered that only a person can understand."""
        with deps.work(actor) as work:
            return Replies(replies=waiting(work))

    @post(
        "/replies/{reply_id:uuid}/settle",
        opt={"access": actions.RATING_ANSWER},
        responses=answers.MOVE,
        status_code=204,
        sync_to_thread=True,
    )
    def settle(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        reply_id: FromPath[UUID],
        data: JSONBody[SettleInput],
    ) -> None:
        """Settled, by somebody who had no hand in the case."""
        settle_reply(deps, actor, reply_id, data.outcome, data.grade)
