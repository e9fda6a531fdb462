"""Routing lines and cases in the words of the model: fields of a policy row, and the values of a request."""

from datetime import date

from shared.domain.org.tree import OrgTree
from shared.domain.routing.conditions import NOT_TOLD, read, told_places
from shared.domain.routing.model import RouteFacts, RuleLine
from shared.policy.enforcer import Row

_UNDATED = ("", "~")
"""Days of a line that counts always: they include the empty day of a case whose day is not known, others do not."""


def row_of(line: RuleLine) -> Row:
    """The line's fields in the order of the model's policy definition. Raises ValueError for a `when` of no meaning."""
    when = read(line.when)
    return (
        line.id,
        line.tenant_id,
        str(line.version),
        str(line.priority),
        line.origin_tier,
        line.origin_scope,
        line.item,
        line.applicant_kind,
        when.place,
        *(when.amount.least, when.amount.most),
        *(when.moves.least, when.moves.most),
        *(when.returns.least, when.returns.most),
        *_days(line),
        line.action.value,
        line.target,
    )


def request_of(facts: RouteFacts, tenants: tuple[str, ...], tree: OrgTree) -> tuple[object, ...]:
    """The case in the order of the model's request definition. Raises Refusal not_found `site.unknown`."""
    return (
        tenants,
        ("*", *(site.id for site in tree.up(facts.origin_site))),
        facts.origin_tier.value,
        f"item:{facts.item_code}",
        f"cat:{facts.category}",
        facts.applicant_kind,
        ("*", *told_places(facts.competence, facts.places)),
        NOT_TOLD if facts.amount is None else facts.amount,
        facts.moves,
        facts.returns,
        "" if facts.day is None else facts.day.isoformat(),
    )


def _days(line: RuleLine) -> tuple[str, str]:
    if line.valid_from is None and line.valid_to is None:
        return _UNDATED
    return (line.valid_from or date.min).isoformat(), (line.valid_to or date.max).isoformat()
