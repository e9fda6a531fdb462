"""推送地址: somebody registers where their notices go, tries it, switches it on again, takes it away.

One's own are one's own; those that the people of a site share are kept by whoever leads or coordinates there.
"""

import secrets
from uuid import UUID

import msgspec

from services.gateway.deps import Deps
from services.gateway.queries.webhooks import kept_by, own_count
from shared.contracts.messages import PushNotice
from shared.domain.access.actions import WEBHOOK_SHARE
from shared.domain.access.actor import Actor
from shared.domain.bell.topics import PUSHED, Topic
from shared.domain.bell.webhooks import Style, fault
from shared.kernel.errors import conflict, forbidden, invalid, not_found
from shared.kernel.free_text import require_free_text
from shared.kernel.ids import new_id
from shared.ports.webhooks import secret_text, simulated
from shared.store import pushes, pushing, webhooks
from shared.store.idempotency import Idem
from shared.store.receipt import Answer
from shared.store.staff_notices import Notice
from shared.store.uow import Work
from shared.store.webhooks import Opened, Webhook

BYTES = 32  # of a secret that we make


class WebhookKept(Answer, frozen=True, kw_only=True):
    """Which address it is."""

    id: UUID


class PushMade(Answer, frozen=True, kw_only=True):
    """What is on its way."""

    push_id: UUID


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to register. `secret` is a robot's, if it has one; `shared` at the own site."""

    style: Style
    name: str
    url: str
    topics: frozenset[Topic]
    secret: str = ""
    shared: bool = False

    def __repr__(self) -> str:
        return f"Wish({self.style})"


def register_webhook(deps: Deps, actor: Actor, wish: Wish, *, idem: Idem | None = None) -> tuple[WebhookKept, str]:
    """Registered, with the secret we made, which nobody is shown again; '' for a robot.

    Raises Replayed, which knows no secret, or Refusal forbidden `notice.nobody` or `webhook.share`, invalid
    `webhook.input` with its fields, conflict `webhook.too_many`.
    """
    if actor.user_id is None:
        raise forbidden("notice.nobody")
    if wish.shared and not deps.may(actor, WEBHOOK_SHARE):
        raise forbidden("webhook.share")
    require_free_text({"name": wish.name})
    with deps.work(actor, idem) as work:
        _require_well_formed(deps, work, wish)
        if own_count(work) >= work.reference.whole(actor.tenant_id, "webhook.most", 10):
            raise conflict("webhook.too_many")
        secret = secret_text(secrets.token_bytes(BYTES)) if wish.style is Style.STANDARD else wish.secret.strip()
        new = _new(work, wish, actor.user_id)
        webhooks.put_new(work.conn, work.keys.vault, new, Opened(url=wish.url, secret=secret))
        work.note("webhook.register", str(new.id), f"{new.style.value} {new.host}")
        work.answer = kept = WebhookKept(id=new.id)
    return kept, secret if wish.style is Style.STANDARD else ""


def _require_well_formed(deps: Deps, work: Work, wish: Wish) -> None:
    hosts = work.reference.words(work.actor.tenant_id, "webhook.hosts").split("|")
    faults = {"url": fault(wish.url, hosts, simulated(deps.settings))}
    faults["name"] = "" if wish.name.strip() else "webhook.name"
    faults["topics"] = "" if wish.topics & set(PUSHED) else "webhook.topics"
    faults["secret"] = "webhook.secret" if wish.style is Style.DINGTALK and not wish.secret.strip() else ""
    if found := {field: code for field, code in faults.items() if code}:
        raise invalid("webhook.input", found)


def _new(work: Work, wish: Wish, user_id: UUID) -> Webhook:
    return Webhook(
        id=new_id(),
        tenant_id=work.actor.tenant_id,
        user_id=user_id,
        site_id=work.actor.site_id if wish.shared else "",
        style=wish.style,
        name=wish.name.strip(),
        host=wish.url.split("/")[2],
        topics=wish.topics,
        created_at=work.now,
    )


def try_webhook(deps: Deps, actor: Actor, webhook_id: UUID, *, idem: Idem | None = None) -> PushMade:
    """A sample goes there. Raises Replayed, or Refusal not_found `webhook.unknown`, conflict `webhook.off`."""
    with deps.work(actor, idem) as work:
        one = _kept(deps, work, webhook_id)
        if one.off_at is not None:
            raise conflict("webhook.off")
        sample = Notice(key=f"test:{new_id()}", kind="test", topic=Topic.WEBHOOK, at=work.now)
        made = pushing.push_to(work, one, sample, deps.settings.base_url)
        if made is None:
            raise RuntimeError("a key of its own was there before")
        work.answer = told = PushMade(push_id=made.id)
        return told


def push_again(deps: Deps, actor: Actor, push_id: UUID, *, idem: Idem | None = None) -> PushMade:
    """It goes once more, under its own id. Raises Replayed, or Refusal not_found `webhook.unknown`, conflict
    `webhook.off`, `webhook.waits`.
    """
    with deps.work(actor, idem) as work:
        push = pushes.take(work.conn, push_id)
        if push is None:
            raise not_found("webhook.unknown")
        one = _kept(deps, work, push.webhook_id)
        if one.off_at is not None:
            raise conflict("webhook.off")
        if push.state not in (pushes.DELIVERED, pushes.FAILED):
            raise conflict("webhook.waits")
        pushes.change(work.conn, push.id, state=pushes.WAITING, attempts=0, next_at=work.now)
        work.send(PushNotice(tenant_id=push.tenant_id, push_id=push.id))
        work.answer = told = PushMade(push_id=push.id)
        return told


def switch_on_webhook(deps: Deps, actor: Actor, webhook_id: UUID, *, idem: Idem | None = None) -> WebhookKept:
    """What failed counts no more. Raises Replayed, or Refusal not_found `webhook.unknown`."""
    with deps.work(actor, idem) as work:
        webhooks.switch_on(work.conn, _kept(deps, work, webhook_id).id)
        work.answer = kept = WebhookKept(id=webhook_id)
        return kept


def remove_webhook(deps: Deps, actor: Actor, webhook_id: UUID, *, idem: Idem | None = None) -> WebhookKept:
    """Taken away with all that went there. Raises Replayed, or Refusal not_found `webhook.unknown`."""
    with deps.work(actor, idem) as work:
        one = _kept(deps, work, webhook_id)
        webhooks.remove(work.conn, one.id)
        work.note("webhook.remove", str(one.id), f"{one.style.value} {one.host}")
        work.answer = kept = WebhookKept(id=webhook_id)
        return kept


def _kept(deps: Deps, work: Work, webhook_id: UUID) -> Webhook:
    """One that the actor keeps; another's is as one that is not there."""
    one = webhooks.take(work.conn, webhook_id)
    if one is None or not kept_by(work, one, deps.may(work.actor, WEBHOOK_SHARE)):
        raise not_found("webhook.unknown")
    return one
