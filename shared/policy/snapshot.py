"""All policies of one version as one immutable value, and the holder that swaps it whole."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import msgspec
import structlog
from msgspec.structs import asdict

from shared.domain.access.actor import Actor
from shared.domain.org.tree import OrgTree
from shared.domain.routing.escalation import EscalationFacts, EscalationLine
from shared.domain.routing.model import Fitting, RouteFacts, RuleLine
from shared.policy import partition
from shared.policy.access import AccessSnapshot
from shared.policy.check import check_grant, check_permission
from shared.policy.check_escalation import check_escalation
from shared.policy.escalation import EscalationSnapshot
from shared.policy.lines import Fault, Grant, Permission
from shared.policy.partition import Partition, empty
from shared.policy.routing import RoutingSnapshot, routing_enforcer


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of one version. `faults` names the lines left out, and those that deserve a look.

    `heads` are the versions in force by tenant and type of policy, as far as they were published.
    Rules of a tenant that nobody has asked for yet are read when somebody does, in the version that is in force here.
    """

    version: int
    tree: OrgTree
    access: AccessSnapshot
    routing: RoutingSnapshot
    escalation: EscalationSnapshot
    heads: Mapping[tuple[str, str], int] = {}
    faults: tuple[Fault, ...] = ()


def build(
    version: int,
    rules: Iterable[RuleLine],
    permissions: Iterable[Permission],
    grants: Iterable[Grant],
    tree: OrgTree,
    faults: Iterable[Fault] = (),
    escalation: Iterable[EscalationLine] = (),
) -> Snapshot:
    """The snapshot of lines at hand. A faulty line is left out, so that one tenant's mistake stops nobody else.

    That is safe because lines only allow: what is left out allows nothing. `faults` were found before, on reading.
    """
    found = list(faults)
    known = _partitions(rules, tree)
    found += [fault for one in known.values() for fault in one.faults]
    lates = sound_escalation(tuple(escalation), tree, found)
    access = sound_access(permissions, grants, tree, found)
    routing = RoutingSnapshot(lambda tenant: known.get(tenant) or empty(tenant), tree)
    return Snapshot(version=version, tree=tree, access=access, routing=routing, escalation=lates, faults=tuple(found))


def sound_access(
    permissions: Iterable[Permission], grants: Iterable[Grant], tree: OrgTree, found: list[Fault]
) -> AccessSnapshot:
    """Who may do what, by the lines without a fault; those with one are added to `found`."""
    sound_permissions = [p for p in permissions if not _noted(check_permission(p), found)]
    sound_grants = [g for g in grants if not _noted(check_grant(g, tree), found)]
    return AccessSnapshot(sound_permissions, sound_grants, tree)


def sound_escalation(lines: tuple[EscalationLine, ...], tree: OrgTree, found: list[Fault]) -> EscalationSnapshot:
    """What happens to late cases, by the lines without a fault; those with one are added to `found`."""
    faults = tuple(check_escalation(lines, tree))
    found.extend(faults)
    refused = {(fault.tenant_id, fault.line) for fault in faults if fault.refused}
    return EscalationSnapshot([line for line in lines if (line.tenant_id, line.id) not in refused], tree)


def _partitions(rules: Iterable[RuleLine], tree: OrgTree) -> Mapping[str, Partition]:
    grouped: dict[str, list[RuleLine]] = {}
    for rule in rules:
        grouped.setdefault(rule.tenant_id, []).append(rule)
    enforcer = routing_enforcer()
    return {tenant: partition.build(tenant, own[0].version, own, tree, enforcer) for tenant, own in grouped.items()}


def _noted(faults: Iterable[Fault], found: list[Fault]) -> bool:
    before = len(found)
    found.extend(faults)
    return len(found) > before


class Policies:
    """The current snapshot, for every thread of a process. Read-only: policies change in the database alone.

    `version` reads the version in force from the store, `load` builds the snapshot of it. What `current` gives was in
    force at most `max_age` seconds ago: after half of that one caller looks while the others go on, after all of it
    everybody waits. When the store cannot be asked its error is the caller's: an old right is not a right.
    """

    def __init__(
        self,
        version: Callable[[], int],
        load: Callable[[], Snapshot],
        max_age: float = 1.0,
        ticks: Callable[[], float] = time.monotonic,
    ) -> None:
        self._version, self._load, self._max_age, self._ticks = version, load, max_age, ticks
        self._held: tuple[float, Snapshot] | None = None
        self._lock = threading.Lock()

    def current(self) -> Snapshot:
        """The snapshot in force, at most `max_age` seconds ago."""
        held = self._held
        age = self._ticks() - held[0] if held else self._max_age
        if held and age < self._max_age / 2:
            return held[1]
        if held and age < self._max_age:
            return self._look_or(held[1])
        with self._lock:
            return self._look()

    def may(self, actor: Actor, action: str) -> bool:
        """Whether the permissions in force let the actor do it at the actor's own site."""
        return self.current().access.allows(actor, actor.site_id, action)

    def matching(self, facts: RouteFacts) -> Fitting:
        """The routing rules in force that fit, in the order they are asked; all of one version."""
        return self.current().routing.matching(facts)

    def escalating(self, facts: EscalationFacts) -> Iterator[EscalationLine]:
        """The escalation lines in force that fit, lower priority first; all of one version."""
        return self.current().escalation.matching(facts)

    def _look_or(self, meanwhile: Snapshot) -> Snapshot:
        if not self._lock.acquire(blocking=False):
            return meanwhile
        try:
            return self._look()
        finally:
            self._lock.release()

    def at(self, version: int) -> Snapshot:
        """The snapshot of that version or a newer one, for a caller whose own transaction read the version."""
        held = self._held
        if held and held[1].version >= version:
            return held[1]
        with self._lock:
            held = self._held
            return held[1] if held and held[1].version >= version else self._swap(self._ticks())

    def _look(self) -> Snapshot:
        """Ask the store, unless another thread has just done so. The lock is held."""
        held, now = self._held, self._ticks()
        if held and now - held[0] < self._max_age / 2:
            return held[1]
        if held and self._version() == held[1].version:
            self._held = (now, held[1])
            return held[1]
        return self._swap(now)

    def _swap(self, asked_at: float) -> Snapshot:
        snapshot = self._load()
        _tell(snapshot)
        self._held = (asked_at, snapshot)
        return snapshot


def _tell(snapshot: Snapshot) -> None:
    log = structlog.get_logger("policy")
    for fault in snapshot.faults:
        log.warning("policy.fault", version=snapshot.version, **asdict(fault))
