"""Taking a case in, for the two verbs that do: opening a draft, and registering at the window."""

from collections.abc import Iterable, Mapping

from services.gateway.usecases.new_case import CHANNELS, NewCase, faults_of, person_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.events import Event
from shared.domain.cases.facts import Facts
from shared.domain.cases.model import Case
from shared.domain.cases.rules.intake import open_case
from shared.domain.catalogue.intake import require_intake
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.calendar import local_date
from shared.domain.org.tree import OrgTree
from shared.domain.routing.conditions import CASE_PLACES as PLACES
from shared.kernel.errors import invalid
from shared.kernel.ids import new_id
from shared.kernel.money import LARGEST
from shared.store.persons import Person
from shared.store.uow import Work


def take_in(work: Work, actor: Actor, new: NewCase) -> Case:
    """A draft at the actor's site. Raises Refusal invalid naming every faulty field, or what is wrong with the item."""
    item = work.reference.item(new.item_code)
    person = require_sound(work, actor, new)
    require_intake(item, actor.tenant_id, person.kind, work.reference.tree)
    facts = facts_of(work, actor, item)
    case_id = new_id()

    def make(person_id: object, commitment: str) -> Iterable[Event]:
        return open_case(
            c.Open(
                case_id=case_id,
                applicant=person_id,  # type: ignore[arg-type]
                applicant_kind=person.kind,
                commitment=commitment,
                channel=new.channel,
                competence_region=new.competence_region,
                words=new.words,
                regions=dict(new.regions),
                amount=new.amount,
            ),
            facts,
        )

    return work.open_case(person, make)


def require_sound(work: Work, actor: Actor, new: NewCase) -> Person:
    """The applicant, tidied. Raises Refusal invalid `case.input` with every faulty field."""
    person = person_of(new.applicant)
    faults = faults_of(person, local_date(work.now))
    if new.channel not in CHANNELS:
        faults["channel"] = "channel.unknown"
    if new.amount is not None and new.amount < 0:
        faults["amount"] = "amount.negative"
    elif new.amount is not None and new.amount > LARGEST:
        faults["amount"] = "amount.too_large"
    faults |= region_faults(new.competence_region, new.regions, work.reference.tree)
    if faults:
        raise invalid("case.input", faults)
    return person


def region_faults(competence_region: str, regions: Mapping[str, str], tree: OrgTree) -> dict[str, str]:
    """What is wrong with the places a case was told, by input field."""
    places = {"competence_region": competence_region, **{f"regions.{name}": code for name, code in regions.items()}}
    faults = {field: "region.unknown" for field, code in places.items() if code and tree.centre_of_region(code) is None}
    return faults | {f"regions.{name}": "place.unknown" for name in regions if name not in PLACES}


def facts_of(work: Work, actor: Actor, item: Item) -> Facts:
    """What the rules are told while there is no case yet."""
    reference = work.reference
    return Facts(
        now=work.now,
        actor=actor,
        item=item,
        calendar=reference.calendar_at(actor.tenant_id),
        limits=reference.limits(actor.tenant_id),
    )
