"""Is this command allowed here, now, to this actor? Answered by the table alone."""

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case
from shared.domain.cases.table import Move, find
from shared.kernel.errors import conflict, forbidden, illegal_move, invalid
from shared.kernel.personal import holds_personal_number

FREE_TEXT = (
    "words",
    "reason",
    "evidence",
    "legal_basis",
    "where_to_go",
    "paper",
    "scope",
    "result",
    "papers",
    "deferred",
)
"""The fields of commands that people fill in freely and that events keep for ever."""


def require(case: Case, command: c.Command, facts: Facts) -> Move:
    """The table's line for it. Raises Refusal illegal_move, forbidden or conflict when the table says no."""
    line = find(case.state, command.kind)
    if line is None:
        raise illegal_move("case.move", state=case.state.value, command=command.kind)
    if not facts.actor.roles & line.roles:
        raise forbidden("case.role", command=command.kind)
    if not facts.parts & line.parts:
        raise forbidden("case.part", command=command.kind)
    if line.offered is not None and line.offered != (case.offered is not None):
        raise conflict("handover.none_open" if line.offered else "handover.open", command=command.kind)
    require_clean_words(command)
    return line


def acting_role(case: Case, command: c.Command, roles: frozenset[Role]) -> Role:
    """As what somebody with several roles acts: the one the table's line names, else the first."""
    line = find(case.state, command.kind)
    return min((line and roles & line.roles) or roles)


def require_clean_words(command: c.Command) -> None:
    """Raises Refusal invalid `words.personal` where text that stays in the history holds a phone or identity number."""
    personal = [f for f in FREE_TEXT if any(map(holds_personal_number, _texts(getattr(command, f, ""))))]
    if personal:
        raise invalid("words.personal", dict.fromkeys(personal, "words.personal"))


def _texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else value


def allowed(case: Case, facts: Facts) -> tuple[str, ...]:
    """The kinds of all commands the table allows this actor now: what a page may offer as buttons."""
    return tuple(kind for kind in (k.kind for k in c.ALL) if _allows(case, kind, facts))


def _allows(case: Case, kind: str, facts: Facts) -> bool:
    line = find(case.state, kind)
    if line is None or not facts.actor.roles & line.roles or not facts.parts & line.parts:
        return False
    return line.offered is None or line.offered == (case.offered is not None)
