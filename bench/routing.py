"""What does a routing decision and a permission cost when there are 100,000 lines? One JSON line a figure.

Times are CPU time of the asking thread, so that neighbours on the machine do not count. The reference of a figure is
stock pycasbin deciding the same over the same lines in the same run. `aim` is what the figure should stay below.
"""

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import islice

import casbin
from casbin.model import Model

from deploy.seeding import csvfile, records
from deploy.seeding.bundle import FOLDER
from shared.domain.access.roles import Role
from shared.domain.org.model import Site
from shared.domain.org.tree import OrgTree
from shared.domain.routing.model import Action, RouteFacts, RuleLine
from shared.policy.check import ACTIONS
from shared.policy.conf import shipped
from shared.policy.enforcer import Row
from shared.policy.lines import Grant, Permission
from shared.policy.routing import RoutingSnapshot
from shared.policy.snapshot import Snapshot, build

LINES = 100_000
ASKED = 3_000
STOCK_ASKED = 50
AIM_MS = 0.4


def main() -> None:
    """Builds, asks, prints."""
    chance = random.Random(7)
    tree = OrgTree(_sites())
    rules, grants = list(_rules(chance, tree)), list(_grants(chance, tree))
    permissions = [Permission(role=line.role, action=line.action) for line in _permissions()]
    started = time.thread_time()
    snapshot = build(1, rules, permissions, grants, tree)
    _tell("build", (time.thread_time() - started) * 1000, 2000, None)
    facts = [_facts(chance, tree) for _ in range(ASKED)]
    stock = _stock_ms(snapshot.routing, facts)
    _tell_all("first rule", [partial(_some, snapshot.routing, f, 1) for f in facts], stock, AIM_MS)
    _tell_all("first five rules", [partial(_some, snapshot.routing, f, 5) for f in facts], stock, None)
    _tell_all("permission", list(_questions(chance, snapshot, grants)), None, AIM_MS)


def _some(routing: RoutingSnapshot, facts: RouteFacts, wanted: int) -> list[RuleLine]:
    return list(islice(routing.matching(facts), wanted))


def _sites() -> Iterator[Site]:
    for line in csvfile.read(FOLDER, "sites.csv", records.SiteLine, []):
        fields = {name: getattr(line, name) for name in Site.__struct_fields__ if hasattr(line, name)}
        yield Site(**{**fields, "parent_id": line.parent_id or None})


def _permissions() -> Sequence[records.PermissionLine]:
    return csvfile.read(FOLDER, "policies/permissions.csv", records.PermissionLine, [])


def _rules(chance: random.Random, tree: OrgTree) -> Iterator[RuleLine]:
    """Each tenant its share: half of the lines for one place, most for one item or category."""
    sites = list(tree)
    for number in range(LINES):
        site = chance.choice(sites)
        yield RuleLine(
            id=f"rule-{number}",
            tenant_id=site.tenant_id,
            version=1,
            priority=number,
            origin_tier=chance.choice(("*", site.tier.value)),
            origin_scope=chance.choice(("*", site.id)),
            item=chance.choice((f"item:{chance.randrange(150)}", f"cat:{chance.randrange(15)}"))
            if number % 50
            else "*",
            applicant_kind=chance.choice(("*", "person", "enterprise")),
            when=chance.choice(("*", "competence=inside", "competence=outside")),
            action=Action.FORWARD_UP,
            target="parent",
        )


def _facts(chance: random.Random, tree: OrgTree) -> RouteFacts:
    site = chance.choice(list(tree))
    return RouteFacts(
        tenant_id=site.tenant_id,
        origin_site=site.id,
        origin_tier=site.tier,
        item_code=str(chance.randrange(150)),
        category=str(chance.randrange(15)),
        applicant_kind=chance.choice(("person", "enterprise")),
    )


def _grants(chance: random.Random, tree: OrgTree) -> Iterator[Grant]:
    sites, roles = list(tree), list(Role)
    for number in range(LINES):
        site = chance.choice(sites)
        yield Grant(tenant_id=site.tenant_id, user=f"u{number // 2}", role=chance.choice(roles), site_id=site.id)


def _questions(chance: random.Random, snapshot: Snapshot, grants: Sequence[Grant]) -> Iterator[Callable[[], bool]]:
    """Half of them at the site of the grant, half anywhere."""
    sites, actions = [site.id for site in snapshot.tree], sorted(ACTIONS)
    for number in range(ASKED):
        grant = chance.choice(grants)
        site = grant.site_id if number % 2 else chance.choice(sites)
        action = chance.choice(actions)
        yield partial(snapshot.access.may, grant.user, site, action)


def _stock_ms(routing: RoutingSnapshot, facts: Sequence[RouteFacts]) -> float:
    """The same model and the same lines in pycasbin as it comes."""
    model = Model()
    model.load_model_from_text(shipped("routing"))
    rows: list[Row] = list(routing._rules)
    model["p"]["p"].policy = rows
    enforcer = casbin.Enforcer(model)
    requests = [routing._request(f, routing._tenants(f.tenant_id)) for f in facts[:STOCK_ASKED]]
    took = [_ms(partial(enforcer.enforce, *request)) for request in requests]
    return sum(took) / len(took)


def _ms(call: Callable[[], object]) -> float:
    started = time.thread_time()
    call()
    return (time.thread_time() - started) * 1000


def _tell_all(figure: str, calls: Sequence[Callable[[], object]], reference: float | None, aim: float | None) -> None:
    calls[0]()
    took = sorted(_ms(call) for call in calls)
    _tell(f"{figure}, p50", took[len(took) // 2], None, reference)
    _tell(f"{figure}, p99", took[len(took) * 99 // 100], aim, reference)


def _tell(figure: str, value: float, aim: float | None, reference: float | None) -> None:
    ratio = round(value / reference, 6) if reference else None
    line = {"figure": f"{figure} at {LINES} lines", "value": round(value, 4), "unit": "ms"}
    sys.stdout.write(
        json.dumps({**line, "reference": reference and round(reference, 3), "ratio": ratio, "aim": aim}) + "\n"
    )


if __name__ == "__main__":
    main()
