"""The coordinator's board (派单与改派): what waits for a place, and what lies on each site."""

from typing import Any
from uuid import UUID

from litestar import Response, get
from litestar.params import FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.pages.desk import done
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.board import board
from services.gateway.queries.desk_counts import LAMPS
from shared.domain.access.actions import POOL_READ
from shared.domain.cases.permit import LONGEST
from shared.domain.cases.rules.handover import REASSIGN_REASONS
from shared.kernel.i18n import text
from shared.store.uow import Work

LEVELS = ("district", "town", "village", "park")


@get("/pool", opt={"access": POOL_READ}, sync_to_thread=True)
def show(
    request: Req, level: FromQuery[str] = "", did: FromQuery[str] = "", move: FromQuery[str] = ""
) -> Response[str]:
    """The board; `level` narrows the lanes, `move` opens the form of one card, `did` is a case just placed."""
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        return pool_page(request, work, level if level in LEVELS else "", did=did, move=_id(move))


def pool_page(
    request: Req,
    work: Work,
    level: str = "",
    *,
    did: str = "",
    move: UUID | None = None,
    status: int = 200,
    failed: Any = None,
) -> Response[str]:
    """The page; `failed` is a card whose move was refused. It says so itself where the card has gone meanwhile."""
    seen = board(work, level, failed.case_id if failed else move)
    gone = failed is not None and failed.case_id not in {card.row.case_id for card in seen.cards}
    context = {
        "board": seen,
        "lamps": LAMPS,
        "fullest": max((lane.load.total for lane in seen.lanes), default=0) or 1,
        "reassign_reasons": [(code, text(f"reason.{code}", locale(request))) for code in REASSIGN_REASONS],
        "longest": LONGEST,
        "failed": failed,
        "clash": {"title": text("page.conflict.title", locale(request)), "words": failed.general} if gone else None,
        "did": done(work, did),
    }
    return staff_page(request, work, "pool.html", "pool", status, **context)


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
