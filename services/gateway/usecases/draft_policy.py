"""Working on the draft of a policy, line by line; nothing of it is in force."""

from collections.abc import Iterable, Mapping

from services.gateway.deps import Deps
from services.gateway.queries.policy_desk import kept, name_of, type_of
from shared.domain.access.actor import Actor
from shared.kernel.errors import invalid
from shared.policy.types import Line
from shared.store import policies
from shared.store.policies import Draft


def begin_draft(deps: Deps, actor: Actor, kind: str) -> Draft:
    """The draft; where there is none, a new one with the lines in force."""
    with deps.work(actor) as work:
        type_of(kind)
        return policies.begin_draft(work.conn, actor.tenant_id, kind, name_of(actor), work.now)


def put_line(deps: Deps, actor: Actor, kind: str, seen: int, cells: Mapping[str, str], instead_of: str = "") -> int:
    """Writes a line, in place of the one with its id or the one it was called before. Gives the draft's version.

    Raises Refusal invalid `policy.line`, or conflict `policy.draft_moved`.
    """
    line = type_of(kind).of_text(cells, actor.tenant_id)
    return _change(deps, actor, kind, seen, [line], [instead_of] if instead_of else [], f"put {line.id}")


def drop_line(deps: Deps, actor: Actor, kind: str, seen: int, line_id: str) -> int:
    """Takes a line out of the draft. Raises Refusal conflict `policy.draft_moved`."""
    return _change(deps, actor, kind, seen, [], [line_id], f"drop {line_id}")


def replace_lines(deps: Deps, actor: Actor, kind: str, seen: int, lines: Iterable[Line]) -> int:
    """Puts these lines in place of all. Raises Refusal invalid `policy.file`, conflict `policy.draft_moved`."""
    known = tuple(lines)
    ids = [line.id for line in known]
    if twice := sorted({line_id for line_id in ids if ids.count(line_id) > 1}):
        raise invalid("policy.file", words="、".join(twice))
    return _change(deps, actor, kind, seen, known, None, f"replace {len(known)}")


def discard_draft(deps: Deps, actor: Actor, kind: str) -> None:
    """Throws the draft away."""
    with deps.work(actor) as work:
        policies.discard(work.conn, actor.tenant_id, type_of(kind).kind)
        work.note("policy.discard", kind)


def _change(
    deps: Deps, actor: Actor, kind: str, seen: int, lines: Iterable[Line], drop: list[str] | None, what: str
) -> int:
    with deps.work(actor) as work:
        put = [kept(line) for line in lines]
        version = policies.change(work.conn, actor.tenant_id, kind, seen, put, drop, name_of(actor))
        work.note("policy.edit", kind, what)
        return version
