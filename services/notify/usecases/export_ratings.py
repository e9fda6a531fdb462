"""上报: what is in no batch yet is written into one, which is handed over until it is acknowledged."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec
from msgspec.structs import replace

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import CompareRatings, ExportRatings, HandOverExport
from shared.domain.access.actor import platform
from shared.domain.cases.model import Case
from shared.domain.cases.numbering import exchange_form
from shared.domain.deadlines.calendar import local_date
from shared.domain.feedback.evaluations import visited
from shared.domain.feedback.exchange import About, Exported, Format, Kind, Report, sequence, tells_silence, written
from shared.domain.feedback.ratings import Rating
from shared.domain.feedback.recording import RATED
from shared.kernel.ids import new_id
from shared.store import exports
from shared.store.exports import Batch
from shared.store.report_later import time_to_say_why
from shared.store.tokens import digest
from shared.store.unreported import unreported
from shared.store.uow import Work

MOST = 200  # rows of a batch
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)
"""Until a batch without an answer is handed over again: twice as long each time."""


def export_ratings(deps: Deps, message: ExportRatings, message_id: UUID) -> None:
    """One batch; where more is left, the next message takes it."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        fmt = _format(deps, work)
        found = _found(work, message.tenant_id, fmt) if fmt else ()
        if not fmt or not found:
            return
        batch = _batch(work, message.tenant_id, fmt, found)
        work.send(HandOverExport(tenant_id=message.tenant_id, batch_id=batch.id))
        if len(found) == MOST:
            work.send(ExportRatings(tenant_id=message.tenant_id))


def _found(work: Work, tenant_id: str, fmt: Format) -> tuple[Report, ...]:
    why_since = work.now - time_to_say_why(work, tenant_id)
    return unreported(work.conn, tenant_id, work.keys.vault, MOST, tells_silence(fmt), why_since)


def hand_over_export(deps: Deps, message: HandOverExport, message_id: UUID) -> None:
    """The same bytes at every try, without a transaction; no usable answer is tried again, for ever longer pauses.

    A batch that was handed over `rating.export_tries` times in vain is stuck, and in sight; `bangban ratings resend`.
    """
    with deps.work(platform(message.tenant_id)) as work:
        found = exports.take(work.conn, work.keys.vault, message.batch_id)
    if found is None or deps.exchange is None or found[0].state == "acknowledged":
        with deps.hear(CONSUMER, message.tenant_id, message_id):
            return  # heard, or it would ring for ever
    acks = deps.exchange.hand_over(found[1])
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        taken = exports.take(work.conn, work.keys.vault, message.batch_id)
        fmt = _format(deps, work)
        if taken and fmt:
            whole = acks.codes is not None and exports.acknowledge(work.conn, taken[0].id, acks.codes, fmt)
            _go_on(work, taken[0], whole, acks.code)


def _go_on(work: Work, batch: Batch, whole: bool, code: str) -> None:
    attempts = batch.attempts + 1
    if whole:
        exports.tried(
            work.conn, replace(batch, state="acknowledged", attempts=attempts, acknowledged_at=work.now, code="")
        )
        return
    stuck = attempts >= work.reference.whole(batch.tenant_id, "rating.export_tries", 12)
    state = "stuck" if stuck else "sending"
    exports.tried(work.conn, replace(batch, state=state, attempts=attempts, code=code or "incomplete"))
    if stuck:
        work.note("export.stuck", str(batch.id), code or "incomplete")
        return
    again = HandOverExport(tenant_id=batch.tenant_id, batch_id=batch.id)
    pause = min(SOONEST * 2 ** min(attempts, 12), LATEST)
    work.timer(again, key=f"{batch.id}:{attempts}", due_at=work.now + pause)


def compare_ratings(deps: Deps, message: CompareRatings, message_id: UUID) -> None:
    """对账: the rows of a day that they acknowledged beside those they say they hold."""
    compare(deps, message.tenant_id, message.day)
    with deps.hear(CONSUMER, message.tenant_id, message_id):
        pass


def compare(deps: Deps, tenant_id: str, day: str) -> exports.Compared | None:
    """The comparison, written down; None where nobody is reported to."""
    if deps.exchange is None:
        return None
    theirs = deps.exchange.held(tenant_id, day)
    with deps.work(platform(tenant_id)) as work:
        ours = exports.acknowledged_on(work.conn, tenant_id, day)
        one = exports.Compared(
            day=day,
            at=work.now,
            ours=len(ours),
            theirs=None if theirs is None else len(theirs),
            missing=() if theirs is None else tuple(sorted(ours - theirs)),
            strange=() if theirs is None else tuple(sorted(theirs - ours)),
        )
        exports.put_comparison(work.conn, tenant_id, one)
        if one.missing or one.strange:
            work.note("export.differs", day, f"missing {len(one.missing)}, strange {len(one.strange)}")
    return one


def _format(deps: Deps, work: Work) -> Format | None:
    if deps.exchange is None:
        return None
    return next((fmt for fmt in exports.formats(work.conn) if fmt.id == deps.exchange.id), None)


def _batch(work: Work, tenant_id: str, fmt: Format, found: Sequence[Report]) -> Batch:
    cases = {case_id: work.cases.get(case_id) for case_id in {one.rating.case_id for one in found}}
    rows = [_exported(work, one) for one in found]
    told = [
        written(one, _about(work, cases[one.rating.case_id], one.rating, row.row), fmt)
        for one, row in zip(found, rows, strict=True)
    ]
    batch = Batch(
        id=new_id(),
        tenant_id=tenant_id,
        exchange=fmt.id,
        state="sending",
        rows=len(rows),
        attempts=0,
        code="",
        created_at=work.now,
        acknowledged_at=None,
    )
    body = msgspec.json.encode({"batchNo": str(batch.id), "areaCode": tenant_id, "rows": told})
    exports.open_batch(work.conn, work.keys.vault, batch, body, rows)
    for day in {row.day for row in rows}:
        _compare_later(work, tenant_id, day)
    return batch


def _compare_later(work: Work, tenant_id: str, day: str) -> None:
    tomorrow = local_date(work.now) + timedelta(days=1)
    due = work.reference.calendar_at(tenant_id).opens(tomorrow)
    work.timer(CompareRatings(tenant_id=tenant_id, day=day), key=f"{tenant_id}:{day}:{tomorrow}", due_at=due)


def _exported(work: Work, report: Report) -> Exported:
    """The name of a row is for ever, and the same after a restore: by what is in it, not by what went before."""
    rating = report.rating
    version: tuple[str, ...] = (str(rating.case_id), str(rating.round), rating.occasion, str(sequence(rating)))
    version += (report.kind.value,) if report.kind is not Kind.FIRST else ()
    version += ("why",) if rating.reasoned else ()
    return Exported(
        row=digest(work.keys.token_key, "rating-export", *version).hex()[:32],
        case_id=rating.case_id,
        round=rating.round,
        occasion=rating.occasion,
        kind=report.kind,
        sequence=sequence(rating),
        reasoned=rating.reasoned,
        day=local_date(rating.rated_at).isoformat(),
    )


def _about(work: Work, case: Case, rating: Rating, row: str) -> About:
    item = work.reference.versions[case.item_code, case.item_version]
    site = visited(rating.occasion) or case.handling_site or case.holder_site
    tree = work.reference.tree
    return About(
        row=row,
        area=case.tenant_id,
        department=site,
        item_code=case.item_code,
        item_name=item.name,
        number=exchange_form(case.number) if case.number else "",
        done=case.state in RATED,
        site_name=tree.site(site).name if site in tree else "",
        applicant_kind=case.applicant_kind,
        promised_days=case.promised_days,
        accepted_at=case.accepted_at,
    )
