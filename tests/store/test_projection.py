"""The rows of hand-overs follow the case, also through undo; told from values, without a database."""

from itertools import groupby

import pytest

from shared.domain.cases import commands as c
from shared.domain.cases import events as e
from shared.domain.cases.replay import replay
from shared.store.projection import handover_rows
from tests.build import CaseBuilder, a_case, a_reassignment
from tests.domain.cases.test_undo import COORDINATOR, undo


def states(history: tuple[e.Happened, ...]) -> list[str]:
    """The state of every hand-over's row, oldest first, after the history was written act by act."""
    rows: dict[object, str] = {}
    before = None
    for _, act in groupby(history, key=lambda h: h.batch):
        happened = tuple(act)
        after = replay(history[: happened[-1].seq])
        rows |= {row["id"]: row["state"] for row in handover_rows(before, after, happened)}
        before = after
    return list(rows.values())


def twice_signed() -> CaseBuilder:
    return a_case().submitted().offered("town").signed().offered("department").signed()


@pytest.mark.parametrize(
    ("builder", "rows"),
    [
        (a_case().submitted().offered("town"), ["offered"]),
        (twice_signed(), ["signed", "signed"]),
        (twice_signed().returned(), ["signed", "returned"]),
        (twice_signed().returned().returned(), ["returned", "returned"]),
        (
            a_case().submitted().offered("town").signed().offered("department").refused().returned(),
            ["returned", "refused"],
        ),
        (undo(a_case().submitted().offered("town")), ["withdrawn"]),
        (undo(a_case().submitted().routed("town").signed()), ["offered"]),
        (undo(twice_signed().returned()), ["signed", "signed"]),
        (
            undo(twice_signed().offered("third town").do(c.WithdrawOffer()).returned()),
            ["signed", "signed", "withdrawn"],
        ),
        (
            undo(a_case().submitted().routed("town").do(a_reassignment("department"), COORDINATOR)),
            ["offered", "withdrawn"],
        ),
    ],
)
def test_every_row_says_what_became_of_its_hand_over(builder: CaseBuilder, rows: list[str]) -> None:
    assert states(builder.history) == rows
    assert rows.count("offered") == (1 if builder.case.offered else 0)
