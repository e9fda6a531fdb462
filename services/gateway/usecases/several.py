"""One act on several cases: each on its own, all that can; what could not is told with its reason."""

from collections.abc import Callable, Iterable
from uuid import UUID

import msgspec
from msgspec.structs import replace

from shared.kernel.errors import Refusal
from shared.store.idempotency import Idem, Replayed


class Pick(msgspec.Struct, frozen=True, kw_only=True):
    """A case, and the version that was looked at (None: whatever it is now)."""

    case_id: UUID
    version: int | None = None


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What was done, and what was left as it was and why."""

    done: tuple[UUID, ...]
    left: tuple[tuple[UUID, Refusal], ...]


Act = Callable[[Pick, Idem | None], object]
"""The act on one case, under a key of its own."""


def each(picks: Iterable[Pick], idem: Idem | None, act: Act) -> Outcome:
    """Acts case by case. A refusal leaves that case alone, and nothing else."""
    done: list[UUID] = []
    left: list[tuple[UUID, Refusal]] = []
    for pick in picks:
        own = replace(idem, key=f"{idem.key}:{pick.case_id}"[-200:]) if idem else None
        try:
            act(pick, own)
        except Replayed:
            done.append(pick.case_id)
        except Refusal as no:
            left.append((pick.case_id, no))
        else:
            done.append(pick.case_id)
    return Outcome(done=tuple(done), left=tuple(left))
