"""Is this command allowed here, now, to this actor? Answered by the table alone."""

from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case
from shared.domain.cases.table import Move, find
from shared.kernel.errors import conflict, forbidden, illegal_move
from shared.kernel.free_text import LINE, WORDS, require_free_text

_EXPLANATIONS = ("words", "where_to_go", "result")
_LINES = ("reason", "evidence", "legal_basis", "paper", "scope", "papers", "deferred", "reference")
LONGEST = dict.fromkeys(_EXPLANATIONS, WORDS) | dict.fromkeys(_LINES, LINE)
"""The fields of commands that people fill in freely and that events keep for ever, with their longest text."""


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
    """Raises Refusal invalid where text that stays in the history is too long or holds a phone or identity number."""
    require_free_text({field: getattr(command, field, "") for field in LONGEST}, _EXPLANATIONS)


def allowed(case: Case, facts: Facts) -> tuple[str, ...]:
    """The kinds of all commands the table allows this actor now: what a page may offer as buttons."""
    return tuple(kind for kind in (k.kind for k in c.ALL) if _allows(case, kind, facts))


def _allows(case: Case, kind: str, facts: Facts) -> bool:
    line = find(case.state, kind)
    if line is None or not facts.actor.roles & line.roles or not facts.parts & line.parts:
        return False
    return line.offered is None or line.offered == (case.offered is not None)
