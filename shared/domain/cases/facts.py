"""What a rule is told about the world: answers, never the means to get them."""

from datetime import datetime
from enum import StrEnum

import msgspec

from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases.events import Happened
from shared.domain.cases.limits import Limits
from shared.domain.cases.model import Case
from shared.domain.catalogue.model import Item
from shared.domain.deadlines.calendar import WorkCalendar
from shared.domain.org.model import SiteKind
from shared.domain.org.tree import OrgTree
from shared.domain.roster.duty import Standing


class Part(StrEnum):
    """What the actor is to the case."""

    ORIGIN = "origin"  # 发起地
    HOLDER = "holder"  # holds it now
    RECEIVER = "receiver"  # was offered it
    COORDINATOR = "coordinator"  # the centre of the holder's tenant, or one above it that was asked
    FILER = "filer"  # filed something with a body outside, and nothing came back
    COHANDLER = "cohandler"  # was asked to co-handle, and has not answered
    SUPERVISED = "supervised"  # owes an answer to a supervision
    DECIDER = "decider"  # has to decide on a request for more time
    ARBITER = "arbiter"  # has to decide its dispute
    PLATFORM = "platform"  # dispatch, timers, feedback
    NONE = "none"


class Facts(msgspec.Struct, frozen=True, kw_only=True):
    """Everything `decide` may ask. `target_able` says whether the site named in an offer may handle the item,
    `target_joins` whether the one named may be asked to co-handle,
    `supervises` whether the actor's site answers for the body outside that is named.

    `calendar` is that of the tenant where the case began, whose dates the applicant was promised; `receiver_calendar`
    that of the site an offer names, by whose open hours signing is counted.
    `deciding_site` is where somebody else than who asks can decide on more time.
    `owing` are the sites that owe an answer to a supervision, once for each that waits.
    `standing` is how the person the command is about stands on the roster today: who signs or claims, or who is named.
    """

    now: datetime
    actor: Actor
    item: Item
    calendar: WorkCalendar
    receiver_calendar: WorkCalendar | None = None
    limits: Limits = Limits()
    parts: frozenset[Part] = frozenset({Part.NONE})
    target_able: bool = False
    target_known: bool = True
    target_joins: bool = False
    supervises: bool = False
    staff_at_holder: bool = False
    standing: Standing | None = None
    agent_name: str = ""
    feedback_settled: bool = False
    deciding_site: str = ""
    owing: tuple[str, ...] = ()
    history: tuple[Happened, ...] = ()

    @property
    def signing_calendar(self) -> WorkCalendar:
        """By whose open hours the limit for signing runs."""
        return self.receiver_calendar or self.calendar


def parts_of(case: Case, actor: Actor, tree: OrgTree, owing: tuple[str, ...] = ()) -> frozenset[Part]:
    """What the actor is to the case, from their site alone; the sites `owing` an answer are told by its history."""
    if Role.SYSTEM in actor.roles:
        return frozenset({Part.PLATFORM})
    offered = case.offered
    found = {
        Part.ORIGIN: actor.site_id == case.origin_site,
        Part.HOLDER: actor.site_id == case.holder_site,
        Part.RECEIVER: offered is not None and actor.site_id == offered.to_site,
        Part.FILER: any(filing.site == actor.site_id for filing in case.open_filings),
        Part.COHANDLER: case.open_part(actor.site_id) is not None,
        Part.SUPERVISED: actor.site_id in owing,
        Part.DECIDER: case.extension is not None and case.extension.open and case.extension.at_site == actor.site_id,
        Part.ARBITER: _arbitrates(case, actor),
        Part.COORDINATOR: Role.COORDINATOR in actor.roles and coordinates(case, actor.site_id, tree),
    }
    return frozenset(part for part, is_it in found.items() if is_it) or frozenset({Part.NONE})


def _arbitrates(case: Case, actor: Actor) -> bool:
    """Whether the dispute is before the actor's site, and before them where one role there was named."""
    return actor.site_id == case.arbiter and (not case.arbiter_role or case.arbiter_role in actor.roles)


def coordinates(case: Case, site_id: str, tree: OrgTree) -> bool:
    """Whether the site is the centre of the holder's tenant, or a higher one that had the case in its pool before.

    A centre that was asked once may place the case anew until it is closed, also after its own first choice.
    """
    if site_id not in tree or tree.site(site_id).kind is not SiteKind.CENTRE:
        return False
    asked = site_id in case.participants and tree.under(case.holder_site, site_id)
    return asked or site_id in (case.pool_site, tree.site(case.holder_site).tenant_id)
