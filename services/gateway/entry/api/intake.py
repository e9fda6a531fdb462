"""Intake over JSON: handing in, accepting or declining, mandates, withdrawing."""

from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import AcceptInput, DeclineInput, MandateInput, NeedsWords, Remark
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Nothing
from services.gateway.usecases.accept_case import accept_case
from services.gateway.usecases.decline_case import decline_case
from services.gateway.usecases.record_mandate import record_mandate
from services.gateway.usecases.revoke_mandate import revoke_mandate as revoke
from services.gateway.usecases.submit_case import submit_case
from services.gateway.usecases.withdraw_case import withdraw_case
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt


class IntakeApi(Controller):
    """Acts on a case, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/submit",
        opt={"access": c.Submit.kind},
        responses=answers.TAKE_IN,
        response_headers=[ETAG],
        status_code=202,
        sync_to_thread=True,
    )
    def submit(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """收件: hand the draft in; routing starts, which is why this is only taken on."""
        return presented(submit_case(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/accept",
        opt={"access": c.Accept.kind},
        responses=answers.TAKE_IN,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def accept(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[AcceptInput]
    ) -> Response[Receipt]:
        """受理: the number is taken and the time starts."""
        return presented(
            accept_case(ask.deps, ask.actor, case_id, data.papers, data.deferred, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/decline",
        opt={"access": c.Decline.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def decline(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[DeclineInput]
    ) -> Response[Receipt]:
        """不予受理, with its basis, its paper and where to go instead."""
        return presented(
            decline_case(
                ask.deps,
                ask.actor,
                case_id,
                data.legal_basis,
                data.paper,
                data.where_to_go,
                version=ask.version,
                idem=ask.idem,
            )
        )

    @post(
        "/{case_id:uuid}/mandate",
        opt={"access": c.RecordMandate.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def mandate(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[MandateInput]
    ) -> Response[Receipt]:
        """Record a signed 授权委托书."""
        return presented(
            record_mandate(ask.deps, ask.actor, case_id, data.new_mandate(), version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/revoke-mandate",
        opt={"access": c.RevokeMandate.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def revoke_mandate(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[NeedsWords]
    ) -> Response[Receipt]:
        """The applicant takes the mandate back."""
        return presented(revoke(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/withdraw",
        opt={"access": c.Withdraw.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def withdraw(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]) -> Response[Receipt]:
        """撤件: the applicant no longer wants it."""
        return presented(withdraw_case(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))
