"""The stories by name."""

from collections.abc import Callable, Mapping

from deploy.stories import cross_region, park, village
from deploy.stories.stage import Stage

STORIES: Mapping[str, Callable[[Stage], None]] = {
    "village": village.play,
    "park": park.play,
    "cross-region": cross_region.play,
}
"""`bangban story --list` prints the first line of each module."""
