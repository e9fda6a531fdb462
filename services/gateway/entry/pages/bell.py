"""站内消息: what somebody was told, by day; each leads to its case. What they want to hear of is theirs to choose."""

import contextlib
from datetime import datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.pages.forms import Posted, form_of
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.bell import NoticeLine, notice_list
from services.gateway.usecases.choose_notices import choose_notices, chosen
from services.gateway.usecases.read_notices import open_notice, read_notices
from shared.domain.bell.digest import HOURS
from shared.domain.bell.topics import Topic
from shared.domain.deadlines.calendar import local_date
from shared.kernel.paging import Page
from shared.store.idempotency import Replayed
from shared.store.notice_choices import Choice

SIZE = 50
_LEADS = {"sms_stuck": "/sms", "webhook_off": "/bell/webhooks", "digest": "/desk"}
"""Where a notice leads that is about no case."""


@get("/bell", opt={"access": SIGNED_IN}, sync_to_thread=True)
def show(request: Req, after: FromQuery[str] = "") -> Response[str]:
    """The newest first, grouped by day."""
    with _deps(request).work(request.user) as work:
        found = notice_list(work, Page(size=SIZE, after=after))
        days = [(day, list(lines)) for day, lines in groupby(found.notices, key=_day)]
        newest = found.notices[0].at.isoformat() if found.notices else ""
        context: dict[str, Any] = {"found": found, "days": days, "newest": newest, "more": query(after=found.next)}
        return staff_page(request, work, "bell.html", "bell", **context)


@post("/bell/seen", opt={"access": SIGNED_IN}, sync_to_thread=True)
def read(request: Req, data: Posted) -> Response[str]:
    """All that stood on the page when it was opened is read; what came since is not."""
    form = form_of(data)
    with contextlib.suppress(Replayed):
        read_notices(_deps(request), request.user, _instant(form.one("upto")), idem=form.idem("/bell/seen"))
    return redirect("/bell")


@post("/bell/{notice_id:uuid}/open", opt={"access": SIGNED_IN}, sync_to_thread=True)
def follow(request: Req, notice_id: FromPath[UUID]) -> Response[str]:
    """Read, and on to what it is about."""
    found = open_notice(_deps(request), request.user, notice_id)
    return redirect(f"/cases/{found.case_id}" if found.case_id else _LEADS.get(found.kind, "/bell"))


@get("/bell/choices", opt={"access": SIGNED_IN}, sync_to_thread=True)
def choices(request: Req, done: FromQuery[str] = "") -> Response[str]:
    """What there is to choose."""
    with _deps(request).work(request.user) as work:
        context: dict[str, Any] = {"chosen": chosen(work), "topics": tuple(Topic), "hours": HOURS, "done": bool(done)}
        return staff_page(request, work, "bell_choices.html", "bell", **context)


@post("/bell/choices", opt={"access": SIGNED_IN}, sync_to_thread=True)
def choose(request: Req, data: Posted) -> Response[str]:
    """Chosen: what is ticked is shown."""
    form = form_of(data)
    shown = form.all("shown")
    choice = Choice(
        hidden=frozenset(topic for topic in Topic if topic.value not in shown),
        digest=bool(form.one("digest")),
        digest_hour=_hour(form.one("digest_hour")),
    )
    with contextlib.suppress(Replayed):
        choose_notices(_deps(request), request.user, choice, idem=form.idem("/bell/choices"))
    return redirect("/bell/choices?" + query(done="1"))


def _day(line: NoticeLine) -> object:
    return local_date(line.at)


def _hour(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and int(written) in HOURS else None


def _instant(written: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(written)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _deps(request: Req) -> Deps:
    found: Deps = request.app.state.deps
    return found


HANDLERS = (show, read, follow, choices, choose)
