"""Registering a case (登记办件): where it goes and when it is due are seen before it is accepted; drafts stay here."""

from datetime import datetime
from typing import Any

import msgspec
from litestar import Response, get, post

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of, with_headers
from services.gateway.entry.pages.belonging import FIELDS, KIND_OF
from services.gateway.entry.pages.carry import done_with, form_in
from services.gateway.entry.pages.forms import Form, Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.register_form import (
    RegisterForm,
    filled,
    mandate_of,
    marked,
    usual_channel,
)
from services.gateway.entry.pages.rendering import Req, html, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.entry.pages.words import Words
from services.gateway.queries.divisions import divisions
from services.gateway.queries.duplicates import duplicates
from services.gateway.queries.items import choices
from services.gateway.queries.places import site_view
from services.gateway.queries.regions import regions
from services.gateway.usecases.drafts import load_draft, save_draft
from services.gateway.usecases.new_case import CHANNELS, LONGEST_NAME, person_of
from services.gateway.usecases.preview_route import Preview, preview_route
from services.gateway.usecases.register_case import register_case
from shared.domain.access.actions import CASE_REGISTER
from shared.domain.cases.commands import Accept
from shared.domain.cases.permit import LONGEST
from shared.domain.deadlines.calendar import local_date
from shared.kernel.clock import real_now
from shared.kernel.errors import Kind, Refusal
from shared.store.uow import Work

PATH = "/register"
_SHOWN_HERE = (Kind.INVALID, Kind.CONFLICT, Kind.ILLEGAL_MOVE, Kind.BUSY)


@get(PATH, opt={"access": CASE_REGISTER}, sync_to_thread=True)
def show(request: Req) -> Response[str]:
    """The form, with what was typed and not submitted last time."""
    deps: Deps = request.app.state.deps
    draft = load_draft(deps, request.user, PATH)
    kept = form_in(draft) if draft else form_of(None)
    return _shown(request, _typed(request, kept), saved_at=draft.saved_at if draft else None)


@post(PATH, opt={"access": CASE_REGISTER}, sync_to_thread=True)
def register(request: Req, data: Posted) -> Response[str]:
    """Accepts the case; or shows the preview, or keeps the draft, by the button that was pressed."""
    form = form_of(data)
    pressed = form.one("do")
    if pressed == "preview":
        return _shown(request, _typed(request, form), changed=form.one("changed"))
    if pressed == "draft":
        _keep(request, form)
        return redirect(PATH)
    return _accept(request, form)


@post("/register/draft", opt={"access": CASE_REGISTER}, status_code=200, sync_to_thread=True)
def autosave(request: Req, data: Posted) -> Response[str]:
    """Keeps what is typed so far, encrypted; says when."""
    _keep(request, form_of(data))
    words = Words(locale(request), real_now())
    return html(words.t("page.register.saved", at=words.clock(real_now())))


def _accept(request: Req, form: Form) -> Response[str]:
    deps: Deps = request.app.state.deps
    typed = _typed(request, form)
    try:
        mandate, idem = mandate_of(form), form.idem(PATH)
        new, papers = typed.new_case(), typed.papers
        receipt = register_case(deps, request.user, new, papers, typed.deferred, mandate, idem=idem)
    except Refusal as no:
        if no.kind not in _SHOWN_HERE:
            raise
        return with_headers(_shown(request, _marked(request, typed, no), status_of(no)), no)
    done_with(deps, request.user, PATH)
    return redirect(f"/cases/{receipt.id}")


def _marked(request: Req, typed: RegisterForm, no: Refusal) -> RegisterForm:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        item = work.reference.items.get(typed.item_code) if deps.may(request.user, Accept.kind) else None
        beside = _beside(work, typed)
        return marked(typed, no, Words(locale(request), work.now), local_date(work.now), item, beside)


def _beside(work: Work, form: RegisterForm) -> dict[str, str]:
    """What is wrong with the places and the amount, by field."""
    return form.belonging.faults(form.kind, form.item, work.reference.tree)


def _told_at_once(request: Req, form: RegisterForm) -> RegisterForm:
    """The form with these faults in words, before anybody asks for more than the preview."""
    with request.app.state.deps.work(request.user) as work:
        words = Words(locale(request), work.now)
        found = {field: words.t(f"refusal.{code}") for field, code in _beside(work, form).items()}
        return msgspec.structs.replace(form, faults=found | form.faults)


def _keep(request: Req, form: Form) -> None:
    pairs = [pair for pair in form.pairs() if pair[0] != "do"]
    save_draft(request.app.state.deps, request.user, PATH, msgspec.json.encode(pairs).decode())


def _typed(request: Req, form: Form) -> RegisterForm:
    deps: Deps = request.app.state.deps
    with deps.work(request.user) as work:
        tier = work.reference.tree.site(request.user.site_id).tier
        return filled(form, usual_channel(request.user, tier), work.reference.items)


def _shown(
    request: Req, form: RegisterForm, status: int = 200, saved_at: datetime | None = None, changed: str = ""
) -> Response[str]:
    deps: Deps = request.app.state.deps
    form = _told_at_once(request, form)
    preview, fault = _preview(request, form)
    with deps.work(request.user) as work:
        context = {"form": form, "saved_at": saved_at, "restored": saved_at is not None, "preview_fault": fault}
        context["changed"] = changed
        known = {**_lists(work, form), **_outcome(request, work, preview)}
        return staff_page(request, work, "register.html", "register", status, **context, **known)


def _preview(request: Req, form: RegisterForm) -> tuple[Preview | None, str]:
    """The route and dates, or why there are none."""
    deps: Deps = request.app.state.deps
    if not form.item_code:
        return None, ""
    if fault := next(filter(None, map(form.fault, FIELDS)), ""):
        return None, fault
    told, fen = form.told(), form.belonging.fen()
    try:
        return preview_route(deps, request.user, form.item_code, form.kind, form.competence_region, told, fen), ""
    except Refusal as no:
        said = Words(locale(request), real_now())
        code = next(iter(no.fields.values()), no.code)
        return None, said.t(f"refusal.{code}", **no.params)


def _lists(work: Work, form: RegisterForm) -> dict[str, Any]:
    """What there is to choose from; the chosen item stays in the list whatever is searched for."""
    person, item = person_of(form.applicant()), form.item
    found = choices(work, form.seek)
    if item and item.code not in {choice.code for choice in found}:
        found += tuple(choice for choice in choices(work, item.code) if choice.code == item.code)
    return {
        "items": found,
        "item": item,
        "regions": regions(work),
        "divisions": divisions(work),
        "places": KIND_OF,
        "fields": FIELDS,
        "channels": CHANNELS,
        "longest": LONGEST,
        "longest_name": LONGEST_NAME,
        "duplicates": duplicates(work, form.item_code, person.phone, person.identity),
    }


def _outcome(request: Req, work: Work, preview: Preview | None) -> dict[str, Any]:
    """The preview in words: by which rule it goes where."""
    if preview is None:
        return {"preview": None, "preview_to": None, "preview_words": "", "preview_year": 0}
    words, route, here = Words(locale(request), work.now), preview.route, work.actor.site_id
    to = site_view(work.reference.tree, route.to or here, here)
    return {
        "preview": preview,
        "preview_to": to if route.to else None,
        "preview_words": words.why(route.why, route.priority, to.short_name),
        "preview_year": local_date(preview.promised_due).year,
    }
