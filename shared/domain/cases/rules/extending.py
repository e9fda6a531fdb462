"""延期: asked before the promised date, decided by somebody else than who asked, once unless data says otherwise."""

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.extension import Extension
from shared.domain.cases.facts import Facts, Part
from shared.domain.cases.model import Case
from shared.domain.cases.rules.clocks import clocks
from shared.kernel.errors import conflict, illegal_move, invalid


def ask(case: Case, command: c.AskExtension, facts: Facts) -> tuple[e.Event, ...]:
    """Before whoever may decide it. Raises Refusal illegal_move `extension.late` or `extension.used`, conflict
    `extension.open`, invalid `extension.days` or `extension.words`.
    """
    most = most_days(facts)
    if case.promised_due is None or facts.now > case.promised_due:
        raise illegal_move("extension.late")
    if case.extension is not None and case.extension.open:
        raise conflict("extension.open")
    if case.extensions >= facts.limits.extension_times:
        raise illegal_move("extension.used", times=facts.limits.extension_times)
    if not 1 <= command.days <= most:
        raise invalid("extension.days", {"days": "extension.days"}, most=most)
    _require_words(command.words)
    return (e.ExtensionAsked(days=command.days, words=command.words, at_site=facts.deciding_site or case.holder_site),)


def most_days(facts: Facts) -> int:
    """How many working days at once: what was set for the item, else what the law allows, which is 10, or 15 where
    departments decide together (行政许可法 42).
    """
    limits, days = facts.limits, facts.item.statutory_days or 0
    if limits.extension_item_days is not None:
        return limits.extension_item_days
    return limits.extension_joint_days if days >= limits.extension_joint_from else limits.extension_days


def grant(case: Case, command: c.GrantExtension, facts: Facts) -> tuple[e.Event, ...]:
    """Both dates move, from where the clock began. Raises the Refusals of `_asked`."""
    asked = _asked(case, facts)
    if case.accepted_at is None or case.promised_due is None:
        raise illegal_move("extension.none")
    more = case.extended_days + asked.days
    run = clocks(case.accepted_at, case.promised_days, case.statutory_days, facts, case.stops, more)
    return (
        e.ExtensionGranted(
            days=asked.days,
            round=case.extensions + 1,
            was_promised=case.promised_due,
            was_statutory=case.statutory_due,
            promised_due=max(run.promised_due, case.promised_due),
            statutory_due=max((d for d in (run.statutory_due, case.statutory_due) if d), default=None),
            warn_at=run.warn_at,
            provisional=run.provisional,
            words=command.words,
        ),
    )


def refuse(case: Case, command: c.RefuseExtension, facts: Facts) -> tuple[e.Event, ...]:
    """With the reason in words. Raises the Refusals of `_asked`, or invalid `extension.words`."""
    _asked(case, facts)
    _require_words(command.words)
    return (e.ExtensionRefused(words=command.words),)


def _asked(case: Case, facts: Facts) -> Extension:
    """The open request. Raises Refusal conflict `extension.none`, illegal_move `extension.own` for whoever asked, or
    `extension.elsewhere` for a coordinator while the site that was asked has somebody to decide.
    """
    asked = case.extension
    if asked is None or not asked.open:
        raise conflict("extension.none")
    if asked.asked_by is not None and asked.asked_by == facts.actor.staff_id:
        raise illegal_move("extension.own")
    if Part.DECIDER not in facts.parts and facts.deciding_site == asked.at_site:
        raise illegal_move("extension.elsewhere")
    return asked


def _require_words(words: str) -> None:
    if not words.strip():
        raise invalid("extension.words", {"words": "extension.words"})
