"""The transition table as text: one line a move, in the order of the table."""

from collections.abc import Iterator

from shared.domain.cases.table import TRANSITIONS, Move

HEADS = ("command", "from", "to", "hand-over", "who", "as")


def lines() -> Iterator[str]:
    """The table with aligned columns."""
    rows = [HEADS, *(row(move) for move in TRANSITIONS)]
    widths = [max(len(cells[column]) for cells in rows) for column in range(len(HEADS))]
    for cells in rows:
        yield "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip()


def row(move: Move) -> tuple[str, ...]:
    """One move in words; `=` is the state it was in, `any` that it does not matter."""
    offered = {None: "any", True: "offered", False: "none"}[move.offered]
    return (
        move.command,
        ", ".join(move.states),
        move.to or "=",
        offered,
        ", ".join(sorted(move.roles)),
        ", ".join(sorted(move.parts)),
    )
