"""What somebody hands in for a new case, checked as a whole so that every fault shows at once."""

from collections.abc import Mapping
from datetime import date

import msgspec

from shared.kernel.checks import credit_code_fault, identity_fault, phone_fault
from shared.kernel.personal import holds_personal_number
from shared.kernel.spelling import compact, phone_of
from shared.store.persons import Person

CHANNELS = ("1", "2", "3", "4", "5", "6", "7", "8")
"""受理渠道, as the exchange counts them; their names stand in the texts under `channel`."""

LONGEST_NAME = 60


class Applicant(msgspec.Struct, frozen=True, kw_only=True):
    """The applicant as typed. `identity` is an identity number, of an enterprise its credit code; may be empty."""

    kind: str
    name: str
    phone: str
    identity: str = ""
    contact: str = ""

    def __repr__(self) -> str:
        return "Applicant(…)"


class NewCase(msgspec.Struct, frozen=True, kw_only=True):
    """A case to be opened. `competence_region` is a division code where another place is competent, or empty.

    `regions` are division codes by kind of place (属地), as far as told; `amount` is what the matter is about, in fen.
    """

    item_code: str
    applicant: Applicant
    competence_region: str = ""
    channel: str = "1"
    words: str = ""
    regions: Mapping[str, str] = {}
    amount: int | None = None


class NewMandate(msgspec.Struct, frozen=True, kw_only=True):
    """A signed 授权委托书. Dates are inclusive."""

    valid_from: date
    valid_to: date
    scope: str
    paper: str


def person_of(applicant: Applicant) -> Person:
    """The applicant as stored: names as typed; numbers without blanks and +86, in half width, with a large X."""
    return Person(
        kind=applicant.kind,
        name=applicant.name.strip(),
        phone=phone_of(applicant.phone),
        identity=compact(applicant.identity),
        contact=applicant.contact.strip(),
    )


def faults_of(person: Person, today: date) -> dict[str, str]:
    """Every fault of the applicant's data, by input field."""
    found = {
        "applicant.kind": "" if person.kind in ("person", "enterprise") else "applicant.kind",
        "applicant.name": _name_fault(person.name) if person.name else "name.missing",
        "applicant.phone": phone_fault(person.phone),
        "applicant.identity": _identity_fault(person, today) if person.identity else "",
        "applicant.contact": _name_fault(person.contact),
    }
    return {field: fault for field, fault in found.items() if fault}


def _identity_fault(person: Person, today: date) -> str:
    return credit_code_fault(person.identity) if person.kind == "enterprise" else identity_fault(person.identity, today)


def _name_fault(name: str) -> str:
    if len(name) > LONGEST_NAME:
        return "name.length"
    if not name.isprintable():
        return "name.shape"
    return "name.number" if holds_personal_number(name) else ""
