"""Writing what a unit of work collected: participants and messages first, the gapless number and the events last."""

from shared.store import bells, write_case, write_desks, write_measures, write_messages, write_participants
from shared.store.pending import Pending


def write(work: Pending) -> None:
    """All of it, in the order that holds the shortest locks. Raises Refusal conflict `case.stale`."""
    for saved in work.saved.values():
        write_participants.cross(work, saved)
        write_participants.write(work, saved)
        bells.ring(work, saved)
    write_messages.cancel(work)
    write_messages.write(work)
    for saved in work.saved.values():
        write_case.take_number(work, saved)
        write_case.write(work, saved)
        write_measures.write(work, saved)
        write_desks.write(work, saved)
