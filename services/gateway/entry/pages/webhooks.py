"""推送地址: what somebody registered, what went there last, and a form for another one; a secret is shown once."""

import contextlib
from collections.abc import Callable
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath, FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.pages.forms import Form, Posted, form_of
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.webhooks import webhook_views
from services.gateway.usecases.keep_webhooks import (
    Wish,
    push_again,
    register_webhook,
    remove_webhook,
    switch_on_webhook,
    try_webhook,
)
from shared.domain.access.actions import WEBHOOK_SHARE
from shared.domain.bell.topics import PUSHED
from shared.domain.bell.webhooks import Style
from shared.kernel.errors import Kind, Refusal
from shared.kernel.i18n import text
from shared.store.idempotency import Replayed

HERE = "/bell/webhooks"


@get(HERE, opt={"access": SIGNED_IN}, sync_to_thread=True)
def show(request: Req, done: FromQuery[str] = "") -> Response[str]:
    """Those one keeps."""
    return _page(request, done=done if done in _ACTS else "")


@post(HERE, opt={"access": SIGNED_IN}, sync_to_thread=True)
def register(request: Req, data: Posted) -> Response[str]:
    """Registered; the secret stands on this page and on no other."""
    form = form_of(data)
    try:
        _, secret = register_webhook(_deps(request), request.user, _wish(form), idem=form.idem(HERE))
    except Replayed:
        return redirect(HERE)
    except Refusal as no:
        return _page(request, no=no, typed=form)
    return _page(request, secret=secret, done="register")


@post(HERE + "/{webhook_id:uuid}/{act:str}", opt={"access": SIGNED_IN}, sync_to_thread=True)
def act(request: Req, webhook_id: FromPath[UUID], act: FromPath[str], data: Posted) -> Response[str]:
    """Tried, switched on again or taken away."""
    verbs: dict[str, Callable[..., Any]] = {"test": try_webhook, "on": switch_on_webhook, "remove": remove_webhook}
    return _done(request, form_of(data), verbs.get(act), act, webhook_id, f"{HERE}/{webhook_id}/{act}")


@post("/bell/pushes/{push_id:uuid}/again", opt={"access": SIGNED_IN}, sync_to_thread=True)
def again(request: Req, push_id: FromPath[UUID], data: Posted) -> Response[str]:
    """It goes there once more."""
    return _done(request, form_of(data), push_again, "again", push_id, f"/bell/pushes/{push_id}/again")


_ACTS = ("register", "test", "on", "remove", "again")


def _done(
    request: Req, form: Form, verb: Callable[..., Any] | None, name: str, about: UUID, path: str
) -> Response[str]:
    if verb is None:
        return redirect(HERE)
    try:
        with contextlib.suppress(Replayed):
            verb(_deps(request), request.user, about, idem=form.idem(path))
    except Refusal as no:
        if no.kind is Kind.NOT_FOUND:
            raise
        return _page(request, no=no)
    return redirect(f"{HERE}?" + query(done=name))


def _wish(form: Form) -> Wish:
    chosen = form.all("topics")
    style = form.one("style")
    return Wish(
        style=Style(style) if style in set(Style) else Style.STANDARD,
        name=form.one("name"),
        url=form.one("url"),
        topics=frozenset(topic for topic in PUSHED if topic.value in chosen),
        secret=form.one("secret"),
        shared=bool(form.one("shared")),
    )


def _page(
    request: Req, secret: str = "", done: str = "", no: Refusal | None = None, typed: Form | None = None
) -> Response[str]:
    deps, language = _deps(request), locale(request)
    with deps.work(request.user) as work:
        hosts = [host for host in work.reference.words(request.user.tenant_id, "webhook.hosts").split("|") if host]
        context: dict[str, Any] = {
            "webhooks": webhook_views(work, deps.may(request.user, WEBHOOK_SHARE)),
            "styles": tuple(Style),
            "topics": PUSHED,
            "hosts": hosts,
            "secret": secret,
            "done": done,
            "fault": text(f"refusal.{no.code}", language, **no.params) if no else "",
            "faults": {name: text(f"refusal.{code}", language) for name, code in no.fields.items()} if no else {},
            "typed": typed or Form({}),
            "shares": deps.may(request.user, WEBHOOK_SHARE),
        }
        return staff_page(request, work, "webhooks.html", "bell", 422 if no else 200, **context)


def _deps(request: Req) -> Deps:
    found: Deps = request.app.state.deps
    return found


HANDLERS = (show, register, act, again)
