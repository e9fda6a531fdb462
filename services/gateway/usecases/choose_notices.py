"""消息设置: everybody decides for themselves what they want to hear of, and when their morning's digest comes."""

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.bell.digest import require_hour
from shared.domain.bell.topics import Topic
from shared.kernel.errors import forbidden
from shared.store import digests, notice_choices
from shared.store.idempotency import Idem
from shared.store.notice_choices import Choice
from shared.store.receipt import Answer
from shared.store.uow import Work


class Chosen(Answer, frozen=True, kw_only=True):
    """The topics that are not shown; whether a digest comes, and at which hour of the day."""

    hidden: tuple[Topic, ...]
    digest: bool
    digest_hour: int


def chosen(work: Work) -> Chosen:
    """What the actor chose, or what holds where they did not."""
    return _told(work, notice_choices.of(work, work.actor.user_id))


def choose_notices(deps: Deps, actor: Actor, choice: Choice, *, idem: Idem | None = None) -> Chosen:
    """From now on.

    Raises Replayed, or Refusal forbidden `notice.nobody` for a partner system, invalid `notice.hour`.
    """
    if choice.digest_hour is not None:
        require_hour(choice.digest_hour)
    with deps.work(actor, idem) as work:
        if actor.user_id is None:
            raise forbidden("notice.nobody")
        notice_choices.put(work, actor.user_id, choice)
        told = _told(work, choice)
        if told.digest:
            digests.arm_hours(work, {told.digest_hour})
        work.answer = told
        return told


def _told(work: Work, choice: Choice) -> Chosen:
    wanted = digests.wanted(choice, digests.usual(work))
    hidden = tuple(topic for topic in Topic if topic in choice.hidden)
    return Chosen(hidden=hidden, digest=wanted.on, digest_hour=wanted.hour)
