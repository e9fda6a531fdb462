"""属地与金额 on the registration form: the places and the amount that rules may ask for, as typed."""

from collections.abc import Mapping

import msgspec

from services.gateway.usecases.intake import region_faults
from shared.domain.catalogue.model import Item
from shared.domain.org.tree import OrgTree
from shared.kernel.money import amount_fault, fen_of

KIND_OF: Mapping[str, str] = {
    "household": "person",
    "residence": "person",
    "registered_seat": "enterprise",
    "project_site": "enterprise",
}
"""Whose place it is, in the order of the page."""

FIELDS = (*KIND_OF, "amount")


class Belonging(msgspec.Struct, frozen=True, kw_only=True):
    """Division codes by place, and an amount with its unit, as they stand on the page."""

    places: Mapping[str, str] = {}
    amount: str = ""
    unit: str = "yuan"

    def touched(self) -> bool:
        """Whether anything was typed or chosen."""
        return bool(self.amount or any(self.places.values()))

    def told(self, kind: str, item: Item | None) -> dict[str, str]:
        """The places that count: the applicant's, and the one that the item goes by; the others are not shown."""
        named = item.competence.value if item else ""
        return {n: code for n, code in self.places.items() if code and (KIND_OF[n] == kind or n == named)}

    def fen(self) -> int | None:
        """The amount, where one was typed that means something."""
        return fen_of(self.amount, self.unit) if self.amount and not self.amount_fault() else None

    def amount_fault(self) -> str:
        """The code of what is wrong with the amount, or ''."""
        return amount_fault(self.amount, self.unit) if self.amount else ""

    def faults(self, kind: str, item: Item | None, tree: OrgTree) -> dict[str, str]:
        """The code of every fault, by field."""
        places = region_faults("", self.told(kind, item), tree)
        found = {field.rpartition(".")[2]: code for field, code in places.items()}
        return found | ({"amount": self.amount_fault()} if self.amount_fault() else {})
