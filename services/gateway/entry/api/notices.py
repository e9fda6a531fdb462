"""What applicants are told of over JSON: look, and switch."""

from typing import Annotated

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, PathParameter

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input, Line
from services.gateway.queries.notices import Notice, notices
from services.gateway.usecases.switch_notice import NoticeSwitched, switch_notice
from shared.domain.access.actions import NOTICE_SWITCH
from shared.domain.access.actor import Actor
from shared.store.idempotency import Idem

Purpose = Annotated[str, PathParameter(max_length=20, pattern="^[a-z_]+$")]


class SwitchInput(Input, frozen=True, kw_only=True):
    """`on`: told, not told, or null: as the place above decides."""

    on: bool | None
    reason: Line


class NoticesOut(msgspec.Struct, frozen=True, kw_only=True):
    """All of them, in the order in which a case meets them."""

    notices: tuple[Notice, ...]


class NoticesApi(Controller):
    """/api/notices."""

    path = "/api/notices"
    tags = ("places",)
    dto = StrictJson

    @get(opt={"access": NOTICE_SWITCH}, responses=answers.READ, sync_to_thread=True)
    def all(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> NoticesOut:
        """What applicants of the own tenant are told of."""
        with deps.work(actor) as work:
            return NoticesOut(notices=notices(work.reference, actor.tenant_id))

    @post(
        "/{purpose:str}/switch",
        opt={"access": NOTICE_SWITCH},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def switch(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        purpose: Purpose,
        data: JSONBody[SwitchInput],
    ) -> NoticeSwitched:
        """Switched for the own tenant from now on; what waits already is asked again before it goes out."""
        return switch_notice(deps, actor, purpose, data.on, data.reason, idem=key)
