"""短信模板报备: where a version of a text stands at a supplier is written down, and what waited for it goes."""

from msgspec.structs import replace

from services.gateway.deps import Deps
from shared.contracts.messages import ReleaseSms
from shared.domain.access.actor import Actor
from shared.domain.texting.templates import MOVES, Approval
from shared.kernel.errors import conflict, invalid, not_found
from shared.store import sms_callers, sms_data, sms_templates
from shared.store.sms_by_hand import LONGEST, let_go_stuck
from shared.store.sms_templates import Template
from shared.store.text_heirs import heirs
from shared.store.uow import Work

CODE = 64  # characters of a supplier's code


def set_template(deps: Deps, actor: Actor, wanted: Template) -> None:
    """A first line begins as a draft or as handed in; then one step follows another. A refusal needs its reason.

    Raises Refusal not_found `template.unknown`, conflict `template.move`, invalid `template.reason` or `template.code`.
    """
    code, reason = wanted.code.strip(), " ".join(wanted.reason.split())
    if (wanted.state is Approval.REFUSED and not reason) or len(reason) > LONGEST:
        raise invalid("template.reason", {"reason": "template.reason"})
    if len(code) > CODE:
        raise invalid("template.code", {"code": "template.code"})
    with deps.work(actor) as work:
        _require_known(work, wanted)
        before = sms_templates.find(work.conn, wanted.tenant_id, wanted.purpose, wanted.version, wanted.supplier)
        _require_move(before, wanted.state)
        known = replace(wanted, code=code, reason=reason, at=work.now, by=actor.name or actor.id)
        sms_templates.put(work.conn, known)
        work.note(
            f"template.{wanted.state}", about=f"{wanted.purpose} {wanted.version} {wanted.supplier}", reason=reason
        )
        if wanted.state is Approval.APPROVED:
            _let_go(work, wanted)


def _require_known(work: Work, wanted: Template) -> None:
    try:
        text = sms_data.text_for(work.conn, [wanted.tenant_id], wanted.purpose, wanted.version)
    except LookupError:
        raise not_found("template.unknown") from None
    if text.tenant_id != work.actor.tenant_id or sms_callers.caller(work.conn, wanted.supplier) is None:
        raise not_found("template.unknown")


def _require_move(before: Template | None, state: Approval) -> None:
    may = MOVES[before.state] if before else frozenset({Approval.DRAFT, Approval.SUBMITTED, Approval.APPROVED})
    if state not in may:
        raise conflict("template.move", state=before.state.value if before else "")


def _let_go(work: Work, wanted: Template) -> None:
    """What was stuck for want of this approval is tried again: here, and by notify where the text is inherited."""
    let_go_stuck(work, wanted.purpose, by=work.actor.name)
    if heirs(work, wanted.tenant_id, wanted.purpose, wanted.version):
        work.send(ReleaseSms(tenant_id=wanted.tenant_id, purpose=wanted.purpose, version=wanted.version))
