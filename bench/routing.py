"""What does a routing decision and a permission cost at 100,000 lines over 3,000 tenants? One JSON line a figure.

Times are CPU time of the asking thread, so that neighbours on the machine do not count. The reference of a figure is
stock pycasbin deciding the same over the same lines in the same run: its mean beside our mean, its median beside our
median, its p99 beside our p99 (of so few questions that is its slowest). `aim` is what the figure should stay below;
the mean should be at least a thousand times quicker than its reference.
"""

import json
import random
import sys
import time
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice

import casbin
from casbin.model import Model

from bench.rig import policies as rig
from deploy.seeding import csvfile, records
from deploy.seeding.bundle import FOLDER
from shared.domain.access.roles import Role
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import RouteFacts, RuleLine
from shared.policy import partition
from shared.policy.access import AccessSnapshot
from shared.policy.check import ACTIONS
from shared.policy.conf import shipped
from shared.policy.lines import Grant, Permission
from shared.policy.partition import Partition, empty
from shared.policy.routing import RoutingSnapshot, chain, routing_enforcer
from shared.policy.rows import request_of, row_of
from shared.policy.shelf import Shelf

ASKED = 3_000
STOCK_ASKED = 10
AIM_MS = 1.0


def main() -> None:
    """Builds, asks, prints."""
    chance = random.Random(7)
    tree = rig.tree()
    rules = list(rig.lines(chance, tree))
    facts = rig.cases(chance, tree, ASKED)
    stock = _stock(rules, facts, tree)
    routing = _routing(rules, tree)
    _tell("all partitions built, memory", *_memory(rules, tree))
    for fact in facts:
        next(iter(routing.matching(fact)))
    _tell_all("first rule", [partial(_some, routing, f, 1) for f in facts], stock, AIM_MS)
    _tell_all("first five rules", [partial(_some, routing, f, 5) for f in facts], stock, None)
    _after_publishing(chance, rules, tree)
    _tell_all("permission", list(_questions(chance, tree)), None, AIM_MS)


def _routing(rules: Sequence[RuleLine], tree: OrgTree) -> RoutingSnapshot:
    """The snapshot of these lines as services hold it: read tenant by tenant, when somebody asks."""
    own: dict[str, list[RuleLine]] = {}
    for rule in rules:
        own.setdefault(rule.tenant_id, []).append(rule)

    def build(tenant: str, version: int) -> Partition:
        lines = own.get(tenant)
        return partition.build(tenant, version, lines, tree, routing_enforcer()) if lines else empty(tenant)

    shelf = Shelf(build)
    return RoutingSnapshot(lambda tenant: shelf.get(tenant, 1), tree)


def _memory(rules: Sequence[RuleLine], tree: OrgTree) -> tuple[float, float, None, str]:
    """What all partitions take besides the lines themselves."""
    tracemalloc.start()
    routing = _routing(rules, tree)
    for site in rig.centres(tree):
        routing.faults(site.id)
    used = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return used / 2**20, 200.0, None, "MiB"


def _after_publishing(chance: random.Random, rules: Sequence[RuleLine], tree: OrgTree) -> None:
    """The first question after a publication: what the largest tenant, and the one all inherit from, have to build."""
    tenants = rig.centres(tree)
    for name, tenant in (("largest tenant", tenants[rig.CITIES + 1]), ("defaults of all", tenants[0])):
        own = [rule for rule in rules if rule.tenant_id == tenant.id]
        took = [_ms(partial(partition.build, tenant.id, 2, own, tree, routing_enforcer())) for _ in range(5)]
        _tell(f"built anew after a publication, {name}", sorted(took)[2], 500.0, None)


def _some(routing: RoutingSnapshot, facts: RouteFacts, wanted: int) -> list[RuleLine]:
    return list(islice(routing.matching(facts), wanted))


def _questions(chance: random.Random, tree: OrgTree) -> Iterator[Callable[[], bool]]:
    """100,000 grants; half of the questions at the site of the grant, half anywhere."""
    sites, roles, actions = [site.id for site in tree], list(Role), sorted(ACTIONS)
    grants = list(_grants(chance, tree, roles))
    lines = csvfile.read(FOLDER, "policies/permissions.csv", records.PermissionLine, [])
    permissions = [Permission(role=line.role, action=line.action) for line in lines]
    access = AccessSnapshot(permissions, grants, tree)
    for number in range(ASKED):
        grant = chance.choice(grants)
        site = grant.site_id if number % 2 else chance.choice(sites)
        yield partial(access.may, grant.user, site, chance.choice(actions))


def _grants(chance: random.Random, tree: OrgTree, roles: Sequence[Role]) -> Iterator[Grant]:
    sites = list(tree)
    for number in range(rig.LINES):
        site = chance.choice(sites)
        yield Grant(tenant_id=site.tenant_id, user=f"u{number // 2}", role=chance.choice(roles), site_id=site.id)


def _stock(rules: Sequence[RuleLine], facts: Sequence[RouteFacts], tree: OrgTree) -> dict[str, float]:
    """The same model and the same lines in pycasbin as it comes, in the order of their priorities."""
    model = Model()
    model.load_model_from_text(shipped("routing"))
    ordered = sorted(rules, key=lambda rule: (rule.priority, rule.id))
    model["p"]["p"].policy = [row_of(rule) for rule in ordered if not rule.off]
    enforcer = casbin.Enforcer(model)
    requests = [request_of(f, chain(f.tenant_id, tree), tree) for f in facts[:STOCK_ASKED]]
    return _spread([_ms(partial(enforcer.enforce, *request)) for request in requests])


def _spread(took: Sequence[float]) -> dict[str, float]:
    ordered = sorted(took)
    return {
        "mean": sum(ordered) / len(ordered),
        "p50": ordered[len(ordered) // 2],
        "p99": ordered[len(ordered) * 99 // 100],
    }


def _ms(call: Callable[[], object]) -> float:
    started = time.thread_time()
    call()
    return (time.thread_time() - started) * 1000


def _tell_all(
    figure: str, calls: Sequence[Callable[[], object]], stock: Mapping[str, float] | None, aim: float | None
) -> None:
    calls[0]()
    for name, value in _spread([_ms(call) for call in calls]).items():
        _tell(f"{figure}, {name}", value, aim if name == "p99" else None, stock[name] if stock else None)


def _tell(figure: str, value: float, aim: float | None, reference: float | None, unit: str = "ms") -> None:
    line = {"figure": f"{figure} at {rig.LINES} lines of {rig.TENANTS} tenants", "value": round(value, 4), "unit": unit}
    quicker = {"reference": round(reference, 1), "times quicker": round(reference / value)} if reference else {}
    sys.stdout.write(json.dumps({**line, **quicker, "aim": aim}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
