"""The life cycle as people read it: a table that lines up, and a diagram that tells the table and nothing else."""

import re
import unicodedata
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from shared.domain.cases import picture
from shared.domain.cases.commands import ALL
from shared.domain.cases.model import CaseState, HandoverState
from shared.domain.cases.table import TRANSITIONS
from shared.kernel.i18n import text
from tests.build import CaseBuilder, a_case
from tests.domain.cases.test_table import fitting, ready_for, somebody

PICTURE = Path(__file__).parents[3] / "deploy" / "pictures" / "lifecycle.svg"
SVG = "{http://www.w3.org/2000/svg}"


def width(words: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in words)


def test_the_picture_of_the_readme_is_drawn_from_the_table_of_today() -> None:
    assert PICTURE.read_text("utf-8") == picture.as_svg(), f"run `bangban lifecycle --svg {PICTURE}`"


def test_the_table_has_a_line_for_every_move_and_its_columns_line_up() -> None:
    head, *lines = picture.as_table().splitlines()
    assert [line.split()[0] for line in lines] == [move.command for move in TRANSITIONS]
    start = width(head[: head.index("from")])
    for line in lines:
        before = next(line[:i] for i in range(len(line)) if width(line[:i]) == start)
        assert before.endswith(" ")
        assert re.match(r"[a-z]", line[len(before) :])


def test_the_picture_is_one_well_formed_file_on_its_own_background() -> None:
    root = ET.fromstring(picture.as_svg())
    assert root.tag == f"{SVG}svg"
    assert root.find(f"{SVG}title") is not None
    card = root.find(f"{SVG}rect")
    assert card is not None
    assert card.get("fill") == "#fff"
    assert "http" not in picture.as_svg().replace("http://www.w3.org/2000/svg", "")


def test_every_state_and_every_command_is_in_the_picture_in_both_languages() -> None:
    shown = [e.text or "" for e in ET.fromstring(picture.as_svg()).iter(f"{SVG}text")]
    everything = "\n".join(shown)
    keys = [f"state.{state}" for state in CaseState] + [f"handover_state.{state}" for state in HandoverState]
    keys += [f"command.{command.kind}" for command in ALL if command.kind != "case.open"]
    for key in keys:
        assert text(key) in everything, key
        assert text(key, "en") in everything, key


def test_nothing_lies_outside_the_card() -> None:
    root = ET.fromstring(picture.as_svg())
    for element in root.iter(f"{SVG}text"):
        assert 0 < float(element.get("x", "-1")) < picture.WIDTH
        assert 0 < float(element.get("y", "-1")) < picture.HEIGHT


@pytest.mark.parametrize("change", ["drop", "add"])
def test_a_table_that_the_picture_cannot_tell_stops_it(change: str, monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a table with one line less, or a way that no line tells
    if change == "drop":
        monkeypatch.setattr(picture, "TRANSITIONS", tuple(m for m in TRANSITIONS if m.command != "case.decline"))
    else:
        monkeypatch.setattr(picture, "WAYS", picture.WAYS[1:])
    # Then there is no picture rather than a wrong one
    with pytest.raises(ValueError, match=r"drawn anew: \['case\."):
        picture.as_svg()


@pytest.mark.parametrize(("command", "state"), [(command, state) for command, state, *_ in picture.ANSWERS])
def test_an_offer_ends_as_the_picture_says(command: str, state: HandoverState) -> None:
    builder: CaseBuilder = ready_for(command, a_case().at("town").submitted())
    move = next(m for m in TRANSITIONS if m.command == command)
    builder.do(fitting(command, builder), somebody(move, builder))
    assert builder.case.handover is not None
    assert builder.case.handover.state is state
