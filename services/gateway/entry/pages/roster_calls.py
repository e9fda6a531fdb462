"""How the forms of the roster page call their use cases: what was typed goes in, in the right shape."""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from services.gateway.entry.pages.forms import Form
from services.gateway.usecases.end_absence import end_absence
from services.gateway.usecases.enrol_member import enrol_member
from services.gateway.usecases.hand_on_cases import hand_on_cases
from services.gateway.usecases.record_absence import record_absence
from services.gateway.usecases.release_member import release_member
from services.gateway.usecases.set_day import set_day
from services.gateway.usecases.several import Outcome
from shared.domain.access.actions import ROSTER_KEEP
from shared.domain.access.actor import Actor
from shared.domain.cases.commands import HandOn
from shared.domain.roster.model import Absence, AbsenceKind, Member, Rank
from shared.kernel.errors import invalid
from shared.kernel.ids import new_id

_DAY = timedelta(days=1)


class Act(msgspec.Struct, frozen=True, kw_only=True):
    """A form: what it calls, under which action, its fields, and the text that says it is done."""

    kind: str
    told: str
    fields: tuple[str, ...]
    call: Callable[[Deps, Actor, Form], Outcome | None]


def enrol(deps: Deps, actor: Actor, form: Form) -> None:
    member = Member(
        id=new_id(),
        site_id=form.one("site_id"),
        staff_id=_person(form, "staff_id"),
        rank=Rank(form.one("rank")) if form.one("rank") in tuple(Rank) else Rank.LEAD,
        from_day=_date(form, "from_day"),
        to_day=_date(form, "to_day") if form.one("to_day") else None,
        place=int(form.one("place")) if form.one("place").isascii() and form.one("place").isdigit() else 1,
        competence=tuple(form.one("competence").replace("，", " ").replace("|", " ").split()) or ("*",),
        weekdays=form.one("weekdays") or "W",
    )
    enrol_member(deps, actor, member)


def release(deps: Deps, actor: Actor, form: Form) -> None:
    release_member(deps, actor, form.one("site_id"), _person(form, "staff_id"), _date(form, "last_day"))


def day(deps: Deps, actor: Actor, form: Form) -> None:
    comes = form.one("on_duty") == "yes"
    set_day(deps, actor, form.one("site_id"), _person(form, "staff_id"), _date(form, "day"), comes)


def away(deps: Deps, actor: Actor, form: Form) -> None:
    kind = form.one("kind")
    absence = Absence(
        id=new_id(),
        site_id=form.one("site_id"),
        staff_id=_person(form, "staff_id"),
        kind=AbsenceKind(kind) if kind in tuple(AbsenceKind) else AbsenceKind.OTHER,
        from_day=_date(form, "from_day"),
        to_day=_date(form, "to_day"),
        substitute=_person(form, "substitute") if form.one("substitute") else None,
        words=form.one("words"),
    )
    record_absence(deps, actor, absence)


def back(deps: Deps, actor: Actor, form: Form) -> None:
    """Back on the day given, or today: away until the day before."""
    end_absence(deps, actor, _person(form, "absence_id"), _date(form, "back_on") - _DAY)


def leaver(deps: Deps, actor: Actor, form: Form) -> Outcome:
    site, who = form.one("site_id"), _person(form, "from_staff")
    idem = form.idem("/roster/leaver")
    return hand_on_cases(deps, actor, site, who, _person(form, "to_staff"), form.one("words"), idem=idem)


def _person(form: Form, name: str) -> UUID:
    try:
        return UUID(form.one(name))
    except ValueError:
        raise invalid("roster.staff", {name: "roster.staff"}) from None


def _date(form: Form, name: str) -> date:
    try:
        return date.fromisoformat(form.one(name))
    except ValueError:
        raise invalid("pages.date", {name: "pages.date"}) from None


def _act(call: Any, told: str, *fields: str, kind: str = ROSTER_KEEP) -> Act:
    return Act(kind=kind, told=told, fields=fields, call=call)


ACTS: Mapping[str, Act] = {
    "members": _act(enrol, "enrolled", "staff_id", "rank", "from_day", "to_day", "place", "competence", "weekdays"),
    "releases": _act(release, "released", "staff_id", "last_day"),
    "days": _act(day, "day_set", "staff_id", "day"),
    "absences": _act(away, "absence_recorded", "staff_id", "kind", "from_day", "to_day", "substitute", "words"),
    "back": _act(back, "absence_ended", "back_on", "last_day"),
    "leaver": _act(leaver, "handed_on", "from_staff", "to_staff", "words", kind=HandOn.kind),
}
"""By the last part of their address."""
