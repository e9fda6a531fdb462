"""What localities may set differently about a case, each with its default; sources stand in the seed's parameters."""

from collections.abc import Mapping
from types import MappingProxyType

import msgspec

from shared.domain.deadlines.lamps import Nearness

UNDO_SECONDS: Mapping[str, int] = MappingProxyType(
    {
        "handover_offered": 8,
        "handover_signed": 8,
        "handover_returned": 600,
        "paused": 600,
        "terminated": 600,
        "completed": 180,
        "cohandler_asked": 8,
        "cohandler_answered": 600,
        "cohandler_released": 600,
    }
)
"""The kinds of events that may be taken back, and for how long. Our defaults."""


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Parameters of one tenant. `*_minutes` are working minutes, `*_days` working days, `undo` real seconds.

    `extension_item_days` is what was set for the very item or its category, in place of what the law gives all.
    `urge_pause_minutes` pass on any clock between two urgings by hand; a chain has at most `measure_depth` measures.
    """

    sign_minutes: int = 240
    remind_minutes: int = 120
    acceptance_days: int = 5
    deferral_min_gap: int = 2
    deferral_max_days: int = 20
    max_returns: int = 2
    max_moves: int = 3
    deadlock_departments: int = 2
    mandate_max_days: int = 365
    extension_days: int = 10
    extension_joint_days: int = 15
    extension_joint_from: int = 45
    extension_times: int = 1
    extension_item_days: int | None = None
    exclusion_days: int = 60
    cohandle_days: int = 3
    cohandle_max_days: int = 10
    pause_answer_minutes: int = 240
    external_days: int = 5
    external_max_days: int = 30
    feedback_days: int = 7
    answer_days: int = 1
    urge_pause_minutes: int = 60
    measure_depth: int = 5
    sms_hold_seconds: int = 180
    near: Nearness = Nearness()
    undo: Mapping[str, int] = msgspec.field(default_factory=lambda: UNDO_SECONDS)
