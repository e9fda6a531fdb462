"""责任时间 as screens and programs show it: what each site and person had of a case, and who made it late."""

import msgspec

from services.gateway.queries.places import SiteView, site_view
from services.gateway.queries.timeline import staff_names
from shared.domain.cases.events import Happened
from shared.domain.cases.model import Case
from shared.domain.cooperation.responsibility import Share, by_person, by_site, split
from shared.store.uow import Work


class ShareView(msgspec.Struct, frozen=True, kw_only=True):
    """One site, or one person there by name; all in working minutes. `name` is '' for the site as such."""

    site: SiteView
    name: str
    minutes: int
    handling: int
    signing: int
    placing: int
    stopped: int
    late: int
    over: int
    people: tuple["ShareView", ...] = ()


class Responsibility(msgspec.Struct, frozen=True, kw_only=True):
    """The whole in working minutes, what each site had of it, and who had it and who had it longest when late."""

    whole: int = 0
    sites: tuple[ShareView, ...] = ()
    at_due: SiteView | None = None
    made_late: SiteView | None = None


def responsibility(work: Work, case: Case, history: tuple[Happened, ...]) -> Responsibility:
    """The split of a case that the actor may see. Measured on the calendar of the case's own tenant."""
    whole = split(history, work.now, work.reference.calendar_at(case.tenant_id))
    names = staff_names(work, {s.person for s in whole.stretches})

    def place(site: str) -> SiteView:
        return site_view(work.reference.tree, site, work.actor.site_id)

    def view(share: Share, people: tuple[ShareView, ...] = ()) -> ShareView:
        numbers = {name: getattr(share, name) for name in _NUMBERS}
        name = names.get(share.person, "") if share.person else ""
        return ShareView(site=place(share.site), name=name, people=people, **numbers)

    return Responsibility(
        whole=whole.whole,
        sites=tuple(view(share, tuple(map(view, by_person(whole, share.site)))) for share in by_site(whole)),
        at_due=place(whole.at_due) if whole.at_due else None,
        made_late=place(whole.made_late) if whole.made_late else None,
    )


_NUMBERS = ("minutes", "handling", "signing", "placing", "stopped", "late", "over")
