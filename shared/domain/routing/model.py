"""What routing is asked, what a rule says, and what comes out."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from enum import StrEnum

import msgspec

from shared.domain.cases.events import Skipped
from shared.domain.org.model import Tier
from shared.domain.routing import conditions

__all__ = ["Action", "Fitting", "Route", "RouteFacts", "RuleLine", "Skipped"]


class Action(StrEnum):
    """What a rule wants done with the case."""

    ACCEPT_HERE = "accept_here"  # the origin handles it itself
    FORWARD_UP = "forward_up"  # 上报
    HAND_DOWN = "hand_down"  # 下派
    ASSIGN = "assign"  # 派给部门
    TRANSFER = "transfer"  # 跨区域移交
    CO_HANDLE = "co_handle"  # 会办
    HOLD = "hold"  # 待协调员派单


class RouteFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A case as routing sees it. `excluded` are sites that refused it already.

    `regions` are the division codes of the places it was told, by kind of place, and `places` says of each whether it
    is inside the tenant. `amount` is fen, None where nobody gave one; `day` is the business day, None where it is not
    known, and then no dated line counts.
    """

    tenant_id: str
    origin_site: str
    origin_tier: Tier
    item_code: str
    category: str
    applicant_kind: str
    competence: str = "inside"
    competence_region: str = ""
    regions: Mapping[str, str] = {}
    places: Mapping[str, str] = {}
    amount: int | None = None
    moves: int = 0
    returns: int = 0
    day: date | None = None
    excluded: frozenset[str] = frozenset()


class RuleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A policy line an officer can read in a table. Lower `priority` is asked first; `*` matches all.

    `item` is `*`, `cat:NAME` or `item:CODE`; `when` is read by `conditions`; `target` is symbolic, and so are the
    co-handlers `co` of a 会办. Dates are included. A line that is `off` matches nothing and takes the inherited line
    of its id away.
    """

    id: str
    tenant_id: str
    version: int
    priority: int
    origin_tier: str = "*"
    origin_scope: str = "*"
    item: str = "*"
    applicant_kind: str = "*"
    when: str = "*"
    action: Action = Action.HOLD
    target: str = "coordinator"
    co: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None
    off: bool = False
    note: str = ""

    def in_force(self, day: date | None) -> bool:
        """Whether it counts on that business day."""
        return conditions.in_force(self.valid_from, self.valid_to, day)


class Fitting(msgspec.Struct, frozen=True, kw_only=True):
    """The rules that fit a case, found as they are asked for; `versions` are those of every policy that was asked."""

    lines: Iterable[RuleLine]
    versions: Mapping[str, int] = {}

    def __iter__(self) -> Iterator[RuleLine]:
        return iter(self.lines)


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The decision: where to, by which line, and why in words' keys. `to` None only for accept_here.

    `co_handlers` are the sites that work with `to` on a 会办, `note` what the line says to them; `versions` the policy
    asked of each tenant, `asked` the tenant whose rules, with those above it, they are.
    """

    action: Action
    to: str | None
    rule: str
    priority: int
    policy_version: int
    why: str
    skipped: tuple[Skipped, ...] = ()
    co_handlers: tuple[str, ...] = ()
    note: str = ""
    versions: Mapping[str, int] = {}
    asked: str = ""
