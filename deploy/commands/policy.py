"""`bangban policy`: an officer's file checked and tried, a policy published and taken back, a decision explained."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import String, cast, or_, select

from deploy import operators, surroundings
from deploy.problems import Problem
from services.gateway.deps import Deps
from services.gateway.main import deps_of
from services.gateway.queries.policy_desk import drafted, in_force, lines_of, type_of, world_of
from services.gateway.usecases import draft_policy as drafts
from services.gateway.usecases.check_policy import check_draft, check_lines
from services.gateway.usecases.explain_decision import explain_decisions
from services.gateway.usecases.publish_policy import publish_policy, roll_back_policy
from services.gateway.usecases.try_policy import Sample, require_tried, try_lines
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.kernel.errors import Refusal
from shared.kernel.i18n import text
from shared.policy.files import read_cases, read_lines, write_lines
from shared.policy.review import breaks
from shared.policy.types import Line
from shared.policy.words import spell_fault
from shared.store import policies
from shared.store.engine import open_store
from shared.store.tables.cases import cases


def check(tenant: str, kind: str, file: Path | None) -> int:
    """Tells every fault of a file, or of the draft. Gives 1 where one would break something."""
    with _at_work(tenant) as (deps, actor):
        lines = _lines(actor, kind, file)
        found = check_draft(deps, actor, kind) if lines is None else check_lines(deps, actor, kind, lines)
    for fault in found:
        print(f"{'✗' if breaks(fault) else '·'} {spell_fault(fault)}")
    grave = sum(map(breaks, found))
    print(f"{len(found)} faults, {grave} of them keep it from being published")
    return 1 if grave else 0


def try_it(tenant: str, kind: str, file: Path | None, on: Path | None, last: int) -> None:
    """Tells which cases would go elsewhere by a file, or by the draft."""
    with _at_work(tenant) as (deps, actor):
        require_tried(kind)
        tried = try_lines(deps, actor, _lines(actor, kind, file), _samples(deps, actor, on), last)
    for moved in tried.moved:
        print(f"{moved.name}  {moved.item_name} · {moved.site_name}：{moved.before} → {moved.after}")
    print(f"{tried.elsewhere} of {tried.total} cases would go elsewhere")


def publish(tenant: str, kind: str, file: Path | None, reason: str) -> None:
    """Publishes the draft; with a file, its lines."""
    why = operators.a_reason(reason)
    with _at_work(tenant) as (deps, actor):
        lines = _lines(actor, kind, file)
        seen = drafts.begin_draft(deps, actor, kind).version
        if lines is not None:
            seen = drafts.replace_lines(deps, actor, kind, seen, lines)
        print(f"version {publish_policy(deps, actor, kind, seen, why).version} is in force")


def rollback(tenant: str, kind: str, to: int, reason: str) -> None:
    """Makes the lines of an earlier version the next one."""
    why = operators.a_reason(reason)
    with _at_work(tenant) as (deps, actor):
        with deps.work(actor) as work:
            after = policies.current(work.conn, tenant, kind)
        version = roll_back_policy(deps, actor, kind, to, after, why).version
        print(f"version {version} is in force, equal to version {to}")


def explain(wanted: str) -> None:
    """Tells every decision of rules about a case, named by its number or id."""
    with operators.at_work() as conn:
        known = select(cases.c.id, cases.c.tenant_id).where(
            or_(cases.c.number == wanted, cast(cases.c.id, String) == wanted)
        )
        found = conn.execute(known).one_or_none()
    if found is None:
        raise Problem(f"there is no case {wanted}", "give its number or its id")
    with _at_work(found.tenant_id) as (deps, actor):
        decisions = explain_decisions(deps, actor, found.id)
    if not decisions:
        print(f"no rule has ever decided about case {wanted}")
    for one in decisions:
        print(f"{one.at:%Y-%m-%d %H:%M:%S}  {one.words}")
        print(f"    {one.rule or '-'} @ {', '.join(f'{t} v{v}' for t, v in one.versions.items())}：{one.line}")
        for passed in one.passed:
            print(f"    – {passed}")


def export(tenant: str, kind: str, version: int) -> None:
    """Prints the lines as a CSV file: of the draft (0), of what is in force (-1), or of a version."""
    with _at_work(tenant) as (deps, actor), deps.work(actor) as work:
        of_type = type_of(kind)
        if version > 0:
            policies.find(work.conn, tenant, kind, version)
            lines = lines_of(work, of_type, tenant, version)
        else:
            lines = drafted(work, of_type) if version == 0 else in_force(work, of_type, [tenant])
    sys.stdout.write(write_lines(tuple(sorted(lines, key=lambda line: (line.priority, line.id))), of_type))


def bring_in(tenant: str, kind: str, file: Path) -> None:
    """Puts the lines of a file in place of all in the draft."""
    with _at_work(tenant) as (deps, actor):
        lines = _lines(actor, kind, file) or ()
        seen = drafts.begin_draft(deps, actor, kind).version
        drafts.replace_lines(deps, actor, kind, seen, lines)
    print(f"the draft has {len(lines)} lines")


def _lines(actor: Actor, kind: str, file: Path | None) -> tuple[Line, ...] | None:
    return None if file is None else read_lines(_content(file), type_of(kind), actor.tenant_id)


def _samples(deps: Deps, actor: Actor, file: Path | None) -> list[Sample] | None:
    if file is None:
        return None
    with deps.work(actor) as work:
        world = world_of(work)
    read = read_cases(_content(file), world.items, world.tree, world.day)
    return [Sample(name=name, facts=facts, item=item) for name, facts, item in read]


def _content(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Problem(f"{file} is no UTF-8 text", "save it as CSV UTF-8") from None


@contextmanager
def _at_work(tenant: str) -> Iterator[tuple[Deps, Actor]]:
    """The gateway's own use cases, for whoever runs this command, as the publisher of a tenant. Raises Problem."""
    settings = surroundings.settings("database_app")
    store = open_store(settings, pool=2)
    actor = Actor(tenant_id=tenant, site_id=tenant, roles=frozenset({Role.PUBLISHER}), name=operators.me())
    try:
        yield deps_of(settings, store), actor
    except Refusal as no:
        raise Problem(text(f"refusal.{no.code}", "zh-CN", **no.params), "see `bangban policy --help`") from None
    finally:
        store.engine.dispose()
