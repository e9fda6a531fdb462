"""The life cycle as programs read it: the transition table itself."""

import msgspec
from litestar import Controller, get

from services.gateway.entry.access import SIGNED_IN
from services.gateway.entry.api import answers
from shared.domain.access.roles import Role
from shared.domain.cases.facts import Part
from shared.domain.cases.model import CaseState
from shared.domain.cases.table import TRANSITIONS


class MoveView(msgspec.Struct, frozen=True, kw_only=True):
    """One line: the command is allowed in these states to these roles in one of these parts; `to` null: state kept."""

    command: str
    states: tuple[CaseState, ...]
    roles: tuple[Role, ...]
    parts: tuple[Part, ...]
    to: CaseState | None
    offered: bool | None


class Lifecycle(msgspec.Struct, frozen=True, kw_only=True):
    """The whole table; what it does not name is not allowed."""

    moves: tuple[MoveView, ...]


class LifecycleApi(Controller):
    """/api/lifecycle."""

    path = "/api/lifecycle"
    tags = ("cases",)

    @get(opt={"access": SIGNED_IN}, responses=answers.READ, sync_to_thread=False)
    def table(self) -> Lifecycle:
        """Which command is allowed in which state, for whom, and where it leads."""
        return Lifecycle(
            moves=tuple(
                MoveView(
                    command=move.command,
                    states=move.states,
                    roles=tuple(sorted(move.roles)),
                    parts=tuple(sorted(move.parts)),
                    to=move.to,
                    offered=move.offered,
                )
                for move in TRANSITIONS
            )
        )
