"""The thread of a case (协同沟通): what its sites say to each other, and what one of them notes for itself."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

import msgspec

from shared.domain.access.actor import Actor
from shared.domain.cases.desk import seeing_sites
from shared.domain.cases.model import Case, CaseState
from shared.domain.org.tree import OrgTree
from shared.kernel.errors import forbidden, illegal_move, invalid
from shared.kernel.free_text import require_free_text

SHARED = ""
"""The audience of what every site of the case may read; any other audience is the id of the one site that may."""

SHUT = (CaseState.DRAFT, CaseState.ARCHIVED)
"""The states without a conversation: nobody else knows of a draft, and an archived file is closed."""


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One contribution. `seq` counts from 1 within its audience and is given by the store.

    A turn of the platform has no words: `says` is the key of its text and `facts` fill it. `about`: an obligation.
    """

    id: UUID
    case_id: UUID
    tenant_id: str
    at: datetime
    site: str
    audience: str = SHARED
    seq: int = 0
    staff: UUID | None = None
    words: str = ""
    says: str = ""
    facts: Mapping[str, str | int] = MappingProxyType({})
    about: UUID | None = None


def speak(
    case: Case,
    actor: Actor,
    tree: OrgTree,
    turn_id: UUID,
    words: str,
    internal: bool,
    now: datetime,
    about: UUID | None = None,
    files: int = 0,
) -> Turn:
    """What somebody says to the other sites, or notes for their own alone; a turn with files needs no words.

    Raises Refusal illegal_move `thread.shut`, forbidden `thread.part`, invalid `thread.words`, `length.words` or
    `words.personal`.
    """
    require_voice(case, actor, tree)
    if not words.strip() and not files:
        raise invalid("thread.words", {"words": "thread.words"})
    return _turn(case, actor, turn_id, words, actor.site_id if internal else SHARED, now, about)


def evidence(case: Case, actor: Actor, turn_id: UUID, words: str, now: datetime) -> Turn:
    """What goes with files that show something about an order, also in a closed file; who may is the order's rule.

    Raises Refusal invalid `length.words` or `words.personal`.
    """
    return _turn(case, actor, turn_id, words, SHARED, now)


def _turn(
    case: Case, actor: Actor, turn_id: UUID, words: str, audience: str, now: datetime, about: UUID | None = None
) -> Turn:
    require_free_text({"words": words}, ("words",))
    return Turn(
        id=turn_id,
        case_id=case.id,
        tenant_id=case.tenant_id,
        at=now,
        site=actor.site_id,
        audience=audience,
        staff=actor.staff_id,
        words=words.strip(),
        about=about,
    )


def require_voice(case: Case, actor: Actor, tree: OrgTree) -> None:
    """Raises Refusal illegal_move `thread.shut` or forbidden `thread.part` where the actor has nothing to say here."""
    if case.state in SHUT:
        raise illegal_move("thread.shut", state=case.state.value)
    if actor.site_id not in speakers(case, tree):
        raise forbidden("thread.part")


def speakers(case: Case, tree: OrgTree) -> frozenset[str]:
    """The sites that take part in the conversation: all that take part in the case, and their centres."""
    taking = frozenset(seeing_sites(case, tree))
    return taking | {tree.site(site).tenant_id for site in taking}


def opposite(case: Case, here: str) -> str:
    """Whom a site of the case speaks to first: the place that handles it, or for that one the place it began."""
    return case.origin_site if here == case.holder_site else case.holder_site
