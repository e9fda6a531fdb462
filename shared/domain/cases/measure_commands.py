"""Commands about late and stuck cases: a measure of the policy, urging by hand, the answer; part of `commands`."""

from uuid import UUID

from shared.domain.cases.command import Command


class TakeMeasure(Command, frozen=True, kw_only=True):
    """催办、提级、督办 by a policy: the `n`-th measure of the chain that `trigger` and `key` name.

    `site` has to act; the measure goes to `to_role` at `to_site`, in person to `to_staff` where one is named.
    """

    kind = "case.take_measure"
    measure: str
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


class Urge(Command, frozen=True, kw_only=True):
    """催办 by hand: whoever has to act is told."""

    kind = "case.urge"
    words: str = ""


class AnswerSupervision(Command, frozen=True, kw_only=True):
    """答复督办: what is being done about it, in words; by who coordinates in the place of the `site` that owes it."""

    kind = "case.answer_supervision"
    words: str
    site: str = ""
