"""好差评 by link: the applicant's own grade, with the secret from the SMS instead of a log-in."""

from services.gateway.deps import Deps
from services.gateway.usecases.open_link import find_link, rated_case
from shared.domain.access.actor import platform
from shared.domain.cases.model import Case
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.recording import is_used_up
from shared.kernel.errors import Refusal, invalid, not_found
from shared.store import ratings
from shared.store.take_rating import take_rating
from shared.store.uow import Work

LONGEST_WORDS = 500
MOST_REASONS = 10


def rate_by_link(
    deps: Deps,
    secret: str,
    grade: Grade,
    reasons: tuple[str, ...] = (),
    words: str = "",
    address: str = "",
    anonymous: bool = False,
    flags: tuple[str, ...] = (),
) -> Rating:
    """The rating that stands; an `anonymous` rater wants no call about it. `flags` are for supervisors;
    a device that a counter hands over is no doubtful one.

    Raises Refusal not_found `rating.link`, alike for wrong, expired and used-up links, invalid `rating.words`, or busy.
    """
    require_words(reasons, words)
    link = find_link(deps, secret, address)
    with deps.work(platform(link.tenant_id)) as work:
        case = rated_case(work, link)
        new = Rating(
            case_id=case.id,
            round=link.round,
            occasion=link.occasion,
            grade=grade,
            channel=link.channel,
            rated_at=work.now,
            reasons=reasons,
            words=words.strip(),
            anonymous=anonymous,
            flags=flags if link.channel is not Channel.TABLET else (),
        )
        return _taken(work, case, new)


def _taken(work: Work, case: Case, new: Rating) -> Rating:
    ratings.lock(work.conn, case.id, new.round)
    before = ratings.find(work.conn, case.id, new.round, work.keys.vault, new.occasion)
    if is_used_up(before, new):
        raise not_found("rating.link")
    try:
        return take_rating(work, case, new)
    except Refusal:
        raise not_found("rating.link") from None


def require_words(reasons: tuple[str, ...], words: str) -> None:
    """Raises Refusal invalid `rating.words`."""
    if len(words) > LONGEST_WORDS or len(reasons) > MOST_REASONS or any("|" in r or len(r) > 40 for r in reasons):
        raise invalid("rating.words", {"words": "rating.words"})
