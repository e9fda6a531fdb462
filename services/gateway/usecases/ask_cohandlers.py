"""请多家协办: one question and one limit for several sites; each is asked on its own, and none twice."""

from collections.abc import Iterable
from uuid import UUID

import msgspec
from msgspec.structs import replace

from services.gateway.deps import Deps
from services.gateway.usecases.ask_cohandler import ask_cohandler
from shared.domain.access.actor import Actor
from shared.kernel.errors import Refusal
from shared.store.idempotency import Idem, Replayed

UNKNOWN = "case.unknown"


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """The sites that were asked, and those that were not, with why."""

    done: tuple[str, ...]
    left: tuple[tuple[str, Refusal], ...]


def ask_cohandlers(
    deps: Deps,
    actor: Actor,
    case_id: UUID,
    sites: Iterable[str],
    words: str,
    days: int = 0,
    *,
    version: int | None = None,
    idem: Idem | None = None,
) -> Asked:
    """Asks all that can be asked; `version` is what was looked at, before the first of them was asked.

    Raises Refusal not_found `case.unknown`.
    """
    done: list[str] = []
    left: list[tuple[str, Refusal]] = []
    for site in dict.fromkeys(sites):
        own = replace(idem, key=f"{idem.key}:{site}"[-200:]) if idem else None
        seen = None if done else version
        try:
            ask_cohandler(deps, actor, case_id, site, words, days, version=seen, idem=own)
        except Replayed:
            done.append(site)
        except Refusal as no:
            if no.code == UNKNOWN:
                raise  # the case, for all of them
            left.append((site, no))
        else:
            done.append(site)
    return Asked(done=tuple(done), left=tuple(left))
