"""What a policy must be before it may decide anything: every field known, every place real, no line without a scope."""

from collections import Counter
from collections.abc import Iterable, Iterator

from shared.domain.access.actions import BESIDE_CASES
from shared.domain.cases.commands import ALL as COMMANDS
from shared.domain.org.model import SiteKind, Tier
from shared.domain.org.tree import OrgTree
from shared.domain.routing import conditions
from shared.domain.routing.model import Action, RuleLine
from shared.policy.access import BEARER
from shared.policy.lines import Fault, Grant, Permission

ACTIONS = frozenset({*BESIDE_CASES, *(command.kind for command in COMMANDS)})
"""Everything a permission may name; there is no wildcard."""

TIERS = frozenset({"*", *Tier})
APPLICANTS = frozenset({"*", "person", "enterprise"})
TARGETS = frozenset(
    {
        "parent",
        "district_hall",
        "item_department",
        "region_of_competence",
        "station_of_competence",
        "common_coordinator",
        "coordinator",
    }
)
"""Targets without a name; `department:NAME` and `site:ID` carry one."""

NEVER_BELOW = frozenset({"parent", "district_hall", "common_coordinator", "coordinator"})
"""Targets no case is handed down to."""

HERE = "origin"
"""The target of accept_here."""


def check_rules(lines: Iterable[RuleLine], tree: OrgTree) -> Iterator[Fault]:
    """The faults of routing rules, line by line, then those that only show when lines are compared."""
    known, departments = tuple(lines), _departments(tree)
    for line in known:
        if not _is_tenant(line.tenant_id, tree):
            yield _of(line, "policy.tenant_unknown", line.tenant_id)
            continue
        yield from _scope(line, tree)
        yield from _fields(line)
        if not line.off:
            yield from _target(line, tree, departments)
            yield from _co(line, tree, departments)
    yield from _twice(known)


def check_permission(permission: Permission) -> Iterator[Fault]:
    """An action nobody knows would look like a right and be none."""
    if permission.action not in ACTIONS:
        name = f"{permission.role.value}:{permission.action}"
        yield Fault(code="policy.action_unknown", tenant_id="", line=name, value=permission.action)


def check_grant(grant: Grant, tree: OrgTree) -> Iterator[Fault]:
    """A grant names somebody and a real place inside the tenant that gives it: an empty one would mean everywhere."""
    line = f"{grant.user}:{grant.role.value}@{grant.site_id}"
    code = _user_fault(grant.user) or _place_fault(grant.site_id, grant.tenant_id, tree)
    if code:
        yield Fault(code=code, tenant_id=grant.tenant_id, line=line, value=grant.site_id)


def _user_fault(user: str) -> str:
    if not user.strip():
        return "policy.user_empty"
    return "policy.user_reserved" if user.startswith(BEARER) else ""


def _place_fault(site_id: str, tenant_id: str, tree: OrgTree) -> str:
    if not site_id.strip():
        return "policy.scope_empty"
    if site_id not in tree:
        return "policy.scope_unknown"
    return "" if tree.under(site_id, tenant_id) else "policy.scope_foreign"


def _scope(line: RuleLine, tree: OrgTree) -> Iterator[Fault]:
    code = "" if line.origin_scope == "*" else _place_fault(line.origin_scope, line.tenant_id, tree)
    if code:
        yield _of(line, code, line.origin_scope)


def _fields(line: RuleLine) -> Iterator[Fault]:
    if not line.id:
        yield _of(line, "policy.id_empty", "")
    if line.origin_tier not in TIERS:
        yield _of(line, "policy.tier_unknown", line.origin_tier)
    kind, _, name = line.item.partition(":")
    if line.item != "*" and (kind not in ("cat", "item") or not name):
        yield _of(line, "policy.item_form", line.item)
    if line.applicant_kind not in APPLICANTS:
        yield _of(line, "policy.applicant_unknown", line.applicant_kind)
    yield from _when(line)
    if line.valid_from and line.valid_to and line.valid_to < line.valid_from:
        yield _of(line, "policy.dates_turned", f"{line.valid_from}..{line.valid_to}")


def _when(line: RuleLine) -> Iterator[Fault]:
    try:
        found = conditions.counted(conditions.read(line.when))
    except ValueError:
        yield _of(line, "policy.when_form", line.when)
        return
    if any(bounds.most < bounds.least for bounds in found.values()):
        yield _of(line, "policy.range_turned", line.when)


def _target(line: RuleLine, tree: OrgTree, departments: frozenset[tuple[str, str]]) -> Iterator[Fault]:
    if line.action is Action.ACCEPT_HERE:
        if line.target != HERE:
            yield _of(line, "policy.target_form", line.target)
        return
    yield from _place(line, line.target, tree, departments)
    if line.action is Action.HAND_DOWN and line.target in NEVER_BELOW:
        yield _of(line, "policy.target_above", line.target)


def _co(line: RuleLine, tree: OrgTree, departments: frozenset[tuple[str, str]]) -> Iterator[Fault]:
    """会办 names who works with the lead, and nothing else does."""
    if (line.action is Action.CO_HANDLE) != bool(line.co):
        yield _of(
            line, "policy.co_missing" if line.action is Action.CO_HANDLE else "policy.co_surplus", "|".join(line.co)
        )
    for target in line.co:
        yield from _place(line, target, tree, departments)


def _place(line: RuleLine, target: str, tree: OrgTree, departments: frozenset[tuple[str, str]]) -> Iterator[Fault]:
    kind, _, name = target.partition(":")
    if not (bool(name) if kind in ("department", "site") else target in TARGETS):
        yield _of(line, "policy.target_form", target)
    elif (kind == "site" and name not in tree) or (kind == "department" and (line.tenant_id, name) not in departments):
        # Stays in force: routing passes over a target that is not there, and says so.
        yield _of(line, "policy.target_dangling", target, refused=False)


def _departments(tree: OrgTree) -> frozenset[tuple[str, str]]:
    """Names of departments by tenant, each tenant with those of the tenants that inherit its rules."""
    return frozenset(
        (above.tenant_id, name)
        for site in tree
        if site.kind is SiteKind.DEPARTMENT
        for above in tree.up(site.id)
        for name in (site.name, site.short_name)
    )


def _twice(lines: tuple[RuleLine, ...]) -> Iterator[Fault]:
    ids = Counter((line.tenant_id, line.id) for line in lines)
    priorities = Counter((line.tenant_id, line.priority) for line in lines)
    for line in lines:
        if ids[line.tenant_id, line.id] > 1:
            yield _of(line, "policy.id_twice", line.id)
        if priorities[line.tenant_id, line.priority] > 1:
            # Stays in force: the smaller id is asked first.
            yield _of(line, "policy.priority_twice", str(line.priority), refused=False)


def _is_tenant(tenant_id: str, tree: OrgTree) -> bool:
    return tenant_id in tree and tree.site(tenant_id).kind is SiteKind.CENTRE


def _of(line: RuleLine, code: str, value: str, refused: bool = True) -> Fault:
    return Fault(code=code, tenant_id=line.tenant_id, line=line.id, value=value, refused=refused)
