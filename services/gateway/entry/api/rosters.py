"""Rosters over JSON: who is on one, who is on duty, who is away; kept by leaders and coordinators.

These acts carry no idempotency key: the same line again changes nothing.
"""

from datetime import date
from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.moves import Ask
from services.gateway.entry.api.outcomes import OutcomeView, outcome_view
from services.gateway.entry.api.types import Input, SiteId, Words
from services.gateway.queries.alarms import AlarmRow, alarms
from services.gateway.queries.roster import Colleague, RosterView, StripDay, roster_view
from services.gateway.usecases.end_absence import end_absence
from services.gateway.usecases.enrol_member import enrol_member
from services.gateway.usecases.hand_on_cases import hand_on_cases
from services.gateway.usecases.record_absence import record_absence
from services.gateway.usecases.release_member import release_member
from services.gateway.usecases.set_day import set_day
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.roster.alarms import AlarmKind
from shared.domain.roster.duty import Presence
from shared.domain.roster.keeping import require_reader
from shared.domain.roster.model import Absence, AbsenceKind, Member, Rank
from shared.kernel.ids import new_id

Competence = Annotated[tuple[Annotated[str, Meta(max_length=45)], ...], Meta(min_length=1, max_length=50)]
Whole = Annotated[float, Meta(ge=1, le=999, multiple_of=1)]
"""A count; JSON does not tell 2.0 from 2."""
Site = Annotated[str | None, QueryParameter(name="site", max_length=64, pattern=r"^[0-9]{4,12}(-[a-z0-9-]+)?$")]
Day = Annotated[date | None, QueryParameter(name="day", description="Looked at from this date; else today.")]


class MemberInput(Input, frozen=True, kw_only=True):
    """A line of a roster; `weekdays` are ISO digits or W. From `from_day` on it takes the place of an earlier line."""

    site_id: SiteId
    staff_id: UUID
    rank: Literal["lead", "substitute"]
    from_day: date
    to_day: date | None = None
    place: Whole = 1
    competence: Competence = ("*",)
    weekdays: Annotated[str, Meta(max_length=7)] = "W"


class ReleaseInput(Input, frozen=True, kw_only=True):
    """Somebody's last day on a roster."""

    site_id: SiteId
    staff_id: UUID
    last_day: date


class DayInput(Input, frozen=True, kw_only=True):
    """One date against the weekly pattern."""

    site_id: SiteId
    staff_id: UUID
    day: date
    on_duty: bool


class AbsenceInput(Input, frozen=True, kw_only=True):
    """Somebody is away; both dates inclusive."""

    site_id: SiteId
    staff_id: UUID
    kind: Literal["annual", "sick", "personal", "business", "training", "other"]
    from_day: date
    to_day: date
    substitute: UUID | None = None
    words: Words = ""


class LastDay(Input, frozen=True, kw_only=True):
    """The last day away; before the first one it takes the absence back."""

    last_day: date


class HandOnInput(Input, frozen=True, kw_only=True):
    """All open cases of somebody at a site pass to another, with one reason."""

    site_id: SiteId
    from_staff: UUID
    to_staff: UUID
    words: Words


class AlarmOut(msgspec.Struct, frozen=True, kw_only=True):
    """A site without an active agent from `day` on; `cases` lie there, `away` are absent."""

    site: str
    site_name: str
    kind: AlarmKind
    day: date
    away: tuple[str, ...]
    cases: int


class Alarms(msgspec.Struct, frozen=True, kw_only=True):
    """Departments that handle items, and every other site on which cases lie, without an active agent."""

    alarms: tuple[AlarmOut, ...]


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """What was written down."""

    id: UUID


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It is written down."""


class LineOut(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody on the roster: how they stand that day, who has their place, their open cases, the coming days."""

    staff_id: UUID
    name: str
    rank: Rank
    place: int
    competence: tuple[str, ...]
    weekdays: str
    from_day: date
    to_day: date | None
    active: bool
    presence: Presence
    substitute: str
    cases: int
    days: tuple[StripDay, ...]


class AbsenceOut(msgspec.Struct, frozen=True, kw_only=True):
    """An absence that lasts or is to come."""

    id: UUID
    staff_id: UUID
    name: str
    kind: AbsenceKind
    from_day: date
    to_day: date
    substitute: UUID | None
    substitute_name: str
    words: str


class RosterOut(msgspec.Struct, frozen=True, kw_only=True):
    """The roster of a site; `on_duty` are the active people of that day by name, `staff` all who work there."""

    site: str
    on_duty: tuple[str, ...]
    members: tuple[LineOut, ...]
    absences: tuple[AbsenceOut, ...]
    staff: tuple[Colleague, ...]


class RostersApi(Controller):
    """/api/roster."""

    path = "/api/roster"
    tags = ("roster",)
    dto = StrictJson

    @get("", opt={"access": actions.ROSTER_READ}, responses=answers.QUERY, sync_to_thread=True)
    def roster(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], site: Site = None, day: Day = None
    ) -> RosterOut:
        """The roster of the own site or one in reach, and who is or was on duty on a day."""
        with deps.work(actor) as work:
            require_reader(actor, site or actor.site_id, work.reference.tree)
            return _out(roster_view(work, site or actor.site_id, day))

    @get("/alarms", opt={"access": actions.ROSTER_READ}, responses=answers.READ, sync_to_thread=True)
    def alarms(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Alarms:
        """Sites of the district, or the own one, that nobody on duty handles cases at."""
        with deps.work(actor) as work:
            return Alarms(alarms=tuple(map(_alarm, alarms(work, only="" if actor.sees_tenant else actor.site_id))))

    @post("/hand-on", opt={"access": c.HandOn.kind}, responses=answers.MOVE, status_code=200, sync_to_thread=True)
    def hand_on(
        self, ask: NamedDependency[Ask], language: NamedDependency[str], data: JSONBody[HandOnInput]
    ) -> OutcomeView:
        """离任交接: hand on all cases of who leaves; what could not be handed on is told with why."""
        done = hand_on_cases(
            ask.deps, ask.actor, data.site_id, data.from_staff, data.to_staff, data.words, idem=ask.idem
        )
        return outcome_view(done, language)

    @post("/members", opt={"access": actions.ROSTER_KEEP}, responses=answers.ACT, status_code=200, sync_to_thread=True)
    def enrol(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[MemberInput]) -> Made:
        """Put somebody on a roster, or change their line of it from a day on."""
        typed = {"rank": Rank(data.rank), "place": int(data.place)}
        member = Member(id=new_id(), **{**msgspec.structs.asdict(data), **typed})
        return Made(id=enrol_member(deps, actor, member))

    @post("/releases", opt={"access": actions.ROSTER_KEEP}, responses=answers.ACT, status_code=200, sync_to_thread=True)
    def release(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[ReleaseInput]) -> Done:
        """Somebody's last day on a roster."""
        release_member(deps, actor, data.site_id, data.staff_id, data.last_day)
        return Done()

    @post("/days", opt={"access": actions.ROSTER_KEEP}, responses=answers.ACT, status_code=200, sync_to_thread=True)
    def day(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[DayInput]) -> Done:
        """One date against the weekly pattern."""
        set_day(deps, actor, data.site_id, data.staff_id, data.day, data.on_duty)
        return Done()

    @post("/absences", opt={"access": actions.ROSTER_KEEP}, responses=answers.ACT, status_code=200, sync_to_thread=True)
    def absence(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[AbsenceInput]) -> Made:
        """请假、公出, with who stands in."""
        absence = Absence(id=new_id(), **{**msgspec.structs.asdict(data), "kind": AbsenceKind(data.kind)})
        return Made(id=record_absence(deps, actor, absence))

    @post(
        "/absences/{absence_id:uuid}/end",
        opt={"access": actions.ROSTER_KEEP},
        responses=answers.ACT,
        status_code=200,
        sync_to_thread=True,
    )
    def end(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        absence_id: FromPath[UUID],
        data: JSONBody[LastDay],
    ) -> Done:
        """销假: back earlier, or not going at all."""
        end_absence(deps, actor, absence_id, data.last_day)
        return Done()


def _alarm(row: AlarmRow) -> AlarmOut:
    one = row.alarm
    return AlarmOut(
        site=one.site_id, site_name=row.site.name, kind=one.kind, day=one.day, away=one.away, cases=row.cases
    )


def _out(view: RosterView) -> RosterOut:
    return RosterOut(
        site=view.site.id,
        on_duty=view.on_duty,
        members=tuple(
            LineOut(
                **{field: getattr(line.member, field) for field in LineOut.__struct_fields__[:9]},
                presence=line.today,
                substitute=line.substitute,
                cases=line.cases,
                days=line.strip,
            )
            for line in view.lines
        ),
        absences=tuple(
            AbsenceOut(
                **{field: getattr(one.absence, field) for field in _OF_ABSENCE},
                name=one.name,
                substitute_name=one.substitute,
            )
            for one in view.absences
        ),
        staff=view.staff,
    )


_OF_ABSENCE = ("id", "staff_id", "kind", "from_day", "to_day", "substitute", "words")
