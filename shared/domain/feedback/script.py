"""The script of a return visit: what is asked, and the answers there are. Words are in the catalogues by code."""

from collections.abc import Mapping

from shared.kernel.errors import invalid

QUESTIONS: Mapping[str, tuple[str, ...]] = {
    "done": ("yes", "partly", "no"),  # 事情办成了没有
    "trips": ("none", "once", "more"),  # 为这件事跑了几趟
    "money": ("no", "yes"),  # 有没有人收过钱
}
"""Each with its answers, the good one first. Our default: what 帮您办 promises (办成, 少跑腿, 不收费)."""


def require_answers(given: tuple[str, ...]) -> None:
    """Answers are written `done.yes`, at most one to a question. Raises Refusal invalid `visit.answers`."""
    questions = [one.partition(".")[0] for one in given]
    known = all(one.partition(".")[2] in QUESTIONS.get(one.partition(".")[0], ()) for one in given)
    if not known or len(set(questions)) != len(questions):
        raise invalid("visit.answers", {"answers": "visit.answers"})
