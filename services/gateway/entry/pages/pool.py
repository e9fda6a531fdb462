"""The coordinator's board (派单与改派): what waits for a place, and what lies on each site."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.pages.desk import done
from services.gateway.entry.pages.forms import Posted, form_of, page_in, version_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.board import board
from services.gateway.queries.desk_counts import LAMPS
from services.gateway.queries.raised import LEVELS as MARKS
from services.gateway.queries.suggestions import in_words
from services.gateway.usecases.reassign_cases import reassign_cases
from services.gateway.usecases.several import Pick
from shared.domain.access.actions import POOL_READ
from shared.domain.cases.commands import Reassign
from shared.domain.cases.permit import LONGEST
from shared.domain.cases.rules.handover import REASSIGN_REASONS
from shared.kernel.i18n import text
from shared.store.uow import Work

LEVELS = ("district", "town", "village", "park")


MOST = 50
"""Cases of one bulk reassignment."""


@get("/pool", opt={"access": POOL_READ}, sync_to_thread=True)
def show(
    request: Req,
    level: FromQuery[str] = "",
    did: FromQuery[str] = "",
    move: FromQuery[str] = "",
    told: FromQuery[str] = "",
    mark: FromQuery[str] = "",
    page: FromQuery[str] = "",
) -> Response[str]:
    """The board; `level` narrows the lanes, `mark` what was moved up or supervised, `move` opens the form of one card.

    `page` is that of the cards.
    `did` is a case just placed; `case`, several times, are those picked to be reassigned together; `told` how many
    just were.
    """
    deps: Deps = request.app.state.deps
    picks = tuple(pick.case_id for pick in picks_in(request.query_params.getall("case", [])))
    words = text("page.pool.reassigned", locale(request), count=told) if told.isdecimal() else ""
    with deps.work(request.user) as work:
        wanted = level if level in LEVELS else ""
        return pool_page(
            request, work, wanted, did=did, move=_id(move), picks=picks, told=words, mark=mark, page=page_in(page)
        )


@post("/pool/reassign", opt={"access": Reassign.kind}, sync_to_thread=True)
def reassign_several(request: Req, data: Posted) -> Response[str]:
    """批量改派: all that can go; what could not is told case by case, and stays picked with every typed word."""
    deps: Deps = request.app.state.deps
    form = form_of(data)
    picks = picks_in(form.all("case"))
    to_site = form.one("to_site") or form.one("other_site")
    idem = form.idem("/pool/reassign")
    done = reassign_cases(deps, request.user, picks, to_site, form.one("reason"), form.one("words"), idem=idem)
    if not done.left and done.done:
        return redirect("/pool?" + query(told=str(len(done.done))))
    left = [(case_id, text(f"refusal.{no.code}", locale(request), **no.params)) for case_id, no in done.left]
    kept = tuple(case_id for case_id, _ in done.left)
    with deps.work(request.user) as work:
        return pool_page(request, work, status=409, picks=kept, unmoved=left, moved=len(done.done), typed=form)


def picks_in(values: Iterable[str]) -> list[Pick]:
    """Picked cases as a form names them, `id~version`; what is none is left out."""
    found = ((_id(case_id), version_in(version)) for case_id, _, version in (v.partition("~") for v in values))
    return [Pick(case_id=case_id, version=version) for case_id, version in found if case_id][:MOST]


def pool_page(
    request: Req,
    work: Work,
    level: str = "",
    *,
    did: str = "",
    move: UUID | None = None,
    status: int = 200,
    failed: Any = None,
    picks: tuple[UUID, ...] = (),
    mark: str = "",
    page: int = 1,
    **more: Any,
) -> Response[str]:
    """The page; `failed` is a card whose move was refused. It says so itself where the card has gone meanwhile."""
    seen = board(work, level, failed.case_id if failed else move, picks, mark if mark in MARKS else "", page)
    gone = failed is not None and failed.case_id not in {card.row.case_id for card in seen.cards}
    context = {
        "board": seen,
        "lamps": LAMPS,
        "marks": MARKS,
        "fullest": max((lane.load.total for lane in seen.lanes), default=0) or 1,
        "reassign_reasons": [(code, text(f"reason.{code}", locale(request))) for code in REASSIGN_REASONS],
        "longest": LONGEST,
        "failed": failed,
        "clash": {"title": text("page.conflict.title", locale(request)), "words": failed.general} if gone else None,
        "did": done(work, did),
        "why_there": lambda one: in_words(one, locale(request)),
        "told": "",
        "unmoved": (),
        "moved": 0,
        "typed": form_of(None),
        **more,
    }
    return staff_page(request, work, "pool.html", "pool", status, **context)


def _id(given: str) -> UUID | None:
    try:
        return UUID(given)
    except ValueError:
        return None
