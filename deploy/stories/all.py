"""The stories by name."""

from collections.abc import Callable, Mapping

from deploy.stories import (
    absent_agent,
    bad_rating_closed,
    calendar_notice,
    co_handling,
    cross_region,
    dispute,
    export,
    many_cases_one_phone,
    notices,
    park,
    people_inside,
    policy_rollout,
    supplier_outage,
    twice,
    undo,
    unreachable,
    unsigned,
    village,
    voice_visit,
)
from deploy.stories.stage import Stage

STORIES: Mapping[str, Callable[[Stage], None]] = {
    "village": village.play,
    "park": park.play,
    "cross-region": cross_region.play,
    "absent-agent": absent_agent.play,
    "dispute": dispute.play,
    "co-handling": co_handling.play,
    "policy-rollout": policy_rollout.play,
    "bad-rating-closed": bad_rating_closed.play,
    "export": export.play,
    "many-cases-one-phone": many_cases_one_phone.play,
    "undo": undo.play,
    "notices": notices.play,
    "people-inside": people_inside.play,
    "supplier-outage": supplier_outage.play,
    "twice": twice.play,
    "unreachable": unreachable.play,
    "unsigned": unsigned.play,
    "voice-visit": voice_visit.play,
    "calendar-notice": calendar_notice.play,
}
"""`bangban story --list` prints the first line of each module."""
