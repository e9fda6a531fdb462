"""Which supplier gets an attempt: by weight, among those that may take this text."""

from collections.abc import Collection

import msgspec

from services.notify.deps import Deps
from shared.domain.texting.health import choose, weight_now
from shared.domain.texting.templates import Approval, Values
from shared.kernel.clock import real_now
from shared.store import sms_templates, supplier_states
from shared.store.sms import Sms
from shared.store.sms_by_hand import NO_TEMPLATE
from shared.store.sms_data import SmsText
from shared.store.sms_rules import pace
from shared.store.sms_templates import Template
from shared.store.tokens import digest
from shared.store.uow import Work

NO_SUPPLIER, TAKEN_OUT = "no_supplier", "supplier_out"
_WHOLE = float(1 << 64)


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A supplier with its code for the text, or none and why. `for_a_person`: waiting alone will not help."""

    supplier: str = ""
    template: str = ""
    why: str = ""
    for_a_person: bool = False


def chosen(deps: Deps, work: Work, sms: Sms, text: SmsText, avoid: Collection[str] = (), prefer: str = "") -> Choice:
    """`prefer` is kept while it weighs anything: it knows our reference, so that even a lie of its own does no harm."""
    known = _known(work, text)
    able = [name for name in deps.suppliers if _may_take(deps, known, name)]
    if not able:
        return Choice(why=NO_TEMPLATE, for_a_person=True)
    standing = supplier_states.standing(work.conn, able)
    now, rules = real_now(), pace(work.reference)
    weights = {name: weight_now(one.base, one.health, now, rules) for name, one in standing.items()}
    fit = {name: weight for name, weight in weights.items() if name not in avoid}
    name = prefer if fit.get(prefer, 0) > 0 else choose(fit, ticket(work, sms))
    if name is None:
        out = all(one.health.out_reason for one in standing.values())
        return Choice(why=TAKEN_OUT if out else NO_SUPPLIER)
    return Choice(supplier=name, template=known[name].code if name in known else "")


def able_ones(deps: Deps, work: Work, text: SmsText) -> frozenset[str]:
    """Who may take this text, now or when they are up."""
    known = _known(work, text)
    return frozenset(name for name in deps.suppliers if _may_take(deps, known, name))


def _known(work: Work, text: SmsText) -> dict[str, Template]:
    return sms_templates.of_text(work.conn, [text.tenant_id], text.purpose, text.version)


def _may_take(deps: Deps, known: dict[str, Template], name: str) -> bool:
    """Approved there; one that takes free text needs no approval, but one that was refused or waits is none."""
    if name in known:
        return known[name].state is Approval.APPROVED
    return not deps.suppliers[name].needs_template


def takes(deps: Deps, supplier: str) -> Values:
    """Which values a supplier takes in the variables of a text."""
    return deps.suppliers[supplier].takes


def ticket(work: Work, sms: Sms) -> float:
    """From 0 up to 1, the same for the same attempt."""
    return (
        int.from_bytes(digest(work.keys.token_key, "sms-choice", sms.reference, str(sms.attempts))[:8], "big") / _WHOLE
    )
