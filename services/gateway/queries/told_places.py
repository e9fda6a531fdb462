"""The places (属地) a case was told, as its file shows them: where a person lives is personal, a seat is not."""

import msgspec

from services.gateway.queries.divisions import place_name
from shared.domain.cases.model import Case
from shared.domain.org.divisions import up
from shared.domain.org.tree import OrgTree
from shared.domain.routing.conditions import CASE_PLACES

_OF_A_PERSON = ("household", "residence", "competence")


class ToldPlace(msgspec.Struct, frozen=True, kw_only=True):
    """A place by its kind. `shown` is all that is seen until somebody asks for the person in clear; then `clear` is."""

    kind: str
    shown: str
    clear: str


def told_places(case: Case, tree: OrgTree) -> tuple[ToldPlace, ...]:
    """Those that were told, in the order of the form; a person's down to the county only."""
    told = {**{name: case.regions.get(name, "") for name in CASE_PLACES}, "competence": case.competence_region}
    return tuple(_told(kind, code, case.applicant_kind, tree) for kind, code in told.items() if code)


def _told(kind: str, code: str, applicant_kind: str, tree: OrgTree) -> ToldPlace:
    centre = tree.centre_of_region(code)
    county = place_name(centre.id, tree) if centre else code[:6]
    below = [place_name(one, tree) for one in up(code) if len(one) > 6]
    clear = " ".join((county, *reversed(below)))
    return ToldPlace(
        kind=kind, clear=clear, shown=county if applicant_kind == "person" and kind in _OF_A_PERSON else clear
    )
