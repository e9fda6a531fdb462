"""站内消息 of what is no event of a case: what sites owe each other, orders about bad ratings, texts that are stuck."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from uuid import UUID

from services.notify.deps import CONSUMER, Deps
from shared.contracts.messages import TellStaffOf
from shared.domain.access.roles import Role
from shared.domain.bell.told import BESIDE, COORDINATORS, Address
from shared.domain.cases.model import Case
from shared.domain.cooperation.obligations import Obligation, ObligationState, owes
from shared.domain.deadlines.calendar import SHANGHAI
from shared.store import obligations, pushing, rectifications, staff_notices
from shared.store.staff_notices import Notice
from shared.store.uow import Work

SETTLERS = frozenset({Role.COORDINATOR, Role.SYSTEM_ADMIN})
"""Who settles messages that are stuck, as the shipped permissions have it."""


def tell_staff_of(deps: Deps, message: TellStaffOf, message_id: UUID) -> None:
    """Tells it while it is so. Raises KeyError for a notice nobody knows."""
    with deps.hear(CONSUMER, message.tenant_id, message_id) as work:
        for notice, users in _HOW[message.notice](work, message):
            staff_notices.put(work, users, notice)
            pushing.push(work, notice, users, [], deps.base_url, timedelta(0))


Told = Iterator[tuple[Notice, frozenset[UUID]]]


def _owed(work: Work, message: TellStaffOf) -> Told:
    """Whoever owes it; what is late, the centre that was told of it, too."""
    case, one = _obligation(work, message)
    if one.state is not ObligationState.OPEN:
        return
    to = [Address(site=owes(one, case))]
    if message.notice == "owed_late" and one.escalated_to:
        to += [Address(site=one.escalated_to, roles=COORDINATORS)]
    users = staff_notices.people(work, to, but=one.asked_by if message.notice == "owed" else None)
    yield _of_case(work, message, case, place=one.to_site, due=one.due_at), users


def _obligation(work: Work, message: TellStaffOf) -> tuple[Case, Obligation]:
    case = work.cases.get(_case_id(message))
    return case, obligations.take(work.conn, case.id, message.about)


def _rectification(work: Work, message: TellStaffOf) -> Told:
    """The site that answers for it, unless the order is closed by now.

    Of a bad rating not whoever handled the case: the others, and where nobody else is there, the centre.
    """
    case = work.cases.get(_case_id(message))
    order = next((one for one in rectifications.open_of(work.conn, [case.id]) if one.id == message.about), None)
    if order is not None:
        but = order.handled_by if message.notice == "rectification" else None
        site, centre = Address(site=order.site), Address(site=work.actor.tenant_id, roles=COORDINATORS)
        users = staff_notices.people(work, [site], but) or staff_notices.people(work, [centre], but)
        yield _of_case(work, message, case, due=order.next_due), users


def _stuck(work: Work, message: TellStaffOf) -> Told:
    """Once an hour: where a supplier is down, hundreds are stuck at once."""
    hour = work.now.astimezone(SHANGHAI).replace(minute=0, second=0, microsecond=0)
    key = f"{message.notice}:{hour.isoformat()}"
    notice = Notice(key=key, kind=message.notice, topic=BESIDE[message.notice], at=work.now)
    yield notice, staff_notices.holders(work, SETTLERS)


_HOW: Mapping[str, Callable[[Work, TellStaffOf], Told]] = {
    "owed": _owed,
    "owed_soon": _owed,
    "owed_late": _owed,
    "rectification": _rectification,
    "problem_found": _rectification,
    "sms_stuck": _stuck,
}


def _of_case(work: Work, message: TellStaffOf, case: Case, place: str = "", due: datetime | None = None) -> Notice:
    return Notice(
        key=f"{message.notice}:{message.about}",
        kind=message.notice,
        topic=BESIDE[message.notice],
        at=work.now,
        case_id=case.id,
        number=case.number,
        item_name=work.reference.versions[case.item_code, case.item_version].name,
        place=place,
        due_at=due,
    )


def _case_id(message: TellStaffOf) -> UUID:
    if message.case_id is None:
        raise ValueError(f"{message.notice} is about a case")
    return message.case_id
