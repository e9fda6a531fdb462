"""Events about what is done for a late or stuck case: reminded, moved up, supervised; part of `events`."""

from datetime import datetime
from uuid import UUID

import msgspec


class Reminded(msgspec.Struct, frozen=True, kw_only=True, tag="reminded"):
    """Whoever has to act was told: the `n`-th measure after `trigger`; `rule` is the policy line, of that version.

    `site` has to act. `instead_of` is the target the recipient stands in for, `vacant` that nobody at all was there.
    """

    trigger: str
    key: str
    n: int
    site: str
    to_site: str
    to_role: str
    to_staff: UUID | None = None
    instead_of: str = ""
    vacant: bool = False
    rule: str = ""
    priority: int = 0
    policy_version: int = 0
    words: str = ""


class Escalated(msgspec.Struct, frozen=True, kw_only=True, tag="escalated"):
    """Somebody above has it in view from now on; the holder is unchanged. Fields as in `reminded`."""

    trigger: str
    key: str
    n: int
    site: str
    to_site: str
    to_role: str
    to_staff: UUID | None = None
    instead_of: str = ""
    vacant: bool = False
    rule: str = ""
    priority: int = 0
    policy_version: int = 0


class Supervised(msgspec.Struct, frozen=True, kw_only=True, tag="supervised"):
    """Supervised: `site` owes an answer in words by `answer_due`. Other fields as in `reminded`."""

    trigger: str
    key: str
    n: int
    site: str
    to_site: str
    to_role: str
    answer_due: datetime
    to_staff: UUID | None = None
    instead_of: str = ""
    vacant: bool = False
    rule: str = ""
    priority: int = 0
    policy_version: int = 0


class SupervisionAnswered(msgspec.Struct, frozen=True, kw_only=True, tag="supervision_answered"):
    """All `count` supervisions for which `site` owed an answer were answered, by itself or by who coordinates.

    Without a site it is an old answer: every supervision that waited then.
    """

    count: int
    words: str
    site: str = ""
