"""Routing lines read by hand, one after the other, without pycasbin and without the rules of the platform."""

from collections.abc import Iterable

from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RouteFacts, RuleLine


def first_by_hand(lines: Iterable[RuleLine], facts: RouteFacts, tree: OrgTree) -> str:
    """The id of the line that comes first, '' where none fits: every line is looked at, in no order."""
    above = [site.id for site in tree.up(facts.origin_site)]
    height = {site.id: place for place, site in enumerate(tree.up(facts.tenant_id))}
    mine = [line for line in lines if line.tenant_id in height and _counts(line, facts)]
    best: tuple[int, int, str] | None = None
    for line in mine:
        hidden = any(other.id == line.id and height[other.tenant_id] < height[line.tenant_id] for other in mine)
        rank = (line.priority, height[line.tenant_id], line.id)
        if not line.off and not hidden and _fits(line, facts, above) and (best is None or rank < best):
            best = rank
    return best[2] if best else ""


def _counts(line: RuleLine, facts: RouteFacts) -> bool:
    if line.valid_from is None and line.valid_to is None:
        return True
    if facts.day is None:
        return False
    return (not line.valid_from or line.valid_from <= facts.day) and (not line.valid_to or facts.day <= line.valid_to)


def _fits(line: RuleLine, facts: RouteFacts, above: list[str]) -> bool:
    if line.origin_tier != "*" and line.origin_tier != facts.origin_tier.value:
        return False
    if line.origin_scope != "*" and line.origin_scope not in above:
        return False
    if line.item not in ("*", "item:" + facts.item_code, "cat:" + facts.category):
        return False
    if line.applicant_kind not in ("*", facts.applicant_kind):
        return False
    return line.when == "*" or all(_holds(part.strip(), facts) for part in line.when.split("&"))


def _holds(part: str, facts: RouteFacts) -> bool:
    name, wanted = part.split("=")
    if name == "competence":
        return facts.competence == wanted
    if name not in ("amount", "moves", "returns"):
        return facts.places.get(name) == wanted
    least, _, most = wanted.partition("..") if ".." in wanted else (wanted, "", wanted)
    value = {"amount": facts.amount, "moves": facts.moves, "returns": facts.returns}[name]
    if value is None:
        return False
    return (not least or value >= int(least)) and (not most or value <= int(most))
