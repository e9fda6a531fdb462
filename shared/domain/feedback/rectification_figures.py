"""Figures of bad ratings (实名差评回访率, 整改率, 按期整改率). All have a name; what a review excluded is out."""

from collections.abc import Iterable

import msgspec

from shared.domain.feedback.rectification import Rectification


class RectificationFigures(msgspec.Struct, frozen=True, kw_only=True):
    """`bad` is the denominator of the three: bad ratings under a name that no review left out."""

    bad: int = 0
    excluded: int = 0
    called: int = 0
    mended: int = 0
    in_time: int = 0

    @property
    def call_rate(self) -> float | None:
        """实名差评回访率; None where there is nothing to call back about."""
        return self._share(self.called)

    @property
    def mend_rate(self) -> float | None:
        """整改率."""
        return self._share(self.mended)

    @property
    def in_time_rate(self) -> float | None:
        """按期整改率."""
        return self._share(self.in_time)

    def _share(self, part: int) -> float | None:
        return part / self.bad if self.bad else None


def figures(orders: Iterable[Rectification]) -> RectificationFigures:
    """What these orders come to."""
    known = tuple(orders)
    counted = tuple(one for one in known if not one.excluded)
    mended = tuple(one for one in counted if one.closed_at)
    return RectificationFigures(
        bad=len(counted),
        excluded=len(known) - len(counted),
        called=sum(one.contacted_at is not None for one in counted),
        mended=len(mended),
        in_time=sum(one.closed_at is not None and one.closed_at <= one.due_at for one in mended),
    )
