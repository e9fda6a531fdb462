"""Asking several sites to co-handle over JSON: what came of each, in the caller's words."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.cohandling import Days
from services.gateway.entry.api.moves import Ask
from services.gateway.entry.api.outcomes import told
from services.gateway.entry.api.types import Input, SiteId, Words
from services.gateway.usecases.ask_cohandlers import ask_cohandlers
from shared.domain.cases import commands as c


class PartsInput(Input, frozen=True, kw_only=True):
    """请协办: several sites, one question, one limit in working days (0: what the locality set)."""

    to_sites: Annotated[tuple[SiteId, ...], Meta(min_length=1, max_length=20)]
    words: Words
    days: Days = 0


class NotAsked(msgspec.Struct, frozen=True, kw_only=True):
    """A site that was not asked, and why."""

    site: str
    code: str
    detail: str


class AskedView(msgspec.Struct, frozen=True, kw_only=True):
    """The sites that were asked, and those that were not."""

    done: tuple[str, ...]
    left: tuple[NotAsked, ...]


class CoHandlersApi(Controller):
    """/api/cases/{id}/ask-cohandlers."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/ask-cohandlers",
        opt={"access": c.AskCoHandler.kind},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def ask_sites(
        self,
        ask: NamedDependency[Ask],
        language: NamedDependency[str],
        case_id: FromPath[UUID],
        data: JSONBody[PartsInput],
    ) -> AskedView:
        """请多家协办: each site is asked on its own; who could not be asked is told with why."""
        asked = ask_cohandlers(
            ask.deps, ask.actor, case_id, data.to_sites, data.words, data.days, version=ask.version, idem=ask.idem
        )
        left = tuple(NotAsked(site=site, code=no.code, detail=told(no, language)) for site, no in asked.left)
        return AskedView(done=asked.done, left=left)
