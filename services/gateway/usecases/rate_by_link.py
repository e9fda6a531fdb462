"""好差评 by link: the applicant's own grade, with the secret from the SMS instead of a log-in."""

from services.gateway.deps import Deps
from services.gateway.usecases.open_link import find_link, rated_case
from shared.domain.access.actor import platform
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.kernel.errors import invalid
from shared.store.take_rating import take_rating

LONGEST_WORDS = 500
MOST_REASONS = 10


def rate_by_link(
    deps: Deps, secret: str, grade: Grade, reasons: tuple[str, ...] = (), words: str = "", address: str = ""
) -> Rating:
    """The rating that stands. Raises Refusal not_found `rating.link`, conflict `rating.final`, invalid, or busy."""
    if len(words) > LONGEST_WORDS or len(reasons) > MOST_REASONS or any("|" in r or len(r) > 40 for r in reasons):
        raise invalid("rating.words", {"words": "rating.words"})
    link = find_link(deps, secret, address)
    with deps.work(platform(link.tenant_id)) as work:
        case = rated_case(work, link)
        new = Rating(
            case_id=case.id,
            round=link.round,
            grade=grade,
            channel=Channel.LINK,
            rated_at=work.now,
            reasons=reasons,
            words=words.strip(),
        )
        return take_rating(work, case, new)
