"""The transition table as people read it: an aligned text table, and a diagram with official terms and English names.

The diagram knows where things lie; what it draws is the table. A line of the table without a place in the diagram, or
a place without its line, is an error, so the picture cannot tell anything else than what decides.
"""

import unicodedata
from collections.abc import Iterator, Mapping

import msgspec

from shared.domain.cases.model import CLOSED_STATES, OPEN_STATES, HandoverState
from shared.domain.cases.model import CaseState as S
from shared.domain.cases.shapes import Point, area, arrow, box, page, words_at
from shared.domain.cases.table import TRANSITIONS, Move
from shared.kernel.i18n import text

HEADS = ("command", "命令", "from", "to", "hand-over", "roles", "as")
_OFFERED = {None: "", True: "open", False: "none open"}


def as_table() -> str:
    """One line a move, columns aligned on terminals that show Chinese characters two places wide."""
    rows = [HEADS, *(_row(move) for move in TRANSITIONS)]
    widths = [max(_width(row[column]) for row in rows) for column in range(len(HEADS))]
    lines = ("  ".join(_padded(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)


def as_svg() -> str:
    """The diagram as one SVG file; the same table gives the same text. Raises ValueError where it cannot tell it."""
    _require_all_drawn()
    shapes = [*_areas(), *_ways(), *(_state(state) for state in S), *_handovers(), *_beside()]
    return page(WIDTH, HEIGHT, "办件的一生 The life of a case", shapes)


# -- the text table


def _row(move: Move) -> tuple[str, ...]:
    to = "(earlier)" if move.command in _BACK else move.to or "="
    roles = " ".join(sorted(move.roles))
    parts = "anybody" if len(move.parts) > 4 else " ".join(sorted(move.parts))
    return move.command, _official(move.command), _from(move.states), to, _OFFERED[move.offered], roles, parts


def _from(states: tuple[S, ...]) -> str:
    return "any open" if set(states) == OPEN_STATES else " ".join(states)


def _width(cell: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in cell)


def _padded(cell: str, width: int) -> str:
    return cell + " " * (width - _width(cell))


# -- the diagram: where things lie

WIDTH, HEIGHT = 1180, 864
BESIDE = 722  # where the words begin that stand under the drawing
BOX: Point = (124, 58)
ROW, COLUMN = 158, 1078
AT: Mapping[S, Point] = {
    S.DRAFT: (104, ROW),
    S.RECEIVED: (322, ROW),
    S.ACCEPTED: (556, ROW),
    S.HANDLING: (800, ROW),
    S.PAUSED: (678, 302),
    S.COMPLETED: (COLUMN, ROW),
    S.TERMINATED: (COLUMN, 246),
    S.WITHDRAWN: (COLUMN, 334),
    S.DECLINED: (COLUMN, 422),
    S.ARCHIVED: (COLUMN, 587),
}
BEGUN = frozenset({S.ACCEPTED, S.HANDLING, S.PAUSED})
ENDED = CLOSED_STATES - {S.ARCHIVED}
_BACK = frozenset({"case.resume", "case.undo"})


class Way(msgspec.Struct, frozen=True, kw_only=True):
    """An arrow out of one state, or out of the frame around several.

    Its official name stands at `label`, the English one `gap` below: on the other side of a level line.
    """

    command: str
    out_of: frozenset[S]
    points: tuple[Point, ...]
    label: Point
    gap: float = 27
    anchor: str = "middle"


def _level(command: str, out_of: S | frozenset[S], *points: Point, label: Point | None = None) -> Way:
    """A way whose name stands over and under the middle of its last, level stretch."""
    sources = out_of if isinstance(out_of, frozenset) else frozenset({out_of})
    (ax, ay), (bx, _) = points[-2:]
    return Way(command=f"case.{command}", out_of=sources, points=points, label=label or ((ax + bx) / 2, ay - 8))


def _upright(command: str, out_of: S | frozenset[S], *points: Point, label: Point, anchor: str) -> Way:
    """A way whose name stands beside it, on two lines."""
    sources = out_of if isinstance(out_of, frozenset) else frozenset({out_of})
    return Way(command=f"case.{command}", out_of=sources, points=points, label=label, gap=16, anchor=anchor)


_CORRIDOR = 948  # where the names of the four endings stand
WAYS = (
    _level("submit", S.DRAFT, (166, ROW), (258, ROW)),
    _upright("accept", S.RECEIVED, (384, ROW - 12), (492, ROW - 12), label=(428, ROW - 34), anchor="middle"),
    _upright("deem_accepted", S.RECEIVED, (384, ROW + 12), (492, ROW + 12), label=(426, ROW + 29), anchor="middle"),
    _level("start", S.ACCEPTED, (618, ROW), (736, ROW)),
    _upright("pause", S.ACCEPTED, (580, ROW + 29), (580, 292), (614, 292), label=(588, 204), anchor="start"),
    _upright("accept_pause", S.ACCEPTED, (580, ROW + 29), (580, 292), (614, 292), label=(588, 238), anchor="start"),
    _upright("resume", S.PAUSED, (616, 316), (548, 316), (548, ROW + 31), label=(540, 220), anchor="end"),
    _upright("pause", S.HANDLING, (776, ROW + 29), (776, 292), (742, 292), label=(768, 204), anchor="end"),
    _upright("accept_pause", S.HANDLING, (776, ROW + 29), (776, 292), (742, 292), label=(768, 238), anchor="end"),
    _upright("resume", S.PAUSED, (740, 316), (808, 316), (808, ROW + 31), label=(816, 220), anchor="start"),
    _level("complete", S.HANDLING, (862, ROW), (1014, ROW), label=(_CORRIDOR, ROW - 8)),
    _level("complete", S.ACCEPTED, (556, ROW - 29), (556, 46), (1114, 46), (1114, ROW - 31), label=(835, 38)),
    _level("terminate", BEGUN, (880, 246), (1014, 246), label=(_CORRIDOR, 238)),
    _level("withdraw", OPEN_STATES, (900, 334), (1014, 334), label=(_CORRIDOR, 326)),
    _level("decline", S.RECEIVED, (322, ROW + 29), (322, 422), (1014, 422), label=(_CORRIDOR, 414)),
    _upright("archive", ENDED, (COLUMN, 466), (COLUMN, 556), label=(COLUMN + 10, 504), anchor="start"),
)


def _require_all_drawn() -> None:
    """Raises ValueError unless the ways are the table's lines that lead somewhere, and every state has a place."""
    drawn: dict[str, frozenset[S]] = {}
    for way in WAYS:
        drawn[way.command] = drawn.get(way.command, frozenset()) | way.out_of
    told = {m.command: frozenset(m.states) for m in TRANSITIONS if m.to is not None or m.command == "case.resume"}
    wrong = sorted(command for command in drawn.keys() | told.keys() if drawn.get(command) != told.get(command))
    if wrong or set(AT) != set(S):
        raise ValueError(f"the diagram must be drawn anew: {wrong or sorted(set(S) ^ set(AT))}")


def _areas() -> Iterator[str]:
    yield area(24, 78, 900, 366, "area", "在途 open：申请人随时可撤件")
    yield area(474, 92, 880, 346, "inner", "受理之后 after acceptance：可终止", right_aligned=True)
    yield area(1000, 92, 1156, 466, "area", "已结 ended")


def _ways() -> Iterator[str]:
    for way in WAYS:
        (x, y), spot = way.label, "即办件当场" if way.points[0] == (AT[S.ACCEPTED][0], ROW - BOX[1] / 2) else ""
        yield arrow(way.points)
        yield words_at(x, y, spot + _official(way.command), "label", way.anchor)
        english = _english(way.command)
        yield words_at(x, y + way.gap, f"{english}, immediate items" if spot else english, "small", way.anchor)


def _state(state: S) -> str:
    looks = {S.PAUSED: "still", S.COMPLETED: "done", S.ARCHIVED: "on"}
    look = looks.get(state, "open" if state in OPEN_STATES else "ended")
    return box(AT[state], BOX, look, text(f"state.{state}"), text(f"state.{state}", "en"))


def _official(command: str) -> str:
    return text(f"command.{command}")


def _english(command: str) -> str:
    return text(f"command.{command}", "en")


# -- the diagram: hand-overs, which leave the state of the case as it is

FIRST = 512
OFFERED: Point = (250, FIRST + 75)
ANSWER: Point = (250, 44)
ANSWERS: tuple[tuple[str, HandoverState, Point, str], ...] = (
    ("case.sign_for", HandoverState.SIGNED, (602, FIRST), "接收单位承办 the receiver holds it"),
    ("case.refuse", HandoverState.REFUSED, (602, FIRST + 50), "原单位承办 the sender holds it"),
    ("case.expire", HandoverState.EXPIRED, (602, FIRST + 100), "交协调员 before a coordinator"),
    ("case.withdraw_offer", HandoverState.WITHDRAWN, (602, FIRST + 150), "原单位承办 the sender holds it"),
)
"""How an offer ends, where that stands, and who holds the case then."""
_OFFERING = ("case.offer", "case.reassign")
_HANDING = frozenset({*_OFFERING, "case.return", *(command for command, *_ in ANSWERS)})


def _handovers() -> Iterator[str]:
    yield area(
        24, 454, 960, 698, "area", "移交 hand-over：办件状态不变，始终有一个单位承办 one site always holds the case"
    )
    x, y = OFFERED
    yield arrow(((44, y), (x - 64, y)))
    yield words_at(113, y - 8, "、".join(["派单", *map(_official, _OFFERING)]), "label")
    yield words_at(113, y + 19, ", ".join(["route", *map(_english, _OFFERING)]), "small")
    for command, state, (right, level), holder in ANSWERS:
        edge = right - ANSWER[0] / 2
        yield arrow(((x + 62, y), (330, y), (330, level), (edge - 2, level)))
        yield from _name(command, (336 + edge) / 2, level)
        yield _answer((right, level), ANSWER, state, holder)
    yield arrow(((727, FIRST), (790, FIRST)))
    yield from _name("case.return", 757, FIRST)
    yield _answer((866, FIRST), (148, ANSWER[1]), HandoverState.RETURNED, "上一单位承办")
    yield box(OFFERED, BOX, "open", text("handover_state.offered"), text("handover_state.offered", "en"))


def _name(command: str, x: float, y: float) -> Iterator[str]:
    yield words_at(x, y - 8, _official(command), "label")
    yield words_at(x, y + 19, _english(command), "small")


def _answer(centre: Point, size: Point, state: HandoverState, holder: str) -> str:
    look = "done" if state is HandoverState.SIGNED else "ended"
    name = f"{text(f'handover_state.{state}')} {text(f'handover_state.{state}', 'en')}"
    return box(centre, size, look, name, holder)


def _beside() -> Iterator[str]:
    """The rest of the table in words, as many to a line as fit: what leaves the state as it is."""
    beside = [m.command for m in TRANSITIONS if m.to is None and m.command not in _HANDING | _BACK]
    undo = f"{_official('case.undo')}回到上一步，限本人、限时、无人接手"
    lines = [
        *_in_lines([*map(_official, beside), undo], "不改状态：", "、", 16),
        *_in_lines([*map(_english, beside), "undo restores it"], "State kept: ", ", ", 7),
    ]
    for number, line in enumerate(lines):
        yield words_at(24, BESIDE + 17 * number, line, "small", "start")


def _in_lines(names: list[str], head: str, comma: str, most: int) -> Iterator[str]:
    for first in range(0, len(names), most):
        yield ("" if first else head) + comma.join(names[first : first + most])
