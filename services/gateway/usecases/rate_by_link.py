"""好差评 by link: the applicant's own grade, with the secret from the SMS instead of a log-in."""

from services.gateway.deps import Deps
from services.gateway.usecases.open_link import find_link, rated_case
from shared.domain.access.actor import platform
from shared.domain.cases.model import Case
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import DESK_DEVICE, Channel, Rating
from shared.domain.feedback.recording import is_used_up
from shared.kernel.errors import Refusal, invalid, not_found
from shared.store import devices, ratings
from shared.store.devices import Traces
from shared.store.ratings import Link
from shared.store.take_rating import take_rating
from shared.store.uow import Work

NO_DEVICE = Traces()
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
    device: Traces = NO_DEVICE,
    logged_in: bool = False,
) -> Rating:
    """The rating that stands; an `anonymous` rater wants no call about it.

    Where somebody of ours is `logged_in`, or was on that `device`, it is flagged for supervisors; a device that a
    counter hands over is no doubtful one.

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
            flags=_flags(work, link, device, logged_in),
        )
        return _taken(work, case, new)


def _flags(work: Work, link: Link, device: Traces, logged_in: bool) -> tuple[str, ...]:
    if link.channel is Channel.TABLET:
        return ()
    return (DESK_DEVICE,) if logged_in or devices.is_ours(work, link.tenant_id, device) else ()


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
