"""Calendars, office hours, parameters, permissions and texts are complete and mean something."""

import string
from collections.abc import Iterator

from deploy.seeding.bundle import Seed
from deploy.seeding.checks.unique import twice
from deploy.seeding.faults import Fault
from deploy.seeding.records import ParameterLine
from shared.domain.access.actions import BESIDE_CASES
from shared.domain.cases.commands import ALL as COMMANDS
from shared.domain.cases.commands import Settle
from shared.domain.cases.signing import EXTENSION, NEAR, REMIND, SIGN, wrong_scope, wrong_thing
from shared.domain.deadlines.calendar import YearStatus
from shared.domain.feedback import exchange
from shared.domain.feedback.sampling import RATIO
from shared.domain.org.model import SiteKind, Tier


def unique(seed: Seed) -> Iterator[Fault]:
    """Years, parameters and permissions stand once."""
    yield from twice(seed.calendars, lambda line: line.year)
    yield from twice(seed.parameters, lambda line: line.key)
    yield from twice(seed.leaders, lambda line: line.tenant_id)
    yield from twice(seed.permissions, lambda line: (line.role, line.action))


def calendars(seed: Seed) -> Iterator[Fault]:
    """Days lie in their year and stand once; an official year names its notice."""
    for line in seed.calendars:
        dates = [day.date for day in seed.years[line.year].days]
        name = f"calendar/{line.year}.json"
        if any(day.year != line.year for day in dates):
            yield Fault(file=name, line=0, text="has days of another year")
        if len(dates) != len(set(dates)):
            yield Fault(file=name, line=0, text="has a date twice")
        if line.status is YearStatus.OFFICIAL and line.notice_date is None:
            yield line.fault("an official year needs the date of its notice")


def hours(seed: Seed) -> Iterator[Fault]:
    """Office hours follow one another."""
    edges = [edge for span in seed.hours.spans for edge in span]
    if not edges or edges != sorted(set(edges)):
        yield Fault(file="office_hours.toml", line=0, text="spans should follow one another and not overlap")


def scopes(seed: Seed) -> Iterator[Fault]:
    """Limits for signing and what is near are told apart by tiers, categories and items that exist, days more by
    categories and items; nothing else is.
    """
    items, categories = [item.code for item in seed.items], [item.category for item in seed.items]
    for line in seed.parameters:
        key, at, scope = line.key.partition("@")
        if at and key == RATIO:
            yield from _ratio(seed, line, scope)
        elif at and key == EXTENSION:
            yield from (line.fault(wrong) for wrong in [wrong_thing(scope, items, categories)] if wrong)
        elif at and key not in (NEAR, SIGN, REMIND):
            yield line.fault(f"{key} is the same for every tier and item")
        elif at and (wrong := wrong_scope(scope, items, categories)):
            yield line.fault(wrong)


def _ratio(seed: Seed, line: ParameterLine, scope: str) -> Iterator[Fault]:
    """Return visits are drawn by tier, park and department."""
    parks = {f"park:{site.id}" for site in seed.sites if site.kind is SiteKind.PARK}
    if scope not in {*Tier, *parks, *(f"department:{item.department}" for item in seed.items)}:
        yield line.fault(f"{scope} names no tier, park or department")


def leaders(seed: Seed) -> Iterator[Fault]:
    """Whoever decides between departments sits in their tenant, and may decide."""
    sites = {site.id: site.tenant_id for site in seed.sites}
    deciding = {line.role for line in seed.permissions if line.action == Settle.kind}
    for line in seed.leaders:
        if sites.get(line.site_id) != line.tenant_id:
            yield line.fault(f"site_id {line.site_id} is no site of {line.tenant_id}")
        if line.role not in deciding:
            yield line.fault(f"role {line.role} may not decide")


def permissions(seed: Seed) -> Iterator[Fault]:
    """Every action is one the platform knows."""
    actions = {*BESIDE_CASES, *(command.kind for command in COMMANDS)}
    for line in seed.permissions:
        if line.action not in actions:
            yield line.fault(f"action {line.action} is unknown")


def texts(seed: Seed) -> Iterator[Fault]:
    """A message's placeholders are those it declares, and it leaves the sign to the supplier."""
    for template in seed.texts.template:
        used = {name for _, name, _, _ in string.Formatter().parse(template.body) if name is not None}
        if used != set(template.placeholders):
            yield Fault(file="texts/sms.toml", line=0, text=f"{template.purpose}: placeholders are {sorted(used)}")
        if set("【】") & set(template.body):
            yield Fault(file="texts/sms.toml", line=0, text=f"{template.purpose}: the body carries a sign of its own")
    for tenant in seed.texts.sign.keys() - {"default", *(line.id for line in seed.tenants)}:
        yield Fault(file="texts/sms.toml", line=0, text=f"sign.{tenant} belongs to no tenant")
    if "default" not in seed.texts.sign:
        yield Fault(file="texts/sms.toml", line=0, text="sign.default is missing")


def exchanges(seed: Seed) -> Iterator[Fault]:
    """Every grade and every channel has its code in each system that ratings are reported to."""
    for one in seed.exchanges.exchange:
        yield from (Fault(file="exchange.toml", line=0, text=fault) for fault in exchange.faults(one))


CHECKS = (unique, calendars, hours, scopes, leaders, permissions, texts, exchanges)
