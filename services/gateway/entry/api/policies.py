"""Policies over JSON: look, edit the draft, check, try, publish, go back, and explain what was decided."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, PathParameter
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input, Line, Nothing
from services.gateway.queries.policy_desk import type_of, world_of
from services.gateway.queries.policy_view import LineView, PolicyView, policy_view, version_view
from services.gateway.usecases import draft_policy as drafts
from services.gateway.usecases.check_policy import check_draft, check_in_force, check_lines
from services.gateway.usecases.explain_decision import Decision, explain_decisions
from services.gateway.usecases.publish_policy import PolicyPublished, publish_policy, roll_back_policy
from services.gateway.usecases.try_policy import MOST, Sample, Tried, require_tried, try_lines
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.policy.files import read_cases, read_lines
from shared.policy.lines import Fault
from shared.policy.review import breaks
from shared.policy.words import spell_fault
from shared.store.idempotency import Idem
from shared.store.policies import Draft

Kind = Annotated[str, PathParameter(max_length=20, pattern="^[a-z]+$")]
Version = Annotated[int, PathParameter(ge=1, le=10**9)]
Csv = Annotated[str, Meta(max_length=900_000)]
Seen = Annotated[int, Meta(ge=0, le=10**9)]


class LineInput(Input, frozen=True, kw_only=True):
    """A line for the draft: its cells, as a file has them. `seen` is the draft's version; `instead_of` its old id."""

    seen: Seen
    cells: Annotated[dict[Annotated[str, Meta(max_length=40)], Line], Meta(max_length=40)]
    instead_of: Line = ""


class DropInput(Input, frozen=True, kw_only=True):
    """The line to take out of the draft."""

    seen: Seen
    id: Line


class FileInput(Input, frozen=True, kw_only=True):
    """A CSV file whose lines take the place of all in the draft."""

    seen: Seen
    csv: Csv


class CheckInput(Input, frozen=True, kw_only=True):
    """What to check: the draft, what is in force where `in_force`, or the lines of a file."""

    csv: Csv = ""
    in_force: bool = False


class TryInput(Input, frozen=True, kw_only=True):
    """What to try: the draft or the lines of `csv`, on the last cases or on those of `cases`."""

    csv: Csv = ""
    cases: Csv = ""
    last: Annotated[int, Meta(ge=1, le=MOST)] = MOST


class PublishInput(Input, frozen=True, kw_only=True):
    """Publish the draft as it was `seen`, and why."""

    seen: Seen
    reason: Line


class RollbackInput(Input, frozen=True, kw_only=True):
    """Make the lines of version `to` the next version; `after` is the one that was seen in force."""

    to: Annotated[int, Meta(ge=1, le=10**9)]
    after: Seen
    reason: Line


class FaultView(msgspec.Struct, frozen=True, kw_only=True):
    """A fault in words. Nothing is published with one that `breaks` something."""

    line: str
    code: str
    value: str
    words: str
    breaks: bool


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """All faults found."""

    faults: tuple[FaultView, ...]


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """The draft's version."""

    version: int


class Lines(msgspec.Struct, frozen=True, kw_only=True):
    """The lines of a version."""

    lines: tuple[LineView, ...]


class Decisions(msgspec.Struct, frozen=True, kw_only=True):
    """Every decision of rules about a case, the oldest first."""

    decisions: tuple[Decision, ...]


READ: dict[str, Any] = {"opt": {"access": actions.POLICY_READ}, "responses": answers.QUERY, "sync_to_thread": True}
EDIT: dict[str, Any] = {**READ, "opt": {"access": actions.POLICY_EDIT}, "responses": answers.MOVE, "status_code": 200}
PUBLISH: dict[str, Any] = {**EDIT, "opt": {"access": actions.POLICY_PUBLISH}}


class PoliciesApi(Controller):
    """/api/policies, each type by its name: routing, escalation."""

    path = "/api/policies/{kind:str}"
    tags = ("policies",)
    dto = StrictJson

    @get(**READ)
    def policy(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], language: NamedDependency[str], kind: Kind
    ) -> PolicyView:
        """The policy of the own tenant: in force, inherited, drafted, and every version there was."""
        with deps.work(actor) as work:
            return policy_view(work, kind, language)

    @get("/versions/{version:int}", **READ)
    def version(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        kind: Kind,
        version: Version,
    ) -> Lines:
        """One version, whether or not it is in force."""
        with deps.work(actor) as work:
            return Lines(lines=version_view(work, kind, version, language))

    @post("/draft", **EDIT)
    def begin(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], kind: Kind, data: JSONBody[Nothing]
    ) -> Draft:
        """Begin a draft with the lines in force; where there is one, that one."""
        return drafts.begin_draft(deps, actor, kind)

    @post("/draft/line", **EDIT)
    def line(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], kind: Kind, data: JSONBody[LineInput]
    ) -> Changed:
        """Write a line of the draft."""
        return Changed(version=drafts.put_line(deps, actor, kind, data.seen, data.cells, data.instead_of))

    @post("/draft/drop", **EDIT)
    def drop(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], kind: Kind, data: JSONBody[DropInput]
    ) -> Changed:
        """Take a line out of the draft."""
        return Changed(version=drafts.drop_line(deps, actor, kind, data.seen, data.id))

    @post("/draft/file", **EDIT)
    def file(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], kind: Kind, data: JSONBody[FileInput]
    ) -> Changed:
        """Put the lines of a file in place of all in the draft."""
        lines = read_lines(data.csv, type_of(kind), actor.tenant_id)
        return Changed(version=drafts.replace_lines(deps, actor, kind, data.seen, lines))

    @post("/draft/discard", **EDIT)
    def discard(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], kind: Kind, data: JSONBody[Nothing]
    ) -> Changed:
        """Throw the draft away."""
        drafts.discard_draft(deps, actor, kind)
        return Changed(version=0)

    @post("/check", **{**EDIT, "opt": {"access": actions.POLICY_READ}})
    def check(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        kind: Kind,
        data: JSONBody[CheckInput],
    ) -> Checked:
        """Everything that is wrong with the draft, with what is in force, or with a file."""
        if data.csv:
            found = check_lines(deps, actor, kind, read_lines(data.csv, type_of(kind), actor.tenant_id))
        else:
            found = (check_in_force if data.in_force else check_draft)(deps, actor, kind)
        return Checked(faults=tuple(fault_view(fault, language) for fault in found))

    @post("/try", **{**EDIT, "opt": {"access": actions.POLICY_EDIT}})
    def try_it(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        kind: Kind,
        data: JSONBody[TryInput],
    ) -> Tried:
        """How many cases would go elsewhere, and which."""
        require_tried(kind)
        lines = read_lines(data.csv, type_of(kind), actor.tenant_id) if data.csv else None
        with deps.work(actor) as work:
            world = world_of(work)
        read = read_cases(data.cases, world.items, world.tree, world.day) if data.cases else None
        samples = None if read is None else [Sample(name=name, facts=facts, item=item) for name, facts, item in read]
        return try_lines(deps, actor, lines, samples, data.last, language)

    @post("/publish", **PUBLISH)
    def publish(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        key: NamedDependency[Idem | None],
        kind: Kind,
        data: JSONBody[PublishInput],
    ) -> PolicyPublished:
        """Publish the draft; it is in force in every process within a second."""
        return publish_policy(deps, actor, kind, data.seen, data.reason, language, idem=key)

    @post("/rollback", **PUBLISH)
    def rollback(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        kind: Kind,
        data: JSONBody[RollbackInput],
    ) -> PolicyPublished:
        """Go back to an earlier version, as a new one."""
        return roll_back_policy(deps, actor, kind, data.to, data.after, data.reason, idem=key)


class DecisionsApi(Controller):
    """/api/cases/{case_id}/decisions."""

    path = "/api/cases"
    tags = ("policies",)

    @get("/{case_id:uuid}/decisions", opt={"access": actions.POLICY_READ}, responses=answers.QUERY, sync_to_thread=True)
    def decisions(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        language: NamedDependency[str],
        case_id: FromPath[UUID],
    ) -> Decisions:
        """Why the case went where it went, by the versions of that day."""
        return Decisions(decisions=explain_decisions(deps, actor, case_id, language))


def fault_view(fault: Fault, locale: str) -> FaultView:
    """A fault as it is told."""
    return FaultView(
        line=fault.line,
        code=fault.code,
        value=fault.value,
        words=spell_fault(fault, locale),
        breaks=breaks(fault),
    )
