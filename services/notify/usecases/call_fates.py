"""What a machine's call comes to, as values: a try, an answer with its grade, or something for a person to take up."""

from datetime import timedelta

import msgspec

from shared.domain.feedback.grades import Grade, System, grade_of
from shared.domain.feedback.outcomes import Outcome
from shared.ports.sms import Answer, Meaning
from shared.ports.voice import OPEN, PICKED_UP, CallOutcome, CallReport
from shared.store.uow import Work

LOST = "lost"  # nobody could be asked: the supplier's answer never came, or they tell nothing


class Patience(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds between two looks at a call, and minutes it may take: then a person takes it up. Our defaults."""

    seconds: float = 60
    minutes: float = 30

    @property
    def pause(self) -> timedelta:
        """Until the next look."""
        return timedelta(seconds=self.seconds)

    @property
    def longest(self) -> timedelta:
        """How long a call may stay without an end."""
        return timedelta(minutes=self.minutes)


def patience(work: Work, tenant_id: str) -> Patience:
    """What the parameters say for this tenant."""
    d, ref = Patience(), work.reference
    return Patience(
        seconds=ref.number(tenant_id, "visit.voice_seconds", d.seconds),
        minutes=ref.number(tenant_id, "visit.voice_minutes", d.minutes),
    )


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """How a call ended. `outcome` None: it counts as no try, a person takes the visit up."""

    code: str
    outcome: Outcome | None = None
    grade: Grade | None = None


_OUTCOMES = {
    CallOutcome.BUSY: Outcome.BUSY,
    CallOutcome.NO_ANSWER: Outcome.NO_ANSWER,
    CallOutcome.OUT_OF_REACH: Outcome.NO_ANSWER,
    CallOutcome.OFF: Outcome.OFF,
    CallOutcome.SUSPENDED: Outcome.OFF,
    CallOutcome.BAD_NUMBER: Outcome.WRONG_NUMBER,
}
"""Whoever picked up and pressed nothing gave no answer: a person tries another time of the day."""


def not_placed(reference: str, answer: Answer) -> CallReport | None:
    """None while the phone may be ringing, as after a time-out; else the report that it does not: no try."""
    if answer.meaning in (Meaning.ACCEPTED, Meaning.DUPLICATE, Meaning.UNKNOWN):
        return None
    code = answer.code or answer.meaning.value
    return CallReport(call_id=answer.supplier_id, reference=reference, outcome=CallOutcome.NOT_PLACED, code=code)


def after_report(report: CallReport) -> Fate | None:
    """None while the call has no end."""
    if report.outcome in OPEN:
        return None
    if grade := grade_in(report.keys):
        return Fate(code=report.code, outcome=Outcome.ANSWERED, grade=grade)
    if report.outcome in PICKED_UP:
        return Fate(code=report.code or report.outcome.value, outcome=Outcome.NO_ANSWER)
    return Fate(code=report.code or report.outcome.value, outcome=_OUTCOMES.get(report.outcome))


def given_up(report: CallReport | None, keys: str) -> Fate:
    """Nobody told of an end for longer than a call takes. Keys that were told of count nevertheless."""
    grade = grade_in(keys)
    code = report.outcome.value if report else LOST
    return Fate(code=code, outcome=Outcome.ANSWERED if grade else None, grade=grade)


def grade_in(keys: str) -> Grade | None:
    """The last key from 1 to 5 is the grade, by the digits of the SMS."""
    return next(filter(None, (grade_of(key, System.KEYPAD) for key in reversed(keys))), None)
