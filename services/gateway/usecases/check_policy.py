"""What is wrong with a policy, before it is published."""

from collections.abc import Iterable

from services.gateway.deps import Deps
from services.gateway.queries.policy_desk import check, drafted, in_force, type_of
from shared.domain.access.actor import Actor
from shared.kernel.errors import conflict
from shared.policy.lines import Fault
from shared.policy.types import Line
from shared.store import policies


def check_draft(deps: Deps, actor: Actor, kind: str) -> tuple[Fault, ...]:
    """The faults of the draft. Raises Refusal conflict `policy.draft_none`."""
    with deps.work(actor) as work:
        if policies.draft(work.conn, actor.tenant_id, kind) is None:
            raise conflict("policy.draft_none")
        return check(work, type_of(kind), drafted(work, type_of(kind)))


def check_in_force(deps: Deps, actor: Actor, kind: str) -> tuple[Fault, ...]:
    """The faults of what is in force: items and sites change while rules stay."""
    with deps.work(actor) as work:
        return check(work, type_of(kind), in_force(work, type_of(kind), [actor.tenant_id]))


def check_lines(deps: Deps, actor: Actor, kind: str, lines: Iterable[Line]) -> tuple[Fault, ...]:
    """The faults of lines that are nowhere yet, such as those of a file."""
    with deps.work(actor) as work:
        return check(work, type_of(kind), lines)
