"""Desks over JSON: what lies on the own desk, what waits for a coordinator, and finding a case."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input
from services.gateway.queries.board import board
from services.gateway.queries.desk import DeskFilter, desk
from services.gateway.queries.raised import RaisedCard
from services.gateway.queries.rows import DeskRow
from services.gateway.queries.search import search
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.deadlines.lamps import Lamp


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A case in a list. `due_at` is the limit that counts next at this site; `unread` turns and
    what is `owed` to other sites are counted on the desk alone. `raised`: supervise, escalate, or neither.
    `decide`: the caller is to decide on more time.
    """

    case_id: UUID
    version: int
    number: str
    state: str
    bucket: str
    lamp: Lamp
    item_name: str
    applicant: str
    phone_tail: str
    origin_site: str
    holder_site: str
    to_site: str
    due_at: datetime | None
    promised_due: datetime | None
    days_left: int | None
    last_kind: str
    last_at: datetime
    unread: int
    owed: int
    owed_lamp: Lamp
    raised: str
    decide: bool


class DeskView(msgspec.Struct, frozen=True, kw_only=True):
    """One page of a desk, most urgent first; `next` asks for the page after it, '' when this is the last."""

    rows: tuple[Row, ...]
    next: str


class PoolRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case before a coordinator, with why it is there and in which words."""

    case: Row
    why: str
    words: str


class RaisedRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case that was moved up or supervised: the `n`-th measure after `trigger`, to a role at `to_site`."""

    case: Row
    trigger: str
    n: int
    of_site: str
    to_site: str
    to_role: str
    at: datetime


class PoolView(msgspec.Struct, frozen=True, kw_only=True):
    """What waits for a coordinator's decision, a page of it, and how many wait; and what was moved up or supervised."""

    cases: tuple[PoolRow, ...]
    waiting: int
    raised: tuple[RaisedRow, ...]


class Search(Input, frozen=True, kw_only=True):
    """What people say at a window: a phone, its last four digits, a name, initials, an identity or case number."""

    words: Annotated[str, Meta(min_length=1, max_length=60)]


class FoundView(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, and as what the words were understood."""

    by: str
    rows: tuple[Row, ...]
    more: bool


Tab = Annotated[
    Literal["todo", "sign", "hold", "co", "sent", "closed"], QueryParameter(description="The part of the desk.")
]
LampName = Annotated[
    Literal["", "none", "green", "blue", "yellow", "red", "paused"],
    QueryParameter(name="lamp", description="Only those that show this lamp."),
]
Mark = Annotated[Literal["", "escalate", "supervise"], QueryParameter(description="Only cases with this mark.")]
PoolPage = Annotated[int, QueryParameter(ge=1, le=9999, description="Which page of those that wait.")]
After = Annotated[str, QueryParameter(max_length=120, pattern=r"^[0-9A-Za-z:.+~-]*$")]


class DesksApi(Controller):
    """/api/desk, /api/pool, /api/search."""

    path = "/api"
    tags = ("desks",)
    dto = StrictJson

    @get("/desk", opt={"access": actions.DESK_READ}, responses=answers.READ, sync_to_thread=True)
    def desk(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        tab: Tab = "todo",
        lamp_name: LampName = "",
        after: After = "",
    ) -> DeskView:
        """The desk of the caller's site."""
        with deps.work(actor) as work:
            page = desk(work, DeskFilter(tab=tab, lamp=lamp_name, after=after))
        return DeskView(rows=tuple(_row(row) for group in page.groups for row in group.rows), next=page.next)

    @get("/pool", opt={"access": actions.POOL_READ}, responses=answers.READ, sync_to_thread=True)
    def pool(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], mark: Mark = "", page: PoolPage = 1
    ) -> PoolView:
        """What waits for the coordinator of the caller's tenant; `mark` narrows what was moved up or supervised.

        A `page` behind the last is the last.
        """
        with deps.work(actor) as work:
            seen = board(work, mark=mark, page=page)
        return PoolView(
            cases=tuple(PoolRow(case=_row(c.row), why=c.why, words=c.words) for c in seen.cards),
            waiting=seen.waiting,
            raised=tuple(map(_raised, seen.raised)),
        )

    @post(
        "/search",
        opt={"access": actions.PERSON_SEARCH},
        responses=answers.ACT,
        status_code=200,
        sync_to_thread=True,
    )
    def search(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[Search]) -> FoundView:
        """Find cases. A POST, so that no phone number stands in an address or a log."""
        with deps.work(actor) as work:
            found = search(work, data.words)
        return FoundView(by=found.by, rows=tuple(map(_row, found.rows)), more=found.more)


def _raised(card: RaisedCard) -> RaisedRow:
    return RaisedRow(
        case=_row(card.row),
        trigger=card.trigger,
        n=card.n,
        of_site=card.of.id,
        to_site=card.to.id,
        to_role=card.role,
        at=card.at,
    )


def _row(row: DeskRow) -> Row:
    plain = {field: getattr(row, field) for field in Row.__struct_fields__ if hasattr(row, field)}
    to_site = row.to.id if row.to else ""
    return Row(**plain, origin_site=row.origin.id, holder_site=row.holder.id, to_site=to_site)
