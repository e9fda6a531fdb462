"""The shapes of the TOML and JSON files."""

from datetime import date, time
from typing import Annotated, Literal

import msgspec

from shared.domain.access.roles import Role
from shared.domain.texting.templates import Values
from shared.ports.supplier_data import Network


class Document(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of all documents: an unknown key is a spelling mistake."""


class OfficeHoursFile(Document, frozen=True, kw_only=True):
    """Opening times, local; `spans` are pairs of opening and closing."""

    source: str
    timezone: Literal["Asia/Shanghai"]
    spans: tuple[tuple[time, time], ...]


Ranges = Annotated[str, msgspec.Meta(pattern=r"^1\d{2}(-1\d{2})?( 1\d{2}(-1\d{2})?)*$")]


class NumberRangesFile(Document, frozen=True, kw_only=True):
    """Which mobile numbers get text messages: `public` by their first three digits, but none that begins as `never`."""

    source: str
    public: Ranges
    never: Annotated[str, msgspec.Meta(pattern=r"^(1\d{2,4}( 1\d{2,4})*)?$")]


class SpecialDay(Document, frozen=True, kw_only=True, rename={"is_off": "isOffDay"}):
    """A date that is not what its weekday says."""

    name: str
    date: date
    is_off: bool


class YearFile(Document, frozen=True, kw_only=True):
    """A year in holiday-cn's schema."""

    year: int
    papers: tuple[str, ...]
    days: tuple[SpecialDay, ...]


class Template(Document, frozen=True, kw_only=True):
    """A text message; `digits` says what a one-figure answer means."""

    purpose: str
    version: Annotated[int, msgspec.Meta(ge=1)]
    placeholders: tuple[str, ...]
    body: str
    digits: dict[str, str] = {}


class SmsTexts(Document, frozen=True, kw_only=True):
    """All text messages; `sign` by tenant, `default` for the rest."""

    sign: dict[str, str]
    template: tuple[Template, ...]


class User(Document, frozen=True, kw_only=True):
    """A demo log-in."""

    login: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9]{2,20}$")]
    name: str
    site: str
    roles: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1)]


class Partner(Document, frozen=True, kw_only=True):
    """A demo key of a partner system."""

    id: str
    name: str
    site: str
    key: Annotated[str, msgspec.Meta(min_length=24)]


class StandIn(Document, frozen=True, kw_only=True):
    """A supplier that the simulator stands in for; it posts from `callers`, and may take other values than they do."""

    id: str
    weight: Annotated[int, msgspec.Meta(ge=0)]
    callers: tuple[Network, ...]
    takes: Values | None = None


class Demo(Document, frozen=True, kw_only=True):
    """Everything that only a demonstration has."""

    password: str
    parameters: dict[str, float] = {}
    supplier: tuple[StandIn, ...] = ()
    user: tuple[User, ...] = ()
    partner: tuple[Partner, ...] = ()
