"""The life cycle as people read it is the one that decides."""

from pathlib import Path

from deploy.lifecycle import drawing, listing
from shared.domain.cases.model import CaseState
from shared.domain.cases.table import TRANSITIONS

PICTURE = Path(__file__).parents[2] / "deploy/pictures/lifecycle.svg"


def test_the_picture_of_the_readme_is_drawn_from_the_table_of_today() -> None:
    assert PICTURE.read_text() == drawing.svg(), f"run `bangban lifecycle --svg {PICTURE}`"


def test_every_state_has_a_box_and_every_move_a_line_of_text() -> None:
    assert set(drawing.PLACES) == set(CaseState)
    lines = list(listing.lines())
    assert len(lines) == len(TRANSITIONS) + 1
    for move, line in zip(TRANSITIONS, lines[1:], strict=True):
        assert line.startswith(move.command)


def test_every_command_is_drawn_or_named_below() -> None:
    picture = drawing.svg()
    for move in TRANSITIONS:
        assert drawing.short(move) in picture
