"""Text messages over JSON: the journal and what a person does about it, texts, limits, refusals, suppliers.

These acts carry no idempotency key: done twice, the second finds nothing to do and says so.
"""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, QueryParameter
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Code, Input, Line
from services.gateway.queries.sms_journal import Journal, SmsDetail, Wanted, journal, moment_of, sms_detail
from services.gateway.queries.sms_limits import SmsLimits, sms_limits
from services.gateway.queries.sms_texts import TextView, sms_texts
from services.gateway.queries.suppliers import SupplierView, suppliers
from services.gateway.queries.unread_sms import UnreadRow, unread
from services.gateway.usecases.look_at_raw import look_at_raw
from services.gateway.usecases.move_supplier import move_supplier
from services.gateway.usecases.opt_out import opt_out
from services.gateway.usecases.set_template import set_template
from services.gateway.usecases.settle_raw import settle_raw
from services.gateway.usecases.settle_sms import settle_sms
from shared.domain.access import actions
from shared.domain.access.actor import Actor
from shared.domain.texting.templates import Approval
from shared.kernel.clock import real_now
from shared.kernel.errors import not_found
from shared.store import opt_outs
from shared.store.opt_outs import OptOut
from shared.store.sms_templates import Template

Supplier = Annotated[str, Meta(max_length=32, pattern=r"^[a-z][a-z0-9_-]*$")]
Purpose = Annotated[str, Meta(max_length=64, pattern=r"^[a-z_]*$")]
Version = Annotated[float, Meta(ge=1, le=9999, multiple_of=1)]
Filter = Annotated[str, QueryParameter(max_length=64, pattern=r"^[A-Za-z0-9_.:-]*$")]
Stage = Annotated[str, QueryParameter(name="state", max_length=16, pattern=r"^[a-z]*$")]
Before = Annotated[
    str,
    QueryParameter(name="before", max_length=40, pattern=r"^[0-9T:.Z+-]*$", description="The `next_before` of a page."),
]
State = Literal["draft", "submitted", "approved", "refused"]


class Reason(Input, frozen=True, kw_only=True):
    """Why, in some words without personal data."""

    reason: Line


class RawInput(Reason, frozen=True, kw_only=True):
    """Why, and the reference of the message that it is said to be about."""

    reference: Annotated[str, Meta(max_length=64)] = ""


class TemplateInput(Input, frozen=True, kw_only=True):
    """Where a version of a text of this tenant stands at a supplier; `reason` is theirs, where they refused."""

    purpose: Purpose
    version: Version
    supplier: Supplier
    state: State
    code: Code = ""
    reason: Line = ""


class OptOutInput(Input, frozen=True, kw_only=True):
    """A number that wants no more messages, or wants them again."""

    phone: Annotated[str, Meta(max_length=20)]
    wants_none: bool
    reason: Line


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """It is written down."""


class Texts(msgspec.Struct, frozen=True, kw_only=True):
    """All texts, every version."""

    texts: tuple[TextView, ...]


class Suppliers(msgspec.Struct, frozen=True, kw_only=True):
    """All suppliers."""

    suppliers: tuple[SupplierView, ...]


class Unread(msgspec.Struct, frozen=True, kw_only=True):
    """What nobody could place."""

    unread: tuple[UnreadRow, ...]


class RawBody(msgspec.Struct, frozen=True, kw_only=True):
    """What a supplier sent, phones masked."""

    body: str


class OptOuts(msgspec.Struct, frozen=True, kw_only=True):
    """Refusals that this tenant took down."""

    opt_outs: tuple[OptOut, ...]


class SmsApi(Controller):
    """/api/sms."""

    path = "/api/sms"
    tags = ("sms",)
    dto = StrictJson

    @get("", opt={"access": actions.SMS_READ}, responses=answers.QUERY, sync_to_thread=True)
    def listing(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        stage: Stage = "",
        purpose: Filter = "",
        supplier: Filter = "",
        code: Filter = "",
        before: Before = "",
    ) -> Journal:
        """The journal of the own tenant, the newest first; `state=open` is all that is not over."""
        wanted = Wanted(state=stage, purpose=purpose, supplier=supplier, code=code, before=moment_of(before))
        with deps.work(actor) as work:
            return journal(work, wanted)

    @get("/limits", opt={"access": actions.SMS_READ}, responses=answers.READ, sync_to_thread=True)
    def limits(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> SmsLimits:
        """Limits in force, today's number, and the month's budget."""
        with deps.work(actor) as work:
            return sms_limits(work)

    @get("/texts", opt={"access": actions.SMS_READ}, responses=answers.READ, sync_to_thread=True)
    def texts(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Texts:
        """Texts with their versions, segments and approvals."""
        with deps.work(actor) as work:
            return Texts(texts=sms_texts(work))

    @post("/texts", opt={"access": actions.SMS_TEXTS}, responses=answers.MOVE, status_code=200, sync_to_thread=True)
    def approve(
        self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[TemplateInput]
    ) -> Done:
        """报备: where a version stands at a supplier now; what waited for an approval goes."""
        typed = {"version": int(data.version), "state": Approval(data.state)}
        known = {**msgspec.structs.asdict(data), **typed}
        set_template(deps, actor, Template(tenant_id=actor.tenant_id, at=real_now(), **known))
        return Done()

    @get("/opt-outs", opt={"access": actions.SMS_READ}, responses=answers.READ, sync_to_thread=True)
    def refusals(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> OptOuts:
        """Who wants no more, without numbers."""
        with deps.work(actor) as work:
            return OptOuts(opt_outs=opt_outs.listing(work.conn, actor.tenant_id))

    @post("/opt-outs", opt={"access": actions.SMS_TEXTS}, responses=answers.MOVE, status_code=200, sync_to_thread=True)
    def refuse(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], data: JSONBody[OptOutInput]) -> Done:
        """退订, or the end of one."""
        opt_out(deps, actor, data.phone, data.reason, data.wants_none)
        return Done()

    @get("/suppliers", opt={"access": actions.SMS_READ}, responses=answers.READ, sync_to_thread=True)
    def suppliers(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Suppliers:
        """Weights, errors, slowness, breakers."""
        with deps.work(actor) as work:
            return Suppliers(suppliers=suppliers(work))

    @post(
        "/suppliers/{supplier:str}/{which:str}",
        opt={"access": actions.SUPPLIER_KEEP},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def move(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        supplier: FromPath[str],
        which: FromPath[Literal["out", "in"]],
        data: JSONBody[Reason],
    ) -> Done:
        """Out of the choice, or in again; in the topmost tenant only."""
        move_supplier(deps, actor, supplier, which, data.reason)
        return Done()

    @get("/unread", opt={"access": actions.SMS_READ}, responses=answers.READ, sync_to_thread=True)
    def unread(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> Unread:
        """Receipts and replies that nobody could place; in the topmost tenant only."""
        with deps.work(actor) as work:
            return Unread(unread=unread(work))

    @post(
        "/unread/{what:str}/{raw_id:uuid}/look",
        opt={"access": actions.SMS_SETTLE},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def look(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        what: FromPath[Literal["receipts", "replies"]],
        raw_id: FromPath[UUID],
        data: JSONBody[Reason],
    ) -> RawBody:
        """What came, for whoever has to decide about it."""
        return RawBody(body=look_at_raw(deps, actor, what, raw_id, data.reason))

    @post(
        "/unread/{what:str}/{raw_id:uuid}/{act:str}",
        opt={"access": actions.SMS_SETTLE},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def read_again(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        what: FromPath[Literal["receipts", "replies"]],
        raw_id: FromPath[UUID],
        act: FromPath[Literal["again", "discard", "assign"]],
        data: JSONBody[RawInput],
    ) -> Done:
        """Understood once more, put aside, or said to be about the message of a reference."""
        settle_raw(deps, actor, what, raw_id, act, data.reason, data.reference)
        return Done()

    @get("/{sms_id:uuid}", opt={"access": actions.SMS_READ}, responses=answers.READ, sync_to_thread=True)
    def detail(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor], sms_id: FromPath[UUID]) -> SmsDetail:
        """One message with every step."""
        with deps.work(actor) as work:
            found = sms_detail(work, sms_id)
        if found is None:
            raise not_found()
        return found

    @post(
        "/{sms_id:uuid}/{act:str}",
        opt={"access": actions.SMS_SETTLE},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def settle(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        sms_id: FromPath[UUID],
        act: FromPath[Literal["replay", "close", "sent", "not-sent"]],
        data: JSONBody[Reason],
    ) -> Done:
        """Lets it go again, closes it, or says what became of it."""
        settle_sms(deps, actor, sms_id, act, data.reason)
        return Done()
