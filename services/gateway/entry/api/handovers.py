"""Hand-overs over JSON: forwarding, signing, refusing, returning, the coordinator."""

from uuid import UUID

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.inputs import Decision, Placement, RefuseInput, Remark, ReturnInput, Target
from services.gateway.entry.api.moves import ETAG, Ask, presented
from services.gateway.entry.api.types import Nothing
from services.gateway.usecases.forward_case import forward_case
from services.gateway.usecases.pool_case import pool_case
from services.gateway.usecases.reassign_case import reassign_case
from services.gateway.usecases.refuse_case import refuse_case
from services.gateway.usecases.return_case import return_case
from services.gateway.usecases.settle_case import settle_case
from services.gateway.usecases.sign_for import sign_for
from services.gateway.usecases.withdraw_offer import withdraw_offer
from shared.domain.cases import commands as c
from shared.store.receipt import Receipt


class HandoversApi(Controller):
    """Acts on a case, under /api/cases."""

    path = "/api/cases"
    tags = ("cases",)
    dto = StrictJson

    @post(
        "/{case_id:uuid}/forward",
        opt={"access": c.Offer.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def forward(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Target]) -> Response[Receipt]:
        """转办: offer the case to another site."""
        return presented(
            forward_case(ask.deps, ask.actor, case_id, data.to_site, data.words, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/reassign",
        opt={"access": c.Reassign.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def reassign(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Placement]
    ) -> Response[Receipt]:
        """改派: a coordinator gives the case to another site, or leaves what waits for a place with its holder."""
        to, why, said = data.to_site, data.reason, data.words
        return presented(reassign_case(ask.deps, ask.actor, case_id, to, why, said, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/settle",
        opt={"access": c.Settle.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def settle(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Decision]) -> Response[Receipt]:
        """裁定: the leader of a dispute decides where the case is handled."""
        return presented(
            settle_case(ask.deps, ask.actor, case_id, data.to_site, data.words, version=ask.version, idem=ask.idem)
        )

    @post(
        "/{case_id:uuid}/sign-for",
        opt={"access": c.SignFor.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def sign(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Nothing]) -> Response[Receipt]:
        """签收: take the case over."""
        return presented(sign_for(ask.deps, ask.actor, case_id, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/refuse",
        opt={"access": c.Refuse.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def refuse(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[RefuseInput]
    ) -> Response[Receipt]:
        """拒收, with reason and words."""
        said = (data.reason, data.words, data.evidence, data.attachments)
        return presented(refuse_case(ask.deps, ask.actor, case_id, *said, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/return",
        opt={"access": c.Return.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def give_back(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[ReturnInput]
    ) -> Response[Receipt]:
        """退回 to the site before, with reason and words."""
        said = (data.reason, data.words, data.evidence, data.attachments)
        return presented(return_case(ask.deps, ask.actor, case_id, *said, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/withdraw-offer",
        opt={"access": c.WithdrawOffer.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def take_back(
        self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]
    ) -> Response[Receipt]:
        """撤回 an offer that nobody has signed."""
        return presented(withdraw_offer(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))

    @post(
        "/{case_id:uuid}/pool",
        opt={"access": c.Pool.kind},
        responses=answers.MOVE,
        response_headers=[ETAG],
        status_code=200,
        sync_to_thread=True,
    )
    def pool(self, ask: NamedDependency[Ask], case_id: FromPath[UUID], data: JSONBody[Remark]) -> Response[Receipt]:
        """交协调员: put the case before the coordinator."""
        return presented(pool_case(ask.deps, ask.actor, case_id, data.words, version=ask.version, idem=ask.idem))
