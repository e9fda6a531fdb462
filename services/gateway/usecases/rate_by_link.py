"""好差评 by link: the applicant's own grade, with the secret from the SMS instead of a log-in."""

from services.gateway.deps import Deps
from services.gateway.usecases.open_link import find_link, rated_case
from shared.contracts.messages import ArchiveCase
from shared.domain.access.actor import platform
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating, rate
from shared.kernel.errors import invalid
from shared.store import ratings

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
        ratings.lock(work.conn, case.id, link.round)
        before = ratings.find(work.conn, case.id, link.round, work.keys.vault)
        new = Rating(
            case_id=case.id,
            round=link.round,
            grade=grade,
            channel=Channel.LINK,
            rated_at=work.now,
            reasons=reasons,
            words=words.strip(),
        )
        stands = rate(before, new, work.reference.calendar, work.reference.rating_limits(case.tenant_id))
        if stands is not before:
            ratings.put(work.conn, case.tenant_id, stands, work.keys.vault)
            work.send(ArchiveCase(tenant_id=case.tenant_id, case_id=case.id, round=link.round))
    return stands
