"""What those who work on a policy have before them: its type, the draft, what is inherited, and the world it is for."""

from collections.abc import Iterable, Sequence

import msgspec

from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import local_date
from shared.kernel.errors import not_found
from shared.policy.lines import Fault
from shared.policy.routing import chain
from shared.policy.samples import World
from shared.policy.types import TYPES, Line, PolicyType
from shared.store import policies
from shared.store.policies import Stored
from shared.store.uow import Work


def type_of(kind: str) -> PolicyType:
    """The type of that name. Raises Refusal not_found `policy.type_unknown`."""
    if kind not in TYPES:
        raise not_found("policy.type_unknown")
    return TYPES[kind]


def world_of(work: Work) -> World:
    """The sites, items and day that a check asks about, for the actor's tenant."""
    reference = work.reference
    return World(tenant_id=work.actor.tenant_id, tree=reference.tree, items=reference.items, day=local_date(work.now))


def read_lines(kind: PolicyType, tenant: str, version: int, stored: Iterable[Stored]) -> tuple[Line, ...]:
    """Lines as they are kept; one that means nothing any more is left out, as routing leaves it out."""
    found = []
    for one in stored:
        try:
            columns = {"tenant_id": tenant, "version": version, "id": one.id, "priority": one.priority}
            found.append(kind.decode(one.document, **columns))
        except msgspec.DecodeError:
            continue
    return tuple(found)


def kept(line: Line) -> Stored:
    """A line as it is kept."""
    return Stored(id=line.id, priority=line.priority, document=msgspec.json.encode(line).decode())


def lines_of(work: Work, kind: PolicyType, tenant: str, version: int) -> tuple[Line, ...]:
    """A published version."""
    return read_lines(kind, tenant, version, policies.lines(work.conn, tenant, kind.kind, version))


def drafted(work: Work, kind: PolicyType) -> tuple[Line, ...]:
    """The lines of the own draft."""
    tenant = work.actor.tenant_id
    return read_lines(kind, tenant, 0, policies.draft_lines(work.conn, tenant, kind.kind))


def in_force(work: Work, kind: PolicyType, tenants: Sequence[str]) -> tuple[Line, ...]:
    """What is in force of these tenants."""
    versions = {tenant: policies.current(work.conn, tenant, kind.kind) for tenant in tenants}
    return tuple(line for tenant, version in versions.items() for line in lines_of(work, kind, tenant, version))


def inherited(work: Work, kind: PolicyType) -> tuple[Line, ...]:
    """What is in force of the tenants above."""
    return in_force(work, kind, chain(work.actor.tenant_id, work.reference.tree)[1:])


def check(work: Work, kind: PolicyType, own: Iterable[Line]) -> tuple[Fault, ...]:
    """What is wrong with lines of the own tenant, in the world as it is."""
    return tuple(kind.check(own, inherited(work, kind), world_of(work)))


def name_of(actor: Actor) -> str:
    """How a version says who published it."""
    return actor.name or actor.id
