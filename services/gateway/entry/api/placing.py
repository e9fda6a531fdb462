"""The coordinator over JSON: whom to give a case, with reasons, and giving several away at once."""

from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import SeveralInput
from services.gateway.entry.api.moves import Ask
from services.gateway.entry.api.outcomes import OutcomeView, outcome_view
from services.gateway.queries.suggestions import MOST, in_words, suggested_people, suggested_sites
from services.gateway.usecases.reassign_cases import reassign_cases
from services.gateway.usecases.several import Pick
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.roster.suggest import Suggestion


class SuggestionOut(msgspec.Struct, frozen=True, kw_only=True):
    """A site or a person, with how well it fits and why in words; numbers are None where they are not ours to see."""

    id: str
    name: str
    score: float
    reason: str
    on_duty: int | None
    load: int | None
    days: float | None


class Suggestions(msgspec.Struct, frozen=True, kw_only=True):
    """The best first."""

    suggestions: tuple[SuggestionOut, ...]


class PlacingApi(Controller):
    """/api/cases/{id}/suggestions and /api/reassign."""

    path = "/api"
    tags = ("coordination",)
    dto = StrictJson

    @get(
        "/cases/{case_id:uuid}/suggestions",
        opt={"access": c.Reassign.kind},
        responses=answers.READ,
        sync_to_thread=True,
    )
    def sites(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        case_id: FromPath[UUID],
    ) -> Suggestions:
        """The sites that may have the case."""
        with deps.work(actor) as work:
            found = suggested_sites(work, [work.cases.get(case_id)])
        return Suggestions(suggestions=tuple(_out(one, language) for one in found[:MOST]))

    @get(
        "/cases/{case_id:uuid}/suggested-agents",
        opt={"access": c.NameAgent.kind},
        responses=answers.READ,
        sync_to_thread=True,
    )
    def people(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        case_id: FromPath[UUID],
    ) -> Suggestions:
        """The people on duty at the site that holds the case."""
        with deps.work(actor) as work:
            found = suggested_people(work, work.cases.get(case_id))
        return Suggestions(suggestions=tuple(_out(one, language, person=True) for one in found[:MOST]))

    @post("/reassign", opt={"access": c.Reassign.kind}, responses=answers.MOVE, status_code=200, sync_to_thread=True)
    def reassign(
        self, ask: NamedDependency[Ask], language: NamedDependency[str], data: JSONBody[SeveralInput]
    ) -> OutcomeView:
        """批量改派: several cases to one site; each on its own, and what could not be moved is told with why."""
        picks = [Pick(case_id=one.case_id, version=int(one.version) or None) for one in data.cases]
        done = reassign_cases(ask.deps, ask.actor, picks, data.to_site, data.reason, data.words, idem=ask.idem)
        return outcome_view(done, language)


def _out(one: Suggestion, language: str, person: bool = False) -> SuggestionOut:
    who = one.candidate
    return SuggestionOut(
        id=who.id,
        name=who.name,
        score=one.score,
        reason=in_words(one, language, person),
        on_duty=who.on_duty,
        load=who.load,
        days=who.days,
    )
