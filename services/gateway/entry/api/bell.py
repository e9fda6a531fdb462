"""站内消息 over JSON: what one was told, marking it read, and what one wants to hear of."""

from datetime import datetime
from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input
from services.gateway.queries.bell import NoticeList, notice_list
from services.gateway.usecases.choose_notices import Chosen, choose_notices, chosen
from services.gateway.usecases.read_notices import NoticesRead, read_notices
from shared.domain.access.actor import Actor
from shared.domain.bell.topics import Topic
from shared.kernel.paging import LARGEST, Page
from shared.store.idempotency import Idem
from shared.store.notice_choices import Choice

Size = Annotated[int, QueryParameter(ge=1, le=LARGEST)]
After = Annotated[str, QueryParameter(max_length=40)]


class ReadInput(Input, frozen=True, kw_only=True):
    """`upto`: what was told later stays unread; null: all there is."""

    upto: datetime | None = None


class ChoiceInput(Input, frozen=True, kw_only=True):
    """`hidden` are the topics that are not to be shown; all others are. Null: as the locality has it."""

    hidden: tuple[Topic, ...]
    digest: bool | None = None
    digest_hour: int | None = None


class BellApi(Controller):
    """/api/bell."""

    path = "/api/bell"
    tags = ("bell",)
    dto = StrictJson

    @get(opt={"access": SIGNED_IN}, responses=answers.READ, sync_to_thread=True)
    def told(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], size: Size = 50, after: After = ""
    ) -> NoticeList:
        """What one was told, newest first."""
        with deps.work(actor) as work:
            return notice_list(work, Page(size=size, after=after))

    @post("/seen", opt={"access": SIGNED_IN}, responses=answers.ACT, status_code=200, sync_to_thread=True)
    def read(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        data: JSONBody[ReadInput],
    ) -> NoticesRead:
        """One has read it all, up to an instant."""
        return read_notices(deps, actor, data.upto, idem=key)

    @get("/choices", opt={"access": SIGNED_IN}, responses=answers.READ, sync_to_thread=True)
    def choices(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Chosen:
        """What one wants to hear of."""
        with deps.work(actor) as work:
            return chosen(work)

    @post("/choices", opt={"access": SIGNED_IN}, responses=answers.ACT, status_code=200, sync_to_thread=True)
    def choose(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        data: JSONBody[ChoiceInput],
    ) -> Chosen:
        """What one wants to hear of from now on; what was told already stays as it is."""
        choice = Choice(hidden=frozenset(data.hidden), digest=data.digest, digest_hour=data.digest_hour)
        return choose_notices(deps, actor, choice, idem=key)
