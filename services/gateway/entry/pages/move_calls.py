"""How the moves of a case page call their use cases: a form goes in, what was typed comes out in the right shape."""

from collections.abc import Callable
from datetime import date
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Form, uuid_in, version_in
from services.gateway.usecases.accept_case import accept_case
from services.gateway.usecases.ask_extension import ask_extension
from services.gateway.usecases.forward_case import forward_case
from services.gateway.usecases.name_agent import name_agent
from services.gateway.usecases.new_case import NewMandate
from services.gateway.usecases.pause_case import pause_case
from services.gateway.usecases.reassign_case import reassign_case
from services.gateway.usecases.record_mandate import record_mandate
from services.gateway.usecases.settle_case import settle_case
from shared.domain.access.actor import Actor
from shared.kernel.errors import invalid
from shared.store.idempotency import Idem

Call = Callable[[Deps, Actor, UUID, Form, int | None, Idem | None], object]


def accept(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    papers, deferred = form.all("papers"), form.all("deferred")
    return accept_case(deps, actor, case_id, papers, deferred, version=version, idem=idem)


def ask_more_time(
    deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None
) -> object:
    days = version_in(form.one("days")) or 0
    return ask_extension(deps, actor, case_id, days, form.one("words"), version=version, idem=idem)


def stop_the_clock(
    deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None
) -> object:
    """With the notice of a statutory cause, where there is one."""
    cause, said, exclusion, evidence = (form.one(name) for name in ("cause", "words", "exclusion", "evidence"))
    days = version_in(form.one("expected_days")) or 0
    day = _day(form.one("notice_day"))
    return pause_case(deps, actor, case_id, cause, said, exclusion, evidence, day, days, version=version, idem=idem)


def _day(typed: str) -> date | None:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return None


def put_mandate(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    return record_mandate(deps, actor, case_id, mandate_in(form), version=version, idem=idem)


def put_agent(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    try:
        staff_id = UUID(form.one("staff_id"))
    except ValueError:
        raise invalid("agent.elsewhere", {"staff_id": "agent.elsewhere"}) from None
    return name_agent(deps, actor, case_id, staff_id, version=version, idem=idem)


def reassign(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    """To the chosen site, with the chosen reason and words."""
    to, why, said = _chosen_site(form), form.one("reason"), form.one("words")
    return reassign_case(deps, actor, case_id, to, why, said, version=version, idem=idem)


def settle(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    """To the chosen site, which may be the one that holds it."""
    return settle_case(deps, actor, case_id, _chosen_site(form), form.one("words"), version=version, idem=idem)


def forward(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
    """To the chosen site."""
    return forward_case(deps, actor, case_id, _chosen_site(form), form.one("words"), version=version, idem=idem)


def _chosen_site(form: Form) -> str:
    """Where to. A list in which nothing was chosen is a fault of the form, told at its field."""
    chosen = form.one("to_site")
    if not chosen:
        raise invalid("handover.unknown_site", {"to_site": "handover.unknown_site"})
    return chosen


def asks(usecase: Callable[..., object], *names: str) -> Call:
    """A use case that takes the named fields in this order, as they were typed."""

    def call(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
        return usecase(deps, actor, case_id, *(form.one(name) for name in names), version=version, idem=idem)

    return call


def about_order(usecase: Callable[..., object], *names: str) -> Call:
    """The same, about the order that the form names."""

    def call(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
        typed, named = (form.one(name) for name in names), uuid_in(form.one("order"))
        return usecase(deps, actor, case_id, *typed, version=version, idem=idem, named=named)

    return call


def on_evidence(usecase: Callable[..., object]) -> Call:
    """A use case that says no: why, in which words, and what shows it."""

    def call(deps: Deps, actor: Actor, case_id: UUID, form: Form, version: int | None, idem: Idem | None) -> object:
        said = (form.one(name) for name in ("reason", "words", "evidence"))
        ticked = tuple(filter(None, map(uuid_in, form.all("attachments"))))
        return usecase(deps, actor, case_id, *said, ticked, version=version, idem=idem)

    return call


def mandate_in(form: Form) -> NewMandate:
    """The mandate as typed. Raises Refusal invalid `pages.date` naming the dates that are none."""
    dates, faults = {}, {}
    for name in ("valid_from", "valid_to"):
        try:
            dates[name] = date.fromisoformat(form.one(name))
        except ValueError:
            faults[name] = "pages.date"
    if faults:
        raise invalid("pages.date", faults)
    return NewMandate(scope=form.one("scope"), paper=form.one("paper"), **dates)
