"""消息设置: everybody decides for themselves what they want to hear of."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.bell.topics import Topic
from shared.kernel.errors import forbidden
from shared.store import notice_choices
from shared.store.idempotency import Idem
from shared.store.receipt import Answer
from shared.store.uow import Work


class Chosen(Answer, frozen=True, kw_only=True):
    """The topics that are not shown."""

    hidden: tuple[Topic, ...]


def chosen(work: Work) -> Chosen:
    """What the actor chose, or what holds where they did not."""
    return _told(notice_choices.of(work, work.actor.user_id))


def choose_notices(deps: Deps, actor: Actor, hidden: frozenset[Topic], *, idem: Idem | None = None) -> Chosen:
    """From now on. Raises Replayed, or Refusal forbidden `notice.nobody` for a partner system, which has no page."""
    with deps.work(actor, idem) as work:
        if actor.user_id is None:
            raise forbidden("notice.nobody")
        choice = notice_choices.Choice(hidden=hidden)
        notice_choices.put(work, actor.user_id, choice)
        told = _told(choice)
        work.answer = told
        return told


def _told(choice: notice_choices.Choice) -> Chosen:
    return Chosen(hidden=tuple(topic for topic in Topic if topic in choice.hidden))
