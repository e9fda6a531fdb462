"""推送地址 over JSON: register, try, replay, switch on, take away."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from msgspec import Meta

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.api import answers
from services.gateway.entry.api.body import StrictJson
from services.gateway.entry.api.types import Input, Line, Nothing
from services.gateway.queries.webhooks import WebhookView, webhook_views
from services.gateway.usecases.keep_webhooks import (
    PushMade,
    WebhookKept,
    Wish,
    push_again,
    register_webhook,
    remove_webhook,
    switch_on_webhook,
    try_webhook,
)
from shared.domain.access.actions import WEBHOOK_SHARE
from shared.domain.access.actor import Actor
from shared.domain.bell.topics import Topic
from shared.domain.bell.webhooks import LONGEST, Style
from shared.store.idempotency import Idem


class WebhookInput(Input, frozen=True, kw_only=True):
    """`secret` is a robot's; for `standard` we make one. `shared`: for all people of the own site."""

    style: Style
    name: Line
    url: Annotated[str, Meta(max_length=LONGEST)]
    topics: tuple[Topic, ...]
    secret: Annotated[str, Meta(max_length=200)] = ""
    shared: bool = False

    def __repr__(self) -> str:
        return "WebhookInput(…)"


class Registered(msgspec.Struct, frozen=True, kw_only=True):
    """`secret` is told this once; a repeated request does not know it any more."""

    id: UUID
    secret: str = ""


class WebhooksOut(msgspec.Struct, frozen=True, kw_only=True):
    """Those one keeps."""

    webhooks: tuple[WebhookView, ...]


class WebhooksApi(Controller):
    """/api/webhooks and /api/pushes."""

    path = "/api"
    tags = ("bell",)
    dto = StrictJson

    @get("/webhooks", opt={"access": SIGNED_IN}, responses=answers.READ, sync_to_thread=True)
    def all(self, deps: NamedDependency[Deps], actor: NamedDependency[Actor]) -> WebhooksOut:
        """Those one keeps, with what went there last."""
        with deps.work(actor) as work:
            return WebhooksOut(webhooks=webhook_views(work, deps.may(actor, WEBHOOK_SHARE)))

    @post("/webhooks", opt={"access": SIGNED_IN}, responses=answers.MOVE, status_code=200, sync_to_thread=True)
    def register(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        data: JSONBody[WebhookInput],
    ) -> Registered:
        """Notices of these topics go there from now on."""
        wish = Wish(
            style=data.style,
            name=data.name,
            url=data.url,
            topics=frozenset(data.topics),
            secret=data.secret,
            shared=data.shared,
        )
        kept, secret = register_webhook(deps, actor, wish, idem=key)
        return Registered(id=kept.id, secret=secret)

    @post(
        "/webhooks/{webhook_id:uuid}/test",
        opt={"access": SIGNED_IN},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def test(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        webhook_id: FromPath[UUID],
        data: JSONBody[Nothing],
    ) -> PushMade:
        """A sample goes there."""
        return try_webhook(deps, actor, webhook_id, idem=key)

    @post(
        "/webhooks/{webhook_id:uuid}/on",
        opt={"access": SIGNED_IN},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def switch_on(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        webhook_id: FromPath[UUID],
        data: JSONBody[Nothing],
    ) -> WebhookKept:
        """It was switched off, and is on again."""
        return switch_on_webhook(deps, actor, webhook_id, idem=key)

    @post(
        "/webhooks/{webhook_id:uuid}/remove",
        opt={"access": SIGNED_IN},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def remove(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        webhook_id: FromPath[UUID],
        data: JSONBody[Nothing],
    ) -> WebhookKept:
        """Taken away, with all that went there."""
        return remove_webhook(deps, actor, webhook_id, idem=key)

    @post(
        "/pushes/{push_id:uuid}/again",
        opt={"access": SIGNED_IN},
        responses=answers.MOVE,
        status_code=200,
        sync_to_thread=True,
    )
    def again(
        self,
        deps: NamedDependency[Deps],
        actor: NamedDependency[Actor],
        key: NamedDependency[Idem | None],
        push_id: FromPath[UUID],
        data: JSONBody[Nothing],
    ) -> PushMade:
        """It goes there once more, under its own id."""
        return push_again(deps, actor, push_id, idem=key)
