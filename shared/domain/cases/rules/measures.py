"""Measures on a case that is late or stuck: taken by a policy or by hand, and answered."""

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.facts import Facts, Part
from shared.domain.cases.measures import Measure, Trigger
from shared.domain.cases.model import Case
from shared.domain.deadlines.workdays import due_after
from shared.kernel.errors import conflict, forbidden, invalid

_EVENTS: dict[str, type[e.Reminded] | type[e.Escalated]] = {
    Measure.REMIND.value: e.Reminded,
    Measure.ESCALATE.value: e.Escalated,
}


def take_measure(case: Case, command: c.TakeMeasure, facts: Facts) -> tuple[e.Event, ...]:
    """Taken once for each time of a chain. Raises Refusal conflict `measure.taken` for a second one."""
    if any((t.trigger, t.key) == (command.trigger, command.key) and t.n >= command.n for t in case.taken):
        raise conflict("measure.taken")
    told = {name: getattr(command, name) for name in _TOLD}
    if command.measure == Measure.SUPERVISE:
        due = due_after(facts.now, facts.limits.answer_days, facts.calendar)
        return (e.Supervised(**told, answer_due=due),)
    return (_EVENTS[command.measure](**told),)


_TOLD = e.Escalated.__struct_fields__


def urge(case: Case, command: c.Urge, facts: Facts) -> tuple[e.Event, ...]:
    """Urged by hand: whoever has to act is told, the receiver of an open offer, else the holder.

    Raises Refusal conflict `urge.just_now` where the last urging by hand is not over for long enough.
    """
    by_hand = [t for t in case.taken if t.trigger == Trigger.HAND]
    if by_hand and (facts.now - by_hand[-1].at).total_seconds() < facts.limits.urge_pause_minutes * 60:
        raise conflict("urge.just_now", minutes=facts.limits.urge_pause_minutes)
    to = case.offered.to_site if case.offered else case.holder_site
    return (
        e.Reminded(
            trigger=Trigger.HAND.value,
            key="hand",
            n=len(by_hand) + 1,
            site=to,
            to_site=to,
            to_role="",
            words=command.words,
        ),
    )


def answer_supervision(case: Case, command: c.AnswerSupervision, facts: Facts) -> tuple[e.Event, ...]:
    """Answered in words, every supervision at once for which the site owes an answer; those of others wait on.

    Who coordinates may answer for another site, and names it. Raises Refusal invalid `answer.words` or `answer.site`,
    forbidden `case.part`, or conflict `answer.none` where the site owes none.
    """
    if not command.words.strip():
        raise invalid("answer.words", {"words": "answer.words"})
    here, coordinates = facts.actor.site_id, Part.COORDINATOR in facts.parts
    site = command.site or here
    if site != here and not coordinates:
        raise forbidden("case.part", command=command.kind)
    if coordinates and facts.owing and not command.site and here not in facts.owing:
        raise invalid("answer.site", {"site": "answer.site"})
    if site not in facts.owing:
        raise conflict("answer.none")
    return (e.SupervisionAnswered(count=facts.owing.count(site), words=command.words, site=site),)
