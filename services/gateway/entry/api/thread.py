"""The conversation of a case over JSON: reading it, speaking, and saying how far one has read."""

from datetime import datetime
from uuid import UUID

import msgspec
from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.obligations import DebtView, debt_view
from services.gateway.entry.api.types import Input, Words
from services.gateway.queries.thread import FileLine, Thread, TurnLine, thread
from services.gateway.usecases.mark_read import mark_read
from services.gateway.usecases.post_turn import post_turn
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import SHANGHAI
from shared.kernel.i18n import text
from shared.store.receipt import Receipt


class TurnInput(Input, frozen=True, kw_only=True):
    """What to say; `internal` notes it for the own site alone."""

    words: Words
    internal: bool = False


class ReadInput(Input, frozen=True, kw_only=True):
    """The last turns that were shown: of what all sites read, and of the own notes."""

    upto: UUID
    notes: UUID | None = None


class TurnView(msgspec.Struct, frozen=True, kw_only=True):
    """A turn. `says` is the key of a turn of the platform, and `text` its line in the caller's language.

    `fresh`: the caller has not marked it as read. `seen`: somebody at another site has.
    `about`: the obligation it speaks of.
    """

    id: UUID
    seq: int
    at: datetime
    internal: bool
    by_name: str
    by_site: str
    by_site_name: str
    words: str
    says: str
    text: str
    fresh: bool
    seen: bool
    about: UUID | None
    files: tuple[FileLine, ...]


class ThreadView(msgspec.Struct, frozen=True, kw_only=True):
    """The conversation, oldest first, with what is owed in it and how much of it the caller has not read."""

    turns: tuple[TurnView, ...]
    obligations: tuple[DebtView, ...]
    unread: int


class ThreadApi(Controller):
    """/api/cases/{case_id}/thread."""

    path = "/api/cases/{case_id:uuid}/thread"
    tags = ("cooperation",)
    dto = StrictJson

    @get(opt={"access": actions.THREAD_READ}, responses=answers.READ, sync_to_thread=True)
    def read(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        case_id: FromPath[UUID],
    ) -> ThreadView:
        """What the sites of the case said, and what the own site noted. Reading marks nothing as read."""
        with deps.work(actor) as work:
            return _view(thread(work, work.cases.get(case_id)), language)

    @post(
        opt={"access": actions.THREAD_POST},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def say(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[TurnInput]) -> Response[Receipt]:
        """Say something to the other sites, or note it. `made` of the receipt is the turn's id."""
        return presented(
            post_turn(ask.deps, ask.actor, case_id, data.words, data.internal, version=ask.version, idem=ask.idem)
        )

    @post(
        "/read",
        opt={"access": actions.THREAD_READ},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def mark(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[ReadInput]) -> Response[Receipt]:
        """Mark turns as read, up to those that were shown."""
        turns = (data.upto, data.notes) if data.notes else (data.upto,)
        return presented(mark_read(ask.deps, ask.actor, case_id, turns, idem=ask.idem))


def _view(found: Thread, language: str) -> ThreadView:
    return ThreadView(
        turns=tuple(_turn(turn, language) for turn in found.turns),
        obligations=tuple(map(debt_view, found.debts)),
        unread=found.unread,
    )


def _turn(turn: TurnLine, language: str) -> TurnView:
    plain = {name: getattr(turn, name) for name in TurnView.__struct_fields__ if name in TurnLine.__struct_fields__}
    facts = {name: _local(fact) if isinstance(fact, datetime) else fact for name, fact in turn.facts.items()}
    said = text(f"thread.says.{turn.says}", language, **facts) if turn.says else turn.words
    plain |= {"by_site": turn.by_site.id, "by_site_name": turn.by_site.short_name, "text": said}
    return TurnView(**plain)


def _local(at: datetime) -> str:
    """An instant as the sites read it in a line of text."""
    return f"{at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}"
