"""向外部单位报办: a department records what it filed with a body outside, and what came back."""

from datetime import date
from uuid import UUID

from services.gateway.deps import Deps
from services.gateway.usecases.moving import apply, move, receipt_of
from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.org.model import SiteKind
from shared.domain.org.tree import OrgTree
from shared.kernel.ids import new_id
from shared.store import rosters
from shared.store.idempotency import Idem
from shared.store.receipt import Receipt


def file_external(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    body_site: str,
    reference: str,
    words: str,
    filed_on: date,
    papers: tuple[str, ...] = (),
    staff_id: UUID | None = None,
    days: int = 0,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """Filed in the name of `staff_id`, or of the actor. Raises the Refusals of the rule `external.file`."""
    with deps.work(actor, idem) as work:
        case = work.cases.get(case_id, version)
        person = staff_id or actor.staff_id
        command = c.FileExternal(
            filing_id=new_id(),
            body_site=body_site,
            reference=reference,
            words=words,
            filed_on=filed_on,
            staff_id=person,
            papers=papers,
            days=days,
        )
        here = person is not None and rosters.works_at(work, person, actor.site_id)
        above = _supervises(actor.site_id, body_site, work.reference.tree)
        apply(work, case, command, supervises=above, staff_at_holder=here)
    return receipt_of(work)


def record_reply(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    filing_id: UUID,
    outcome: str,
    words: str,
    replied_on: date,
    papers: tuple[str, ...] = (),
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Receipt:
    """What came back. Raises Refusal conflict `external.over`, or invalid `external.reply`."""
    command = c.RecordReply(filing_id=filing_id, outcome=outcome, words=words, replied_on=replied_on, papers=papers)
    return move(deps, actor, case_id, command, version, idem)


def _supervises(site: str, body: str, tree: OrgTree) -> bool:
    return body in tree and tree.site(body).kind is SiteKind.EXTERNAL and tree.carrier(body).id == site
