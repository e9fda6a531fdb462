"""A line of the escalation policy said in one sentence, as an officer would read it aloud."""

from shared.domain.cases.measures import Measure, Trigger
from shared.domain.routing.escalation import EVERY, EscalationLine, share_of
from shared.kernel.i18n import text
from shared.policy.line_words import item_in_words
from shared.policy.samples import World


def escalation_in_words(line: EscalationLine, world: World, locale: str = "zh-CN") -> str:
    """After what, when, whom it tells, and which step of the chain it is; for whom, where that is not everybody."""
    comma = "，" if locale == "zh-CN" else ", "
    tier = [text("step.tier", locale, tier=text(f"page.level.{line.tier}", locale))] if line.tier != EVERY else []
    when = [] if line.measure is Measure.NONE else [_when(line, locale)]
    asks = [*tier, *item_in_words(line.item, world, locale), _event(line, locale), *when]
    between = "" if locale == "zh-CN" and when else comma if locale == "zh-CN" else ": "
    return comma.join(asks) + between + _does(line, world, locale)


def _event(line: EscalationLine, locale: str) -> str:
    if line.trigger is not Trigger.RETURNED:
        return text(f"trigger.{line.trigger}", locale)
    return text("step.returned_every", locale) if line.times == EVERY else text("step.returned", locale, n=line.times)


def _when(line: EscalationLine, locale: str) -> str:
    share = share_of(line.after) if line.after[:-1].isdigit() else None
    if share is not None:
        return text("step.share", locale, share=share)
    if not line.after.isdigit():
        return line.after
    minutes = int(line.after)
    if not minutes:
        return text("step.at_once", locale)
    return text("step.every" if line.times == EVERY else "step.minutes", locale, time=_spelled(minutes, locale))


def _does(line: EscalationLine, world: World, locale: str) -> str:
    does = text(f"step.{line.measure}", locale, who=_target(line.target, world, locale))
    if line.trigger is Trigger.RETURNED:
        return does
    return does + (text("step.each", locale) if line.times == EVERY else text("step.nth", locale, n=line.times))


def _target(target: str, world: World, locale: str) -> str:
    kind, _, name = target.partition(":")
    if kind == "site" and name:
        return world.tree.site(name).short_name if name in world.tree else name
    return text(f"escalation_target.{kind}", locale) if kind != "-" else ""


def _spelled(minutes: int, locale: str) -> str:
    hours, rest = divmod(minutes, 60)
    if not hours:
        return text("page.time.minutes", locale, minutes=rest)
    return text("page.time.hours_minutes" if rest else "page.time.hours", locale, hours=hours, minutes=rest)
