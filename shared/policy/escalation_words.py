"""Why a measure was taken and who is told, in one sentence for people."""

from shared.domain.routing.escalation import EscalationLine
from shared.domain.routing.recipients import Recipient
from shared.kernel.i18n import text


def spell_step(line: EscalationLine, n: int, to: Recipient, site: str, locale: str = "zh-CN") -> str:
    """A measure as a policy decided it; `site` is the short name of the recipient's site."""
    return spell(line.measure, line.trigger, n, line.priority, site, to.role, to.instead_of, to.vacant, locale)


def spell(
    measure: str,
    trigger: str,
    n: int,
    priority: int,
    site: str,
    role: str,
    instead_of: str = "",
    vacant: bool = False,
    locale: str = "zh-CN",
) -> str:
    """A measure as an event keeps it."""
    who = text("escalation.who", locale, site=site, role=text(f"role.{role}", locale))
    told = text(
        f"escalation.{measure}", locale, trigger=text(f"trigger.{trigger}", locale), n=n, priority=priority, who=who
    )
    if instead_of:
        target = text(f"escalation_target.{instead_of.partition(':')[0]}", locale)
        told += text("escalation.instead", locale, target=target)
    return told + (text("escalation.vacant", locale) if vacant else "")
