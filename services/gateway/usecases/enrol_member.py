"""名册: somebody is put on the roster of a site, or their line of it changes; earlier days stay as they were."""

from uuid import UUID

from msgspec.structs import replace

from services.gateway.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.deadlines.calendar import local_date
from shared.domain.roster.keeping import amended, require_keeper, require_member
from shared.domain.roster.model import Member
from shared.kernel.errors import invalid
from shared.kernel.ids import new_id
from shared.store import rosters


def enrol_member(deps: Deps, actor: Actor, member: Member) -> UUID:
    """The id of the line; the same line again changes nothing.

    Raises Refusal not_found `site.unknown`, forbidden `roster.not_yours`, invalid `roster.member` or `roster.staff`.
    """
    with deps.work(actor) as work:
        require_keeper(actor, member.site_id, work.reference.tree)
        require_member(member, local_date(work.now))
        if not rosters.works_at(work, member.staff_id, member.site_id):
            raise invalid("roster.staff", {"staff_id": "roster.staff"})
        line = replace(member, id=new_id())
        retired, written = amended(rosters.of_site(work, member.site_id), line)
        rosters.change(work, retired, written)
        if written:
            work.note("roster.enrol", str(member.staff_id), member.site_id)
    return line.id
