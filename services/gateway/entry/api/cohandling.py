"""主办与协办 over JSON: asking other sites for their part, their answers, and what becomes of a differing one."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Input, Line, Nothing, SiteId, Words
from services.gateway.usecases.answer_cohandler import answer_cohandler
from services.gateway.usecases.ask_cohandler import ask_cohandler
from services.gateway.usecases.dispute_cohandler import dispute_cohandler
from services.gateway.usecases.release_cohandler import release_cohandler
from services.gateway.usecases.settle_cohandler import settle_cohandler
from services.gateway.usecases.sign_cohandler import sign_cohandler
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt

Days = Annotated[int, Meta(ge=0, le=365)]


class PartInput(Input, frozen=True, kw_only=True):
    """请协办: the site, its question, and its limit in working days (0: what the locality set)."""

    to_site: SiteId
    words: Words
    days: Days = 0


class OpinionInput(Input, frozen=True, kw_only=True):
    """协办答复: the opinion, always with words, and what proves it."""

    opinion: Literal["agree", "conditions", "disagree", "not_competent"]
    words: Words
    evidence: Line = ""


class OfPart(Input, frozen=True, kw_only=True):
    """A co-handler of the case, and words."""

    cohandler_id: UUID
    words: Words


class CoHandlingApi(Controller):
    """Acts on a case, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/ask-cohandler",
        opt={"access": c.AskCoHandler.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def ask_site(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[PartInput]
    ) -> Response[Receipt]:
        """请协办: ask another site for its part; the holder goes on holding the case."""
        to, what, days = data.to_site, data.words, data.days
        return presented(
            ask_cohandler(ask.deps, ask.actor, case_id, to, what, days, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/sign-cohandler",
        opt={"access": c.SignCoHandler.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def sign(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """协办签收: the caller's site takes its part on."""
        return presented(sign_cohandler(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/answer-cohandler",
        opt={"access": c.AnswerCoHandler.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def answer(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[OpinionInput]
    ) -> Response[Receipt]:
        """协办答复: the opinion of the caller's site on its part."""
        said = (data.opinion, data.words, data.evidence)
        return presented(answer_cohandler(ask.deps, ask.actor, case_id, *said, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/release-cohandler",
        opt={"access": c.ReleaseCoHandler.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def release(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[OfPart]) -> Response[Receipt]:
        """免于协办: a part is no longer needed, and why."""
        which, why = data.cohandler_id, data.words
        return presented(
            release_cohandler(ask.deps, ask.actor, case_id, which, why, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/settle-cohandler",
        opt={"access": c.SettleCoHandler.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def settle(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[OfPart]) -> Response[Receipt]:
        """处理分歧: how a differing opinion is met."""
        which, how = data.cohandler_id, data.words
        return presented(settle_cohandler(ask.deps, ask.actor, case_id, which, how, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/dispute-cohandler",
        opt={"access": c.DisputeCoHandler.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def dispute(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[OfPart]) -> Response[Receipt]:
        """分歧提请协调: a differing opinion comes before the coordinator of both sites."""
        which, why = data.cohandler_id, data.words
        return presented(
            dispute_cohandler(ask.deps, ask.actor, case_id, which, why, version=ask.version, idem=ask.idem)
        )
