"""短信: the journal with what is stuck, texts and limits, suppliers; what a person does about each, with a reason."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Annotated, Any, cast, get_args
from uuid import UUID

from litestar import Response, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import FromPath, FromQuery, QueryParameter

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.forms import Form, Posted, form_of, version_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.sms_journal import Wanted, journal, moment_of, sms_detail
from services.gateway.queries.sms_limits import sms_limits
from services.gateway.queries.sms_texts import sms_texts
from services.gateway.queries.suppliers import suppliers
from services.gateway.queries.unread_sms import unread
from services.gateway.usecases.look_at_raw import look_at_raw
from services.gateway.usecases.move_supplier import move_supplier
from services.gateway.usecases.opt_out import opt_out
from services.gateway.usecases.set_template import set_template
from services.gateway.usecases.settle_raw import RawAct, settle_raw
from services.gateway.usecases.settle_sms import settle_sms
from shared.domain.access.actions import SMS_READ, SMS_SETTLE, SMS_TEXTS, SUPPLIER_KEEP
from shared.domain.texting.templates import Approval
from shared.kernel.clock import real_now
from shared.kernel.errors import Refusal, not_found
from shared.kernel.i18n import catalogue, text
from shared.store import opt_outs
from shared.store.raw_sms import What
from shared.store.sms import SmsState
from shared.store.sms_by_hand import Act
from shared.store.sms_templates import Template
from shared.store.supplier_states import Which
from shared.store.uow import Work

Stage = Annotated[str, QueryParameter(name="state")]
_TOLD = frozenset(
    {"replay", "close", "sent", "not-sent", "again", "discard", "assign", "out", "in", "approval", "opt-out"}
)


@get("/sms", opt={"access": SMS_READ}, sync_to_thread=True)
def show(
    request: Req,
    stage: Stage = "open",
    purpose: FromQuery[str] = "",
    supplier: FromQuery[str] = "",
    code: FromQuery[str] = "",
    before: FromQuery[str] = "",
    told: FromQuery[str] = "",
) -> Response[str]:
    """The journal; what is not over stands first."""
    chosen = "" if stage == "all" else stage
    wanted = Wanted(state=chosen, purpose=purpose, supplier=supplier, code=code, before=moment_of(before))
    return _journal(request, wanted, told=told)


@get("/sms/{sms_id:uuid}", opt={"access": SMS_READ}, sync_to_thread=True)
def one(request: Req, sms_id: FromPath[UUID], told: FromQuery[str] = "") -> Response[str]:
    """One message with its steps."""
    return _one(request, sms_id, told=told)


@get("/sms-texts", opt={"access": SMS_READ}, sync_to_thread=True)
def texts(request: Req, told: FromQuery[str] = "") -> Response[str]:
    """Texts, approvals, limits and refusals."""
    return _texts(request, told=told)


@get("/sms-suppliers", opt={"access": SMS_READ}, sync_to_thread=True)
def supply(request: Req, told: FromQuery[str] = "") -> Response[str]:
    """Suppliers as they stand now."""
    return _suppliers(request, told=told)


@post("/sms/{sms_id:uuid}/{act:str}", opt={"access": SMS_SETTLE}, sync_to_thread=True)
def settle(request: Req, data: Posted, sms_id: FromPath[UUID], act: FromPath[str]) -> Response[str]:
    """Lets it go again, closes it, or says what became of it."""
    _known(act, Act)
    do = partial(settle_sms, _deps(request), request.user, sms_id, cast(Act, act), form_of(data).one("reason"))
    return _done(request, do, f"/sms/{sms_id}", act, partial(_one, request, sms_id))


@post("/sms/unread/{what:str}/{raw_id:uuid}/look", opt={"access": SMS_SETTLE}, sync_to_thread=True)
def look(request: Req, data: Posted, what: FromPath[str], raw_id: FromPath[UUID]) -> Response[str]:
    """What came stands below it, for whoever has to decide about it."""
    _known(what, What)
    wanted = Wanted(state="open")
    try:
        body = look_at_raw(_deps(request), request.user, cast(What, what), raw_id, form_of(data).one("reason"))
    except Refusal as no:
        words = text(f"refusal.{no.code}", locale(request), **no.params)
        return _journal(request, wanted, failed=words, status=status_of(no))
    return _journal(request, wanted, looked={raw_id: body})


@post("/sms/unread/{what:str}/{raw_id:uuid}/{act:str}", opt={"access": SMS_SETTLE}, sync_to_thread=True)
def read_again(
    request: Req, data: Posted, what: FromPath[str], raw_id: FromPath[UUID], act: FromPath[str]
) -> Response[str]:
    """Understood once more, put aside, or said to be about a message."""
    _known(what, What)
    _known(act, RawAct)
    form = form_of(data)
    said = (cast(What, what), raw_id, cast(RawAct, act), form.one("reason"), form.one("reference"))
    do = partial(settle_raw, _deps(request), request.user, *said)
    return _done(request, do, "/sms", act, partial(_journal, request, Wanted(state="open")))


@post("/sms-texts/approval", opt={"access": SMS_TEXTS}, sync_to_thread=True)
def approve(request: Req, data: Posted) -> Response[str]:
    """Where a version stands at a supplier now."""
    form = form_of(data)
    do = partial(set_template, _deps(request), request.user, _template(request, form))
    return _done(request, do, "/sms-texts", "approval", partial(_texts, request))


@post("/sms-texts/opt-out", opt={"access": SMS_TEXTS}, sync_to_thread=True)
def refuse(request: Req, data: Posted) -> Response[str]:
    """A number that wants no more, or wants them again."""
    form = form_of(data)
    said = (form.one("phone"), form.one("reason"), form.one("wants") == "none")
    do = partial(opt_out, _deps(request), request.user, *said)
    return _done(request, do, "/sms-texts", "opt-out", partial(_texts, request))


@post("/sms-suppliers/{supplier:str}/{which:str}", opt={"access": SUPPLIER_KEEP}, sync_to_thread=True)
def move(request: Req, data: Posted, supplier: FromPath[str], which: FromPath[str]) -> Response[str]:
    """Out of the choice, or in again."""
    _known(which, Which)
    said = (supplier, cast(Which, which), form_of(data).one("reason"))
    do = partial(move_supplier, _deps(request), request.user, *said)
    return _done(request, do, "/sms-suppliers", which, partial(_suppliers, request))


def _done(
    request: Req, do: Callable[[], None], back: str, told: str, again: Callable[..., Response[str]]
) -> Response[str]:
    """Back to the page, which says that it is done; a refusal shows the page with why."""
    try:
        do()
    except Refusal as no:
        words = text(f"refusal.{no.code}", locale(request), **no.params)
        return again(failed=words, status=status_of(no))
    return redirect(f"{back}?" + query(told=told))


def _journal(
    request: Req,
    wanted: Wanted,
    told: str = "",
    failed: str = "",
    status: int = 200,
    looked: Mapping[UUID, str] | None = None,
) -> Response[str]:
    """`looked`: what was read of bodies that nobody could place."""
    with _deps(request).work(request.user) as work:
        more = {"journal": journal(work, wanted), "wanted": wanted, "unread": unread(work), "looked": looked or {}}
        return _page(request, work, "sms.html", "sms", status, told, failed, states=[s.value for s in SmsState], **more)


def _one(request: Req, sms_id: UUID, told: str = "", failed: str = "", status: int = 200) -> Response[str]:
    with _deps(request).work(request.user) as work:
        found = sms_detail(work, sms_id)
        if found is None:
            raise not_found()
        return _page(request, work, "sms_one.html", "sms", status, told, failed, sms=found)


def _texts(request: Req, told: str = "", failed: str = "", status: int = 200) -> Response[str]:
    with _deps(request).work(request.user) as work:
        refusals = opt_outs.listing(work.conn, request.user.tenant_id)
        more = {"texts": sms_texts(work), "limits": sms_limits(work), "refusals": refusals}
        return _page(request, work, "sms_texts.html", "sms-texts", status, told, failed, **more)


def _suppliers(request: Req, told: str = "", failed: str = "", status: int = 200) -> Response[str]:
    with _deps(request).work(request.user) as work:
        ours = request.user.tenant_id == work.reference.root_tenant
        more = {"suppliers": suppliers(work), "ours": ours}
        return _page(request, work, "sms_suppliers.html", "sms-suppliers", status, told, failed, **more)


def _page(
    request: Req, work: Work, template: str, active: str, status: int, told: str, failed: str, **more: Any
) -> Response[str]:
    tongue = locale(request)
    said = text(f"page.sms.told.{told}", tongue) if told in _TOLD else ""
    context = {"told": said, "failed": failed, "coded": partial(_coded, tongue), **more}
    return staff_page(request, work, template, active, status, **context)


def _coded(tongue: str, family: str, code: str) -> str:
    """A code in words; a supplier's own code as it is."""
    for key in (f"{family}.{code}", f"refusal.{code}"):
        if key in catalogue(tongue):
            return text(key, tongue)
    return code


def _template(request: Req, form: Form) -> Template:
    state = form.one("state")
    return Template(
        tenant_id=request.user.tenant_id,
        purpose=form.one("purpose"),
        version=version_in(form.one("version")) or 0,
        supplier=form.one("supplier"),
        state=Approval(state) if state in tuple(Approval) else Approval.DRAFT,
        code=form.one("code"),
        reason=form.one("reason"),
        at=real_now(),
    )


def _known(word: str, words: Any) -> None:
    if word not in get_args(words):
        raise not_found()


def _deps(request: Req) -> Deps:
    found: Deps = request.app.state.deps
    return found


HANDLERS: tuple[HTTPRouteHandler, ...] = (
    show, one, texts, supply, settle, look, read_again, approve, refuse, move,
)  # fmt: skip
"""Every page about text messages."""
