"""通知开关: a district decides whether its applicants are told of an act, or leaves it to the city again."""

from services.gateway.deps import Deps
from services.gateway.queries.notices import notice
from shared.domain.access.actor import Actor
from shared.domain.feedback.notices import switch_of
from shared.kernel.errors import invalid
from shared.kernel.free_text import require_free_text
from shared.store import parameters
from shared.store.idempotency import Idem
from shared.store.receipt import Answer


class NoticeSwitched(Answer, frozen=True, kw_only=True):
    """Whether it is told from now on, and whether the tenant itself decided so."""

    on: bool
    own: bool


def switch_notice(
    deps: Deps, actor: Actor, purpose: str, on: bool | None, reason: str, *, idem: Idem | None = None
) -> NoticeSwitched:
    """Switched for the actor's tenant; None leaves it to the tenant above. The same again changes nothing.

    Raises Replayed, or Refusal not_found `telling.unknown`, invalid `telling.reason`.
    """
    key, why = switch_of(purpose), _reason(reason)
    with deps.work(actor, idem) as work:
        before = notice(work.reference, actor.tenant_id, purpose)
        if before.own != on:
            if on is None:
                parameters.drop(work, key)
            else:
                parameters.put(work, key, str(int(on)), "switch", source="tenant")
            work.note("notice.switch", f"{purpose} {_word(before.own)} {_word(on)}", why)
        told = NoticeSwitched(on=before.inherited if on is None else on, own=on is not None)
        work.answer = told
        return told


def _word(on: bool | None) -> str:
    return "inherited" if on is None else "on" if on else "off"


def _reason(words: str) -> str:
    why = words.strip()
    if not why:
        raise invalid("telling.reason", {"reason": "telling.reason"})
    require_free_text({"reason": why})
    return why
