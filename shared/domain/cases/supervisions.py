"""Which sites owe an answer to a supervision (督办), as the history of the case tells it."""

from shared.domain.cases import events as e
from shared.domain.cases.replay import standing


def owing(history: tuple[e.Happened, ...]) -> tuple[str, ...]:
    """The sites that have not answered, once for each supervision that waits, the oldest first.

    Answers of before each site answered for itself name none: they closed every supervision of the case.
    """
    waiting: tuple[str, ...] = ()
    for h in standing(history):
        if isinstance(h.event, e.Supervised):
            waiting = (*waiting, h.event.site)
        elif isinstance(h.event, e.SupervisionAnswered):
            whose = h.event.site
            waiting = tuple(site for site in waiting if whose and site != whose)
    return waiting
