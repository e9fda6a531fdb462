"""More time over JSON: asked for, granted, refused."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import Remark
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Input, Words
from services.gateway.usecases.ask_extension import ask_extension
from services.gateway.usecases.decide_extension import grant_extension, refuse_extension
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt


class ExtensionInput(Input, frozen=True, kw_only=True):
    """申请延期: how many working days more, and why."""

    days: Annotated[int, msgspec.Meta(ge=0, le=365)]
    words: Words


class ExtensionsApi(Controller):
    """Requests for more time, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/ask-extension",
        opt={"access": c.AskExtension.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def ask(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[ExtensionInput]
    ) -> Response[Receipt]:
        """申请延期, before the promised date is over."""
        return presented(
            ask_extension(ask.deps, ask.actor, case_id, data.days, data.words, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/grant-extension",
        opt={"access": c.GrantExtension.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def grant(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]) -> Response[Receipt]:
        """同意延期, by somebody else than who asked."""
        return presented(grant_extension(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/refuse-extension",
        opt={"access": c.RefuseExtension.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def refuse(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]) -> Response[Receipt]:
        """不同意延期, with the reason in words."""
        return presented(refuse_extension(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))
