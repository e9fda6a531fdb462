"""Writing a roster: what may be written down, by whom, and how a change leaves what was true before it."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from msgspec.structs import replace

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.org.tree import OrgTree
from shared.domain.roster.model import WORKING_DAYS, Absence, Member, Roster
from shared.kernel.errors import forbidden, invalid, not_found

_DAY = timedelta(days=1)
_COMPETENCE = re.compile(r"\*|cat:\S{1,40}|item:[A-Z]{1,2}[0-9]{3}[A-Z]?")
LONGEST_ABSENCE = 366  # days; whoever stays away longer has left


def require_reader(actor: Actor, site_id: str, tree: OrgTree) -> None:
    """Everybody reads the rosters of the own site and those below it; who sees the whole tenant, all of them.

    Raises Refusal not_found `site.unknown`, alike for what lies out of reach and what is not there.
    """
    inside = site_id in tree and tree.site(site_id).tenant_id == actor.tenant_id
    if not inside or not (actor.sees_tenant or tree.under(site_id, actor.site_id)):
        raise not_found("site.unknown", site=site_id)


def require_keeper(actor: Actor, site_id: str, tree: OrgTree) -> None:
    """A leader keeps the rosters of the own site and those below it, a coordinator those of the whole tenant.

    Raises Refusal not_found `site.unknown` for what lies elsewhere, or forbidden `roster.not_yours`.
    """
    if site_id not in tree or tree.site(site_id).tenant_id != actor.tenant_id:
        raise not_found("site.unknown", site=site_id)
    if not may_keep(actor, site_id, tree):
        raise forbidden("roster.not_yours")


def may_keep(actor: Actor, site_id: str, tree: OrgTree) -> bool:
    """Whether the actor keeps the roster of this site."""
    if site_id not in tree or tree.site(site_id).tenant_id != actor.tenant_id:
        return False
    return Role.COORDINATOR in actor.roles or (Role.LEADER in actor.roles and tree.under(site_id, actor.site_id))


def require_member(member: Member, today: date) -> None:
    """Raises Refusal invalid `roster.member`, naming every field at fault."""
    faults: dict[str, str] = {}
    if member.to_day is not None and member.to_day < member.from_day:
        faults["to_day"] = "roster.dates"
    if member.from_day < today:
        faults["from_day"] = "roster.past"
    if not member.competence or not all(_COMPETENCE.fullmatch(one) for one in member.competence):
        faults["competence"] = "roster.competence"
    if member.weekdays != WORKING_DAYS and not re.fullmatch(r"(?!.*(.).*\1)[1-7]{1,7}", member.weekdays):
        faults["weekdays"] = "roster.weekdays"
    if faults:
        raise invalid("roster.member", faults)


def amended(roster: Roster, new: Member) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """What the change retires and what it writes: earlier dates keep what was true of them.

    The same again retires and writes nothing.
    """
    old = [m for m in roster.members if m.staff_id == new.staff_id and (m.to_day is None or m.to_day >= new.from_day)]
    if any(_same(m, new) for m in old):
        return (), ()
    return tuple(old), (*_before(old, new.from_day), new)


def ended(roster: Roster, member: Member, last_day: date) -> tuple[tuple[Member, ...], tuple[Member, ...]]:
    """What ending a membership with `last_day` retires and writes; later ones of the same person go as well."""
    old = [m for m in roster.members if m.staff_id == member.staff_id and (m.to_day is None or m.to_day > last_day)]
    return tuple(old), tuple(_before(old, last_day + _DAY))


def require_absence(roster: Roster, absence: Absence, today: date) -> None:
    """Raises Refusal invalid `absence.wrong`, naming every field at fault; a substitute must be there meanwhile."""
    faults: dict[str, str] = {}
    if not absence.from_day <= absence.to_day < absence.from_day + LONGEST_ABSENCE * _DAY:
        faults["to_day"] = "absence.dates"
    elif absence.to_day < today:
        faults["to_day"] = "absence.past"
    if roster.member(absence.staff_id, max(absence.from_day, today)) is None:
        faults["staff_id"] = "absence.nobody"
    if absence.substitute is not None and (fault := _substitute_fault(roster, absence, today)):
        faults["substitute"] = fault
    if faults:
        raise invalid("absence.wrong", faults)


def _substitute_fault(roster: Roster, absence: Absence, today: date) -> str | None:
    first = max(absence.from_day, today)
    instead = roster.member(absence.substitute, first)
    if instead is None or not instead.active or absence.substitute == absence.staff_id:
        return "absence.substitute"
    away = (a for a in roster.absences if a.staff_id == absence.substitute)
    if any(a.from_day <= absence.to_day and first <= a.to_day for a in away):
        return "absence.substitute_away"
    return None


def _same(one: Member, other: Member) -> bool:
    return replace(one, id=other.id, name="", active=True) == replace(other, name="", active=True)


def _before(old: list[Member], day: date) -> Iterator[Member]:
    for member in old:
        if member.from_day < day:
            yield replace(member, to_day=day - _DAY)
