"""The transition table as a picture: states where a reader expects them, and every line that leads somewhere."""

from collections.abc import Iterator
from xml.sax.saxutils import escape

from deploy.lifecycle.shapes import Point, arrow, border, box, centre, frame, label, page
from shared.domain.cases.model import OPEN_STATES
from shared.domain.cases.model import CaseState as S
from shared.domain.cases.table import TRANSITIONS, Move
from shared.kernel.i18n import text

# Column and row of each state: the way of most cases runs along the top, its other endings lie below.
PLACES: dict[S, tuple[float, float]] = {
    S.DRAFT: (0, 0),
    S.RECEIVED: (1, 0),
    S.ACCEPTED: (2, 0),
    S.HANDLING: (3, 0),
    S.PAUSED: (2.5, 1),
    S.DECLINED: (1, 2.2),
    S.WITHDRAWN: (2, 2.2),
    S.TERMINATED: (3, 2.2),
    S.COMPLETED: (4, 0),
    S.ARCHIVED: (4, 2.2),
}
CROWD = 3  # from so many states on, one arrow leaves the frame around them


def svg() -> str:
    """The picture as one SVG file; the same table always gives the same text."""
    shapes = [frame(at(S.DRAFT), at(S.HANDLING), at(S.PAUSED))]
    for move in TRANSITIONS:
        shapes += arrows(move)
    shapes += [box(at(state), state, official(state), state in OPEN_STATES) for state in S]
    return page(columns=4, rows=2.2, shapes=shapes, footnote=footnote())


def arrows(move: Move) -> Iterator[str]:
    """How one line of the table is drawn."""
    name = short(move)
    if move.command == "case.resume":
        yield from (straight(S.PAUSED, state, name, 14) for state in sources(S.PAUSED))
    elif move.to is S.ARCHIVED:
        yield from (along_below(state, move.to, name) for state in move.states)
    elif move.to is not None and len(move.states) >= CROWD:
        yield from from_frame(move.states, move.to, name)
    elif move.to is not None:
        yield from (straight(state, move.to, name, -14 if move.to is S.PAUSED else 0) for state in move.states)


def straight(start: S, end: S, name: str, aside: float) -> str:
    """An arrow from box to box; one that would cross a third box takes a bend above it."""
    (ax, ay), (bx, by) = at(start), at(end)
    if ay == by and abs(PLACES[start][0] - PLACES[end][0]) > 1:
        high = ay - 62
        return arrow((ax, ay - 22), (ax, high), (bx, high), (bx, by - 22)) + label((ax + bx) / 2, high - 4, name)
    ax, bx = ax + aside, bx + aside
    first, last = border((ax, ay), (bx, by)), border((bx, by), (ax, ay))
    doubled = 20 if name == "deem_accepted" else 0  # shares its arrow with accept
    return arrow(first, last) + label(
        (first[0] + last[0]) / 2 + aside * 1.5, (first[1] + last[1]) / 2 - 5 + doubled, name
    )


def from_frame(states: tuple[S, ...], end: S, name: str) -> Iterator[str]:
    """One arrow for many states, with their names."""
    x, y = at(end)
    top = at(S.PAUSED)[1] + 44
    everything = set(states) == set(OPEN_STATES)
    yield arrow((x, top), (x, y - 22))
    yield label(x, (top + y - 22) / 2 - 4, name)
    yield label(
        x, (top + y - 22) / 2 + 9, "from any open state" if everything else f"from {', '.join(states)}", "small"
    )


def along_below(start: S, end: S, name: str) -> str:
    """An arrow that runs below the endings to the archive; straight down where it lies right above."""
    (ax, ay), (bx, by) = at(start), at(end)
    if ax == bx:
        return arrow((ax, ay + 22), (bx, by - 22)) + label(ax, (ay + by) / 2, name)
    low = by + 46
    nearest = PLACES[end][0] - PLACES[start][0] == 1  # they share their way, and its name
    named = label((ax + bx) / 2, low - 4, name) if nearest else ""
    return arrow((ax, ay + 22), (ax, low), (bx, low), (bx, by + 22)) + named


def sources(target: S) -> list[S]:
    """The states from which a command leads to this one."""
    return sorted({state for move in TRANSITIONS if move.to is target for state in move.states})


def at(state: S) -> Point:
    """The middle of a state's box."""
    return centre(*PLACES[state])


def official(state: S) -> str:
    """The official term, empty where the catalogue has none."""
    term = text(f"state.{state}")
    return "" if term == f"state.{state}" else term


def short(move: Move) -> str:
    """A command without its family: `case.submit` reads submit."""
    return move.command.rpartition(".")[2]


def footnote() -> str:
    """The moves that are not drawn, since they leave the state as it is."""
    staying = [short(move) for move in TRANSITIONS if move.to is None and move.command != "case.resume"]
    return escape(f"the state stays: {', '.join(staying)} (undo restores what was before)")
