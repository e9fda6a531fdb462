"""The lines of the CSV files; a field without a default must be filled in."""

from datetime import date
from typing import Annotated, Literal

import msgspec

from deploy.seeding.csvfile import Line
from shared.domain.access.roles import Role
from shared.domain.cases.measures import Measure, Trigger
from shared.domain.catalogue.model import Competence, Help, ItemKind
from shared.domain.deadlines.calendar import YearStatus
from shared.domain.org.model import SiteKind, Tier
from shared.domain.routing.model import Action

Code = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}([0-9]{2}([0-9]{3}([0-9]{3})?)?)?$")]
SiteId = Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4,12}(-[a-z0-9-]+)?$")]
ItemCode = Annotated[str, msgspec.Meta(pattern=r"^[A-Z]{1,2}[0-9]{3}[A-Z]?$")]
Days = Annotated[int, msgspec.Meta(ge=0, le=365)]
Count = Annotated[int, msgspec.Meta(ge=1)]


class Division(Line, frozen=True, kw_only=True):
    """An administrative division (统计区划)."""

    code: Code
    name: str
    level: Literal["prefecture", "county", "town", "village"]
    parent_code: str = ""


class TenantLine(Line, frozen=True, kw_only=True):
    """A tenant; `weight` is its share when the relay serves several."""

    id: Code
    name: str
    short_name: str
    parent_id: str = ""
    weight: Count = 1


class SiteLine(Line, frozen=True, kw_only=True):
    """A place of service."""

    id: SiteId
    tenant_id: Code
    parent_id: str = ""
    kind: SiteKind
    tier: Tier
    name: str
    short_name: str
    division_code: Code
    duty: str
    phone: str = ""
    valid_from: date


class ItemLine(Line, frozen=True, kw_only=True):
    """An item of the catalogue; `owner` is the tenant whose districts it serves."""

    code: ItemCode
    name: str
    category: str
    department: str = ""
    kind: ItemKind
    help: Help
    promised_days: Days
    statutory_days: Days | None = None
    statutory_unit: Literal["WD", "CD"] | None = None
    applicant_kinds: tuple[Literal["person", "enterprise"], ...]
    handlers: tuple[str, ...]
    competence: Competence
    open: bool
    stage: Literal["0", "1", "2", "3", "4"] | None = None
    parallel_group: tuple[str, ...] = ()
    applies_when: str = ""
    commitment: bool
    clock_excludes: str = ""
    item_type: str
    lead_department: str = ""
    legal_basis: str = ""
    source: str
    illustrative: bool
    owner: Code
    pinyin: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]+$")]


class MaterialLine(Line, frozen=True, kw_only=True):
    """A paper an item asks for."""

    item_code: ItemCode
    seq: Count
    name: str
    required: bool
    deferrable: bool
    note: str = ""


class EdgeLine(Line, frozen=True, kw_only=True):
    """`item_code` waits for `predecessor`, if a project selects both."""

    item_code: ItemCode
    predecessor: ItemCode


class FlowLine(Line, frozen=True, kw_only=True):
    """One item of a typical project."""

    flow_code: str
    flow_name: str
    seq: Count
    item_code: ItemCode


class CalendarLine(Line, frozen=True, kw_only=True):
    """What is known of a year; its days are in calendar/YYYY.json."""

    year: Annotated[int, msgspec.Meta(ge=2000, le=2100)]
    version: Count
    status: YearStatus
    source: str
    notice_date: date | None = None


class ParameterLine(Line, frozen=True, kw_only=True):
    """A local rule's number; a limit for signing may say after an @ for which tier, category or item it is."""

    key: Annotated[str, msgspec.Meta(pattern=r"^[a-z_]+\.[a-z_]+(@[^@]+)?$")]
    value: float
    unit: Literal[
        "working_day", "working_minute", "day", "hour", "minute", "second", "millisecond",
        "count", "share", "percent", "phone", "yuan", "fen", "switch",
    ]  # fmt: skip
    source: str
    note: str = ""


class LeaderLine(Line, frozen=True, kw_only=True):
    """Who decides when departments of a tenant are deadlocked: a site of it, and a role there."""

    tenant_id: str
    site_id: str
    role: Role
    source: str
    note: str = ""


class WebhookHostLine(Line, frozen=True, kw_only=True):
    """A host that staff may have notices pushed to; `*.name` is all below it, another port than 443 stands with it."""

    host: Annotated[str, msgspec.Meta(pattern=r"^(\*\.)?[a-z0-9-]+(\.[a-z0-9-]+)*(:[0-9]{1,5})?$")]
    source: str
    note: str = ""


class PermissionLine(Line, frozen=True, kw_only=True):
    """A role may do an action."""

    role: Role
    action: str
    note: str = ""


class RoutingLine(Line, frozen=True, kw_only=True):
    """A line of a routing policy."""

    id: str
    priority: Count
    origin_tier: str
    origin_scope: str
    item: str
    applicant_kind: Literal["person", "enterprise", "*"]
    when: str
    action: Action
    target: str
    co: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    off: bool = False
    note: str = ""


class EscalationRow(Line, frozen=True, kw_only=True):
    """A line of an escalation policy."""

    id: str
    priority: Count
    trigger: Trigger
    tier: str
    item: str
    times: str
    after: str
    measure: Measure
    target: str
    note: str = ""
