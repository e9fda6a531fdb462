"""What routing is asked, what a rule says, and what comes out."""

from enum import StrEnum

import msgspec

from shared.domain.org.model import Tier


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
    """A case as routing sees it. `excluded` are sites that refused it already."""

    tenant_id: str
    origin_site: str
    origin_tier: Tier
    item_code: str
    category: str
    applicant_kind: str
    competence: str = "inside"
    competence_region: str = ""
    excluded: frozenset[str] = frozenset()


class RuleLine(msgspec.Struct, frozen=True, kw_only=True):
    """A policy line an officer can read in a table. Lower `priority` is asked first; `*` matches all.

    `item` is `*`, `cat:NAME` or `item:CODE`; `when` is `*` or `competence=inside|outside`; `target` is symbolic.
    """

    id: str
    tenant_id: str
    version: int
    priority: int
    origin_tier: str
    origin_scope: str
    item: str
    applicant_kind: str
    when: str
    action: Action
    target: str


class Skipped(msgspec.Struct, frozen=True, kw_only=True):
    """A rule that matched and could not be followed, and why (a key of the message catalogue)."""

    rule: str
    why: str
    site: str = ""


class Route(msgspec.Struct, frozen=True, kw_only=True):
    """The decision: where to, by which line, and why in words' keys. `to` None only for accept_here."""

    action: Action
    to: str | None
    rule: str
    priority: int
    policy_version: int
    why: str
    skipped: tuple[Skipped, ...] = ()
