"""A policy as its officers look at it: what is in force and inherited, the draft, and every version there was."""

from collections.abc import Iterable, Mapping

import msgspec

from services.gateway.queries.policy_desk import drafted, in_force, inherited, lines_of, type_of, world_of
from shared.policy.samples import World
from shared.policy.types import Line, PolicyType
from shared.store import policies
from shared.store.policies import Draft, Published
from shared.store.uow import Work


class LineView(msgspec.Struct, frozen=True, kw_only=True):
    """A line: its cells as an officer writes them, and read aloud. `changed` is new, changed or ''."""

    id: str
    tenant_id: str
    tenant_name: str
    priority: int
    cells: Mapping[str, str]
    words: str
    changed: str = ""


class PolicyView(msgspec.Struct, frozen=True, kw_only=True):
    """`lines` are the own ones in force, `inherited` those above that none of them replaces; `gone` left the draft."""

    kind: str
    columns: tuple[str, ...]
    current: int
    versions: tuple[Published, ...]
    lines: tuple[LineView, ...]
    inherited: tuple[LineView, ...]
    draft: Draft | None
    drafted: tuple[LineView, ...]
    gone: tuple[str, ...]


def policy_view(work: Work, kind: str, locale: str) -> PolicyView:
    """The policy of the actor's tenant."""
    of_type, tenant, world = type_of(kind), work.actor.tenant_id, world_of(work)
    own, above = in_force(work, of_type, [tenant]), inherited(work, of_type)
    mine = drafted(work, of_type)
    draft = policies.draft(work.conn, tenant, kind)
    shown = {line.id for line in (mine if draft else own)}
    return PolicyView(
        kind=kind,
        columns=of_type.columns,
        current=policies.current(work.conn, tenant, kind),
        versions=policies.versions(work.conn, tenant, kind),
        lines=_views(own, of_type, world, locale),
        inherited=_views((line for line in above if line.id not in shown), of_type, world, locale),
        draft=draft,
        drafted=_views(mine, of_type, world, locale, {line.id: of_type.to_text(line) for line in own}),
        gone=tuple(line.id for line in own if draft and line.id not in shown),
    )


def version_view(work: Work, kind: str, version: int, locale: str) -> tuple[LineView, ...]:
    """The lines of one version. Raises Refusal not_found `policy.version_unknown`."""
    of_type, tenant = type_of(kind), work.actor.tenant_id
    policies.find(work.conn, tenant, kind, version)
    return _views(lines_of(work, of_type, tenant, version), of_type, world_of(work), locale)


def _views(
    lines: Iterable[Line],
    kind: PolicyType,
    world: World,
    locale: str,
    before: Mapping[str, Mapping[str, str]] | None = None,
) -> tuple[LineView, ...]:
    return tuple(
        _view(line, kind, world, locale, before) for line in sorted(lines, key=lambda line: (line.priority, line.id))
    )


def _view(
    line: Line, kind: PolicyType, world: World, locale: str, before: Mapping[str, Mapping[str, str]] | None
) -> LineView:
    cells = kind.to_text(line)
    changed = "" if before is None or before.get(line.id) == cells else "changed" if line.id in before else "new"
    name = world.tree.site(line.tenant_id).short_name if line.tenant_id in world.tree else line.tenant_id
    return LineView(
        id=line.id,
        tenant_id=line.tenant_id,
        tenant_name=name,
        priority=line.priority,
        cells=cells,
        words=kind.words(line, world, locale),
        changed=changed,
    )
