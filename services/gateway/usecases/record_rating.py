"""好差评 through somebody of ours: told to a caller, or written on paper and entered with its scan."""

from datetime import datetime
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from services.gateway.usecases.moving import receipt_of
from services.gateway.usecases.rate_by_link import require_words
from shared.domain.access.actor import Actor
from shared.domain.cases.model import Case
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.domain.feedback.recording import require_done, require_recorder
from shared.kernel.errors import conflict, invalid
from shared.store import attachments, ratings, receipt, second_ratings
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt
from shared.store.take_rating import take_rating
from shared.store.uow import Work


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """What the applicant said, by phone or on paper; `scan` is an attachment of the case that shows the paper."""

    grade: Grade
    channel: Channel
    reasons: tuple[str, ...] = ()
    words: str = ""
    anonymous: bool = False
    scan: UUID | None = None


def record_rating(
    deps: Deps, actor: Actor, case_id: UUID, told: Told, *, version: int | None = None, idem: Idem | None = None
) -> Receipt:
    """Recorded, with who wrote it down.

    Raises Refusal of `require_recorder`, conflict `rating.too_early` or `rating.final`, invalid `rating.words` or
    `rating.scan`, not_found `attachment.unknown`.
    """
    require_words(told.reasons, told.words)
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        record(work, case, told)
        work.receipt = receipt.receipt_of(case)
    return receipt_of(work)


def record(work: Work, case: Case, told: Told) -> Rating:
    """The same inside a unit of work; for callers who have more to write with it."""
    require_recorder(told.channel, work.actor, handlers_of(work, case), told.scan)
    require_done(case)
    if told.scan is not None and attachments.find(work.conn, told.scan).case_id != case.id:
        raise invalid("rating.scan", {"scan": "rating.scan"})
    return write_down(work, case, told, told.channel)


def write_down(work: Work, case: Case, told: Told, channel: Channel, said_at: datetime | None = None) -> Rating:
    """The rating that stands, with who wrote it down. The caller has made sure that they may.

    It is a first one, or once more one of a round whose order was closed when it was said (now, where `said_at` does
    not tell). A rating that stands is changed by its applicant alone: conflict `rating.final`.
    """
    new = Rating(
        case_id=case.id,
        round=case.round,
        grade=told.grade,
        channel=channel,
        rated_at=work.now,
        reasons=told.reasons,
        words=told.words.strip(),
        anonymous=told.anonymous,
        recorded_by=work.actor.staff_id,
        scan=told.scan,
    )
    work.crossing(case, frozenset({case.tenant_id}), "rating.record")
    work.note("rating.record", str(case.id), channel.value)
    ratings.lock(work.conn, case.id, case.round)
    if ratings.find(work.conn, case.id, case.round, work.keys.vault) is None:
        return take_rating(work, case, new)
    if not second_ratings.awaited(work, case, case.round, said_at):
        raise conflict("rating.final")
    return second_ratings.take(work, case, new)


def handlers_of(work: Work, case: Case) -> frozenset[UUID]:
    """Everybody who had a hand in the case."""
    return frozenset(one.by_staff for one in work.cases.history(case.id) if one.by_staff is not None)
