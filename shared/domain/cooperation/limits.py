"""What localities may set differently about cooperation, each with its default."""

import msgspec


class CooperationLimits(msgspec.Struct, frozen=True, kw_only=True):
    """Parameters of one tenant. `*_minutes` are working minutes, `*_days` working days.

    A question is answered within `answer_minutes`, a paper sent within `paper_days` where nobody chose a day; the
    reminder comes `remind_minutes` before the end. Our defaults; four working hours are those of the mock-ups.
    """

    answer_minutes: int = 240
    paper_days: int = 2
    longest_days: int = 20
    remind_minutes: int = 60
