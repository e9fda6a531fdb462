"""What a coordinator is about to reassign: the picked cases, and where they may go, with reasons."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import msgspec

from services.gateway.queries.able_sites import Handed, Region, able_for_all
from services.gateway.queries.loads import Load
from services.gateway.queries.suggestions import MOST, suggested_sites
from shared.domain.cases.model import Case
from shared.domain.roster.suggest import Suggestion
from shared.kernel.errors import Refusal
from shared.store.uow import Work


class Picked(msgspec.Struct, frozen=True, kw_only=True):
    """A case that is picked, as the page names it."""

    case_id: UUID
    version: int
    item_name: str
    applicant: str
    tail: str
    holder: str


class Placing(msgspec.Struct, frozen=True, kw_only=True):
    """The picked cases with the sites that may have all of them, the best first, and all able ones."""

    cases: tuple[Picked, ...]
    suggestions: tuple[Suggestion, ...]
    regions: tuple[Region, ...]

    @property
    def ids(self) -> frozenset[UUID]:
        """Which cases are picked."""
        return frozenset(one.case_id for one in self.cases)

    @property
    def best(self) -> str:
        """The site suggested first, if any."""
        return self.suggestions[0].candidate.id if self.suggestions else ""


def placing(work: Work, ids: Iterable[UUID], numbers: Mapping[str, Load]) -> Placing | None:
    """None where none of the cases can be seen."""
    cases = tuple(_seen(work, ids))
    if not cases:
        return None
    known = dict(numbers)
    return Placing(
        cases=tuple(_picked(work, case) for case in cases),
        suggestions=suggested_sites(work, cases, known)[:MOST],
        regions=able_for_all(work, [_handed(work, case) for case in cases], known),
    )


def _handed(work: Work, case: Case) -> Handed:
    item = work.reference.versions[case.item_code, case.item_version]
    return Handed(item=item, holder_site="" if case.pool_site else case.holder_site, tenant=case.tenant_id)


def _seen(work: Work, ids: Iterable[UUID]) -> Iterable[Case]:
    for case_id in dict.fromkeys(ids):
        try:
            yield work.cases.get(case_id)
        except Refusal:
            continue


def _picked(work: Work, case: Case) -> Picked:
    beside = work.cases.beside(case)
    return Picked(
        case_id=case.id,
        version=case.version,
        item_name=work.reference.versions[case.item_code, case.item_version].name,
        applicant=beside.mask,
        tail=beside.tail,
        holder=work.reference.tree.site(case.holder_site).short_name,
    )
