"""The registration form (登记): what was typed, what it means for the use case, and what is wrong with it."""

from collections.abc import Mapping
from datetime import date

import msgspec

from services.gateway.entry.pages.belonging import KIND_OF, Belonging
from services.gateway.entry.pages.forms import KEY, Form
from services.gateway.entry.pages.move_calls import mandate_in
from services.gateway.entry.pages.rendering import new_key
from services.gateway.entry.pages.words import Words
from services.gateway.usecases.new_case import Applicant, NewCase, NewMandate, faults_of, person_of
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases.rules.intake import lacking_papers
from shared.domain.catalogue.model import Item
from shared.domain.org.model import Tier
from shared.kernel.errors import Refusal, invalid

_OF_TIER = {Tier.TOWN: "2", Tier.VILLAGE: "3", Tier.PARK: "4"}


class RegisterForm(msgspec.Struct, frozen=True, kw_only=True):
    """The fields as they stand on the page; `faults` in words, by field. `item` is the chosen one, if there is one."""

    key: str = ""
    kind: str = "person"
    phone: str = ""
    name: str = ""
    identity: str = ""
    contact: str = ""
    seek: str = ""
    item_code: str = ""
    competence_region: str = ""
    channel: str = "1"
    belonging: Belonging = Belonging()
    item: Item | None = None
    papers: tuple[str, ...] = ()
    deferred: tuple[str, ...] = ()
    valid_from: str = ""
    valid_to: str = ""
    scope: str = ""
    paper: str = ""
    faults: dict[str, str] = {}
    general: str = ""

    def fault(self, name: str) -> str:
        """What is wrong with a field, or ''."""
        return self.faults.get(name, "")

    def fault_list(self) -> list[tuple[str, str]]:
        """All faults, for the summary."""
        return list(self.faults.items())

    def applicant(self) -> Applicant:
        """Who it is for. A person has no contact, whatever was typed before the kind was changed."""
        contact = self.contact if self.kind == "enterprise" else ""
        return Applicant(kind=self.kind, name=self.name, phone=self.phone, identity=self.identity, contact=contact)

    def told(self) -> dict[str, str]:
        """The places that count for this applicant and item."""
        return self.belonging.told(self.kind, self.item)

    def new_case(self) -> NewCase:
        """The case to be opened. Raises Refusal invalid `case.input` for an amount that is none."""
        if code := self.belonging.amount_fault():
            raise invalid("case.input", {"amount": code})
        return NewCase(
            item_code=self.item_code,
            applicant=self.applicant(),
            competence_region=self.competence_region,
            channel=self.channel,
            regions=self.told(),
            amount=self.belonging.fen(),
        )


_OURS = ("key", "belonging", "item", "papers", "deferred", "faults", "general")
_TEXTS = tuple(field for field in RegisterForm.__struct_fields__ if field not in _OURS)


def filled(form: Form, channel: str, items: Mapping[str, Item]) -> RegisterForm:
    """The form as posted or kept; a new key where there is none."""
    belonging = Belonging(
        places={name: form.one(name) for name in KIND_OF},
        amount=form.one("amount"),
        unit=form.one("unit") or "yuan",
    )
    told = {"belonging": belonging, "item": items.get(form.one("item_code"))}
    typed = {name: form.one(name) for name in _TEXTS if name in form.fields}
    ticked = {"papers": form.all("papers"), "deferred": form.all("deferred")}
    return RegisterForm(key=form.one(KEY) or new_key(), **{"channel": channel, **typed}, **ticked, **told)  # type: ignore[arg-type]


def usual_channel(actor: Actor, tier: Tier) -> str:
    """How cases usually come in at such a place: 热线 by phone, stations and parks at their counters."""
    return "5" if actor.roles == {Role.OPERATOR} else _OF_TIER.get(tier, "1")


def mandate_of(form: Form) -> NewMandate | None:
    """The mandate, where anything of it was filled in. Raises Refusal invalid `pages.date`."""
    return mandate_in(form) if any(form.one(name) for name in ("valid_from", "valid_to", "scope", "paper")) else None


def marked(
    typed: RegisterForm, no: Refusal, said: Words, today: date, item: Item | None, beside: Mapping[str, str]
) -> RegisterForm:
    """The same form with every fault in words: those of the refusal, of the applicant's data, and the lacking papers.

    `item` is given where whoever registers also accepts: only then must the papers be there. `beside` are the codes of
    what is wrong with the places and the amount, which one refusal alone would not name.
    """
    codes = {**_short(no.fields), **_short(faults_of(person_of(typed.applicant()), today)), **beside}
    params = dict(no.params)
    if item and (lacking := lacking_papers(item, typed.papers, typed.deferred)):
        codes["papers"] = "accept.papers"
        params["papers"] = "、".join(lacking)
    faults = {field: said.t(f"refusal.{code}", **params) for field, code in codes.items() if field != "kind"}
    general = "" if faults else said.t(f"refusal.{no.code}", **no.params)
    return msgspec.structs.replace(typed, faults=faults, general=general)


def _short(fields: Mapping[str, str]) -> dict[str, str]:
    """`applicant.phone` is `phone` on the page."""
    return {field.rpartition(".")[2]: code for field, code in fields.items()}
