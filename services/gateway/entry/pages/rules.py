"""规则: the lines of the own policy; edited, checked, tried, published, taken back, and decisions explained."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromQuery

from services.gateway.deps import Deps
from services.gateway.entry.errors import status_of
from services.gateway.entry.pages.forms import Form, Posted, form_of, uuid_in, version_in
from services.gateway.entry.pages.locales import locale
from services.gateway.entry.pages.rendering import Req, query, redirect
from services.gateway.entry.pages.shell import staff_page
from services.gateway.queries.find_number import case_of_number
from services.gateway.queries.policy_view import LineView, PolicyView, policy_view, version_view
from services.gateway.usecases import draft_policy as drafts
from services.gateway.usecases.check_policy import check_draft, check_in_force
from services.gateway.usecases.explain_decision import explain_decisions
from services.gateway.usecases.publish_policy import publish_policy, roll_back_policy
from services.gateway.usecases.try_policy import Tried, try_draft
from shared.domain.access.actions import POLICY_EDIT, POLICY_PUBLISH, POLICY_READ
from shared.domain.org.model import Tier
from shared.domain.routing.model import Action
from shared.kernel.errors import Kind, Refusal
from shared.kernel.i18n import text
from shared.policy.lines import Fault
from shared.policy.review import breaks
from shared.policy.types import TYPES
from shared.policy.words import spell_fault
from shared.store import policies
from shared.store.idempotency import Replayed
from shared.store.uow import Work

_SHOWN_HERE = (Kind.INVALID, Kind.CONFLICT, Kind.NOT_FOUND)
_CHOICES = {
    "action": tuple(Action),
    "origin_tier": ("*", *Tier),
    "applicant_kind": ("*", "person", "enterprise"),
    "off": ("", "yes"),
}
"""Cells with a list to choose from."""

_ANY = ("origin_tier", "origin_scope", "item", "applicant_kind", "when")
"""Cells in which a star stands for everything."""

LAST = 500
"""Cases the page tries a draft on; the interface tries more. Our default."""


@get("/rules", opt={"access": POLICY_READ}, sync_to_thread=True)
def show(
    request: Req,
    kind: FromQuery[str] = "routing",
    edit: FromQuery[str] = "",
    look: FromQuery[str] = "",
    version: FromQuery[str] = "",
    case: FromQuery[str] = "",
) -> Response[str]:
    """The policy; `edit` opens a line, `look` is check or try, `version` shows an old one, `case` explains one."""
    chosen = kind if kind in TYPES else "routing"
    return _shown(request, chosen, edit=edit, look=look, version=version, case=case)


@post("/rules/draft", opt={"access": POLICY_EDIT}, sync_to_thread=True)
def begin(request: Req, data: Posted) -> Response[str]:
    """Begins a draft."""
    form = form_of(data)
    return _done(request, form, lambda deps, kind: drafts.begin_draft(deps, request.user, kind))


@post("/rules/line", opt={"access": POLICY_EDIT}, sync_to_thread=True)
def line(request: Req, data: Posted) -> Response[str]:
    """Writes a line, or takes it out."""
    form = form_of(data)
    cells = {name: form.one(name) for name in form.fields}

    def write(deps: Deps, kind: str) -> object:
        if form.one("drop"):
            return drafts.drop_line(deps, request.user, kind, _seen(form), form.one("instead_of"))
        return drafts.put_line(deps, request.user, kind, _seen(form), cells, form.one("instead_of"))

    return _done(request, form, write)


@post("/rules/discard", opt={"access": POLICY_EDIT}, sync_to_thread=True)
def discard(request: Req, data: Posted) -> Response[str]:
    """Throws the draft away."""
    form = form_of(data)
    return _done(request, form, lambda deps, kind: drafts.discard_draft(deps, request.user, kind))


@post("/rules/publish", opt={"access": POLICY_PUBLISH}, sync_to_thread=True)
def publish(request: Req, data: Posted) -> Response[str]:
    """Publishes the draft."""
    form, language = form_of(data), locale(request)

    def act(deps: Deps, kind: str) -> object:
        return publish_policy(
            deps, request.user, kind, _seen(form), form.one("reason"), language, idem=form.idem("/rules/publish")
        )

    return _done(request, form, act)


@post("/rules/rollback", opt={"access": POLICY_PUBLISH}, sync_to_thread=True)
def rollback(request: Req, data: Posted) -> Response[str]:
    """Goes back to an earlier version."""
    form = form_of(data)

    def act(deps: Deps, kind: str) -> object:
        to = version_in(form.one("to")) or 0
        why, key = form.one("reason"), form.idem("/rules/rollback")
        return roll_back_policy(deps, request.user, kind, to, _seen(form), why, idem=key)

    return _done(request, form, act)


HANDLERS = (show, begin, line, discard, publish, rollback)


def _done(request: Req, form: Form, act: Any) -> Response[str]:
    """The act, then the page anew; a refusal shows it at once with what was typed in place."""
    kind = form.one("kind") if form.one("kind") in TYPES else "routing"
    try:
        with suppress(Replayed):  # the same form again: the page as the first one left it
            act(request.app.state.deps, kind)
    except Refusal as no:
        if no.kind not in _SHOWN_HERE:
            raise
        return _shown(request, kind, edit=form.one("instead_of") or form.one("edit"), typed=form, no=no)
    return redirect(f"/rules?{query(kind='' if kind == 'routing' else kind)}".rstrip("?"))


def _shown(
    request: Req,
    kind: str,
    *,
    edit: str = "",
    look: str = "",
    version: str = "",
    case: str = "",
    typed: Form | None = None,
    no: Refusal | None = None,
) -> Response[str]:
    deps: Deps = request.app.state.deps
    said = locale(request)
    found = _Found(deps, request, kind, said)
    context = {
        "checked": found.checked() if look == "check" else None,
        "tried": found.tried() if look == "try" else None,
        "explained": found.explained(case) if case else None,
        "case_asked": case,
    }
    with deps.work(request.user) as work:
        seen = policy_view(work, kind, said)
        old = _old(work, kind, version, said)
        editing = _editing(seen, edit, typed)
        context |= {
            "policy": seen,
            "old": old,
            "old_version": version if old is not None else "",
            "editing": editing,
            "instead_of": edit if editing and edit != "new" else "",
            "edit": edit,
            "choices": _CHOICES,
            "fault": text(f"refusal.{no.code}", said, **no.params) if no else "",
            "faulty": set(no.fields) if no else set(),
            "reason": typed.one("reason") if typed else "",
        }
        return staff_page(request, work, "rules.html", "rules", status_of(no) if no else 200, **context)


class _Found:
    """What was asked for beside the table; each opens its own transaction, before the page's."""

    def __init__(self, deps: Deps, request: Req, kind: str, said: str) -> None:
        self._deps, self._actor, self._kind, self._said = deps, request.user, kind, said

    def checked(self) -> list[tuple[bool, str]]:
        """Every fault in words, and whether it keeps the policy from being published; the grave ones first."""
        faults: tuple[Fault, ...]
        try:
            faults = check_draft(self._deps, self._actor, self._kind)
        except Refusal:
            faults = check_in_force(self._deps, self._actor, self._kind)
        told = [(breaks(fault), spell_fault(fault, self._said)) for fault in faults]
        return sorted(told, key=lambda pair: not pair[0])

    def tried(self) -> Tried | None:
        """Where the draft would send the last cases."""
        if self._kind != "routing" or not self._deps.may(self._actor, POLICY_EDIT):
            return None
        try:
            return try_draft(self._deps, self._actor, LAST, self._said)
        except Refusal:
            return None

    def explained(self, case: str) -> Any:
        """Every decision about a case, or why there is nothing to tell."""
        try:
            with self._deps.work(self._actor) as work:
                case_id: UUID | None = uuid_in(case) or case_of_number(work, case)
            if case_id is None:
                return text("refusal.case.unknown", self._said)
            return explain_decisions(self._deps, self._actor, case_id, self._said)
        except Refusal as no:
            return text(f"refusal.{no.code}", self._said, **no.params)


def _old(work: Work, kind: str, version: str, said: str) -> tuple[LineView, ...] | None:
    wanted = version_in(version)
    known = {one.version for one in policies.versions(work.conn, work.actor.tenant_id, kind)}
    return version_view(work, kind, wanted, said) if wanted in known and wanted is not None else None


def _editing(seen: PolicyView, edit: str, typed: Form | None) -> dict[str, str] | None:
    """The cells of the line that is open: what was typed, the line of the draft, or an inherited one to replace."""
    if not edit or seen.draft is None:
        return None
    if typed is not None:
        return {name: typed.one(name) for name in seen.columns}
    lines = {line.id: line.cells for line in (*seen.inherited, *seen.drafted)}
    blank = {name: "*" if name in _ANY else "" for name in seen.columns}
    return dict(lines.get(edit, blank))


def _seen(form: Form) -> int:
    return version_in(form.one("seen")) or 0
