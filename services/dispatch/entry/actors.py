"""Which use case hears which message."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any
from uuid import UUID

from services.dispatch.deps import Deps
from services.dispatch.usecases.archive_case import archive_case
from services.dispatch.usecases.close_visit import close_visit
from services.dispatch.usecases.deem_accepted import deem_accepted
from services.dispatch.usecases.demand_reply import demand_reply
from services.dispatch.usecases.expire_handover import expire_handover
from services.dispatch.usecases.lapse_pause import lapse_pause
from services.dispatch.usecases.open_rectification import open_rectification
from services.dispatch.usecases.overdue_cohandler import overdue_cohandler
from services.dispatch.usecases.recompute_deadlines import recompute_deadlines
from services.dispatch.usecases.remind_cohandler import remind_cohandler
from services.dispatch.usecases.remind_handover import remind_handover
from services.dispatch.usecases.remind_obligation import remind_obligation
from services.dispatch.usecases.route_case import route_case
from services.dispatch.usecases.spread_deadlines import spread_deadlines
from services.dispatch.usecases.stand_in import stand_in
from services.dispatch.usecases.unsigned_cohandler import unsigned_cohandler
from shared.contracts import messages as m

Handler = Callable[[Any, UUID], None]


def handlers(deps: Deps) -> Mapping[type[m.Message], Handler]:
    """One handler per message that dispatch owns."""
    return {
        m.RouteCase: partial(route_case, deps),
        m.RemindHandover: partial(remind_handover, deps),
        m.ExpireHandover: partial(expire_handover, deps),
        m.RemindCoHandler: partial(remind_cohandler, deps),
        m.LapsePause: partial(lapse_pause, deps),
        m.OverdueCoHandler: partial(overdue_cohandler, deps),
        m.UnsignedCoHandler: partial(unsigned_cohandler, deps),
        m.DeemAccepted: partial(deem_accepted, deps),
        m.OpenRectification: partial(open_rectification, deps),
        m.RemindObligation: partial(remind_obligation, deps),
        m.DemandReply: partial(demand_reply, deps),
        m.StandIn: partial(stand_in, deps),
        m.SpreadDeadlines: partial(spread_deadlines, deps),
        m.RecomputeDeadlines: partial(recompute_deadlines, deps),
        m.ArchiveCase: partial(archive_case, deps),
        m.CloseVisit: partial(close_visit, deps),
    }
