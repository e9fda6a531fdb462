"""All policies of one version as one immutable value, and the holder that swaps it whole."""

import threading
import time
from collections.abc import Callable, Iterable, Iterator

import msgspec
import structlog

from shared.domain.access.actor import Actor
from shared.domain.org.tree import OrgTree
from shared.domain.routing.escalation import EscalationFacts, EscalationLine
from shared.domain.routing.model import RouteFacts, RuleLine
from shared.policy.access import AccessSnapshot
from shared.policy.check import check_grant, check_permission, check_rules
from shared.policy.check_escalation import check_escalation
from shared.policy.escalation import EscalationSnapshot
from shared.policy.lines import Fault, Grant, Permission
from shared.policy.routing import RoutingSnapshot


class Snapshot(msgspec.Struct, frozen=True, kw_only=True):
    """Answers of one version. `faults` names the lines left out, and those that deserve a look."""

    version: int
    tree: OrgTree
    access: AccessSnapshot
    routing: RoutingSnapshot
    escalation: EscalationSnapshot
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
    """The snapshot of these lines. A faulty line is left out, so that one tenant's mistake stops nobody else.

    That is safe because lines only allow: what is left out allows nothing. `faults` were found before, on reading.
    """
    found = list(faults)
    sound_rules = _sound_rules(tuple(rules), tree, found)
    sound_escalation = _sound_escalation(tuple(escalation), tree, found)
    sound_permissions = [p for p in permissions if not _noted(check_permission(p), found)]
    sound_grants = [g for g in grants if not _noted(check_grant(g, tree), found)]
    return Snapshot(
        version=version,
        tree=tree,
        access=AccessSnapshot(sound_permissions, sound_grants, tree),
        routing=RoutingSnapshot(sound_rules, tree),
        escalation=EscalationSnapshot(sound_escalation, tree),
        faults=tuple(found),
    )


def _sound_rules(rules: tuple[RuleLine, ...], tree: OrgTree, found: list[Fault]) -> list[RuleLine]:
    faults = tuple(check_rules(rules, tree))
    found.extend(faults)
    refused = {(fault.tenant_id, fault.line) for fault in faults if fault.refused}
    return [rule for rule in rules if (rule.tenant_id, rule.id) not in refused]


def _sound_escalation(lines: tuple[EscalationLine, ...], tree: OrgTree, found: list[Fault]) -> list[EscalationLine]:
    faults = tuple(check_escalation(lines, tree))
    found.extend(faults)
    refused = {(fault.tenant_id, fault.line) for fault in faults if fault.refused}
    return [line for line in lines if (line.tenant_id, line.id) not in refused]


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

    def matching(self, facts: RouteFacts) -> Iterator[RuleLine]:
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
        log.warning("policy.fault", version=snapshot.version, **msgspec.structs.asdict(fault))
