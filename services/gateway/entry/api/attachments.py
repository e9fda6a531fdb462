"""Files in the conversation of a case: sending them with a turn or about a bad rating, and opening one."""

import base64
from typing import Any
from urllib.parse import quote
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Stream

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.moves import ETAG, KEY_HEADER, idem_of, presented, version_of
from services.gateway.entry.pages.forms import Form, form_of, uuid_in
from services.gateway.entry.uploads import LARGEST, mark_of, uploads_in
from services.gateway.usecases.keep_files import Upload
from services.gateway.usecases.open_attachment import open_attachment
from services.gateway.usecases.post_turn import post_turn
from services.gateway.usecases.show_evidence import show_evidence
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.kernel.errors import invalid
from shared.kernel.file_kinds import MEDIA_TYPES
from shared.store.attachments import Attachment
from shared.store.receipt import Receipt


class AttachmentsApi(Controller):
    """/api/cases/{case_id}/thread/files and /api/attachments/{attachment_id}."""

    path = "/api"
    tags = ("cooperation",)

    @post(
        "/cases/{case_id:uuid}/thread/files",
        opt={"access": actions.THREAD_POST},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        request_max_body_size=LARGEST,
    )
    async def send(self, request: Request[Actor, Any, Any], case_id: FromPath[UUID]) -> Response[Receipt]:
        """Say something with files, as multipart/form-data: `file` (several), `words`, and `internal` = true for a
        note. pdf, jpg, png and docx are taken, by what they are; `made` of the receipt is the turn's id."""
        sent = (await request.form()).dict()
        return presented(await sync_to_thread(_send, request, case_id, form_of(sent), uploads_in(sent)))

    @post(
        "/cases/{case_id:uuid}/rectification/evidence",
        opt={"access": actions.RECTIFICATION_CLOSE},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        request_max_body_size=LARGEST,
    )
    async def show(self, request: Request[Actor, Any, Any], case_id: FromPath[UUID]) -> Response[Receipt]:
        """Show files about a bad rating, as multipart/form-data: `file` (several), `words`, and `order`, which may be
        left out where only one order of the case is open. Every site of the case may open them."""
        sent = (await request.form()).dict()
        return presented(await sync_to_thread(_show, request, case_id, form_of(sent), uploads_in(sent)))

    @get(
        "/attachments/{attachment_id:uuid}",
        opt={"access": actions.THREAD_READ},
        responses=answers.READ,
        sync_to_thread=True,
    )
    def open(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], attachment_id: FromPath[UUID]) -> Stream:
        """The file, always to be saved and never to be shown. Who opened it is kept."""
        one, content = open_attachment(deps, actor, attachment_id)
        return Stream(content, media_type=MEDIA_TYPES[one.kind], headers=_headers(one))


def _send(request: Request[Actor, Any, Any], case_id: UUID, form: Form, uploads: tuple[Upload, ...]) -> Receipt:
    deps: Deps = request.app.state.deps
    asked = repr(tuple(form.pairs())).encode() + mark_of(uploads)
    idem, version = (
        idem_of(request, request.headers.get(KEY_HEADER), asked),
        version_of(request.headers.get("if-match")),
    )
    if not uploads:
        with deps.work(request.user) as work:
            work.cases.get(case_id)
        raise invalid("file.none", {"file": "file.none"})
    internal = form.one("internal") == "true"
    words = form.one("words")
    return post_turn(deps, request.user, case_id, words, internal, uploads=uploads, version=version, idem=idem)


def _show(request: Request[Actor, Any, Any], case_id: UUID, form: Form, uploads: tuple[Upload, ...]) -> Receipt:
    deps: Deps = request.app.state.deps
    asked = repr(tuple(form.pairs())).encode() + mark_of(uploads)
    known = {
        "idem": idem_of(request, request.headers.get(KEY_HEADER), asked),
        "version": version_of(request.headers.get("if-match")),
        "named": uuid_in(form.one("order")),
    }
    return show_evidence(deps, request.user, case_id, form.one("words"), uploads=uploads, **known)  # type: ignore[arg-type]


def _headers(one: Attachment) -> dict[str, str]:
    # What the browser is told keeps the content from being anything but saved.
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{quote(one.name, safe='')}",
        "Content-Length": str(one.size),
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Repr-Digest": f"sha-256=:{_base64(one.sha256)}:",
    }


def _base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()
