"""外部单位 over JSON: what a department filed with a body that has no log-in, and what came back."""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Input, Line, Papers, SiteId, Words
from services.gateway.usecases import file_external as externals
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt


class FilingInput(Input, frozen=True, kw_only=True):
    """What was filed where and when, under which number of theirs; `staff_id` null: in the caller's own name."""

    body_site: SiteId
    reference: Line
    words: Words
    filed_on: date
    papers: Papers = ()
    staff_id: UUID | None = None
    days: Annotated[int, Meta(ge=0, le=365)] = 0


class ReplyInput(Input, frozen=True, kw_only=True):
    """What came back, and when."""

    filing_id: UUID
    outcome: Literal["done", "refused", "more_papers", "withdrawn"]
    words: Words
    replied_on: date
    papers: Papers = ()


class ExternalsApi(Controller):
    """Acts on a case, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/file-external",
        opt={"access": c.FileExternal.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def file(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[FilingInput]
    ) -> Response[Receipt]:
        """向外部单位报办, by the department that supervises it; the clocks run on."""
        what = (data.body_site, data.reference, data.words, data.filed_on, data.papers, data.staff_id, data.days)
        return presented(
            externals.file_external(ask.deps, ask.actor, case_id, *what, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/record-reply",
        opt={"access": c.RecordReply.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def reply(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[ReplyInput]
    ) -> Response[Receipt]:
        """登记外部答复."""
        what = (data.filing_id, data.outcome, data.words, data.replied_on, data.papers)
        return presented(
            externals.record_reply(ask.deps, ask.actor, case_id, *what, version=ask.version, idem=ask.idem)
        )
