"""Publishing the draft, and going back to an earlier version: both make a new version, which is in force at once."""

from services.gateway.deps import Deps
from services.gateway.queries.policy_desk import check, drafted, kept, name_of, type_of
from shared.domain.access.actor import Actor
from shared.kernel.errors import conflict, invalid
from shared.kernel.free_text import require_free_text
from shared.policy.review import breaks
from shared.policy.words import spell_fault
from shared.store import policies
from shared.store.idempotency import Idem
from shared.store.receipt import Answer


class PolicyPublished(Answer, frozen=True, kw_only=True):
    """The version now in force."""

    version: int


def publish_policy(
    deps: Deps,
    actor: Actor,
    kind: str,
    seen: int,
    reason: str,
    locale: str = "zh-CN",
    *,
    idem: Idem | None = None,
) -> PolicyPublished:
    """Publishes the draft as it was `seen`. Gives the new version.

    Raises Replayed, or Refusal conflict `policy.draft_none`, `policy.draft_moved`, `policy.moved` where somebody else
    published since the draft was begun; invalid `policy.reason`, or `policy.faults` that would break something.
    """
    why = _reason(reason)
    with deps.work(actor, idem) as work:
        tenant, of_type = actor.tenant_id, type_of(kind)
        draft = policies.draft(work.conn, tenant, kind)
        if draft is None:
            raise conflict("policy.draft_none")
        policies.change(work.conn, tenant, kind, seen, (), (), name_of(actor))
        lines = drafted(work, of_type)
        if found := [fault for fault in check(work, of_type, lines) if breaks(fault)]:
            words = "；".join(spell_fault(fault, locale) for fault in found[:5])
            raise invalid("policy.faults", count=len(found), words=words)
        new = [kept(line) for line in lines]
        version = policies.publish(work.conn, tenant, kind, draft.based_on, new, why, name_of(actor), work.now)
        policies.discard(work.conn, tenant, kind)
        work.note("policy.publish", f"{kind} {version}", why)
        work.answer = told = PolicyPublished(version=version)
        return told


def roll_back_policy(
    deps: Deps, actor: Actor, kind: str, to: int, after: int, reason: str, *, idem: Idem | None = None
) -> PolicyPublished:
    """A new version with the lines of an old one, in one step; a draft stays as it is. Gives the new version.

    `after` is the version the actor saw in force. Raises Replayed, or Refusal not_found `policy.version_unknown`,
    conflict `policy.version_current` or `policy.moved`, invalid `policy.reason`.
    """
    why = _reason(reason)
    with deps.work(actor, idem) as work:
        tenant = actor.tenant_id
        if policies.find(work.conn, tenant, type_of(kind).kind, to).current:
            raise conflict("policy.version_current", version=to)
        lines = policies.lines(work.conn, tenant, kind, to)
        version = policies.publish(work.conn, tenant, kind, after, lines, why, name_of(actor), work.now)
        work.note("policy.rollback", f"{kind} {version}", f"{to}: {why}")
        work.answer = told = PolicyPublished(version=version)
        return told


def _reason(words: str) -> str:
    why = policies.require_reason(words)
    require_free_text({"reason": why})
    return why
