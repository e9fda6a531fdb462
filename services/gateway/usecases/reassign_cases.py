"""批量改派: a coordinator gives several cases to one site with one reason; each on its own, no limit begins anew."""

from collections.abc import Iterable

from services.gateway.deps import Deps
from services.gateway.usecases.reassign_case import reassign_case
from services.gateway.usecases.several import Outcome, Pick, each
from shared.domain.access.actor import Actor
from shared.store.idempotency import Idem


def reassign_cases(
    deps: Deps, actor: Actor, picks: Iterable[Pick], to_site: str, reason: str, words: str, idem: Idem | None = None
) -> Outcome:
    """Whom somebody has just signed for, refused or moved stays as it is and is told with what happened."""
    return each(
        picks,
        idem,
        lambda pick, key: reassign_case(
            deps, actor, pick.case_id, to_site, reason, words, version=pick.version, idem=key
        ),
    )
