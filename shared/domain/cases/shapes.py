"""Boxes, arrows and words in SVG, without a library. Pixels; the same input always gives the same text."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

Point = tuple[float, float]

CORNER = 9
STYLE = """
text{font-family:"Segoe UI","PingFang SC","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif;fill:#17212b}
.zh{font-size:15.5px;font-weight:600}.en{font-size:12.5px;fill:#44515f}.head{font-size:21px;font-weight:600}
.label{font-size:13.5px;font-weight:600}.small{font-size:12px;fill:#44515f}.area{font-size:13px;fill:#44515f}
.on .zh,.on .en{fill:#fff}
rect{stroke-width:1.4}.open rect{fill:#eaf2fa;stroke:#125a9e}.done rect{fill:#e6f4ec;stroke:#15734a}
.ended rect{fill:#f2f4f7;stroke:#5f6c7a}.still rect{fill:#fff;stroke:#5f6c7a;stroke-dasharray:6 4}
.on rect{fill:#44515f;stroke:#44515f}.area rect{fill:#fafbfc;stroke:#d5dce4}.inner rect{fill:#fff;stroke:#c3cdd8}
.way{fill:none;stroke:#44515f;stroke-width:1.5}.tip{fill:#44515f}
""".strip()


def page(width: float, height: float, title: str, shapes: Sequence[str]) -> str:
    """The picture around its shapes, on a card of its own so that it reads on light and dark pages."""
    card = (
        f'<rect x=".7" y=".7" width="{width - 1.4:g}" height="{height - 1.4:g}" rx="12" fill="#fff" stroke="#d5dce4"/>'
    )
    tip = (
        '<defs><marker id="tip" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="8" markerHeight="8" '
        'orient="auto-start-reverse"><path class="tip" d="M0 1 9.5 5 0 9z"/></marker></defs>'
    )
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
        f'viewBox="0 0 {width:g} {height:g}" role="img" aria-labelledby="title">'
    )
    named = f'<title id="title">{escape(title)}</title>'
    return "\n".join([head, named, f"<style>{STYLE}</style>", tip, card, *shapes, "</svg>", ""])


def box(centre: Point, size: Point, look: str, chinese: str, english: str) -> str:
    """A rounded box with its official term above its English name."""
    (x, y), (width, height) = centre, size
    rect = f'<rect x="{x - width / 2:g}" y="{y - height / 2:g}" width="{width:g}" height="{height:g}" rx="10"/>'
    words = words_at(x, y - 3, chinese, "zh") + words_at(x, y + 15, english, "en")
    return f'<g class="{look}">{rect}{words}</g>'


def area(
    left: float, top: float, right: float, bottom: float, look: str, words: str, right_aligned: bool = False
) -> str:
    """A frame around boxes, its name in an upper corner."""
    rect = f'<rect x="{left:g}" y="{top:g}" width="{right - left:g}" height="{bottom - top:g}" rx="14"/>'
    x, anchor = (right - 14, "end") if right_aligned else (left + 14, "start")
    return f'<g class="{look}">{rect}{words_at(x, top + 22, words, "area", anchor)}</g>'


def arrow(points: Sequence[Point]) -> str:
    """A line through the points, round at its corners, with a tip at its end."""
    start, *between = points
    end = between.pop()
    path = f"M{start[0]:g} {start[1]:g}"
    for before, corner, after in zip(points, between, points[2:], strict=False):
        (ax, ay), (bx, by) = _towards(corner, before), _towards(corner, after)
        path += f"L{ax:g} {ay:g}Q{corner[0]:g} {corner[1]:g} {bx:g} {by:g}"
    return f'<path class="way" d="{path}L{end[0]:g} {end[1]:g}" marker-end="url(#tip)"/>'


def words_at(x: float, y: float, words: str, look: str, anchor: str = "middle") -> str:
    """One line of words."""
    return f'<text class="{look}" x="{x:g}" y="{y:g}" text-anchor="{anchor}">{escape(words)}</text>'


def _towards(corner: Point, other: Point) -> Point:
    """The point a corner's radius away from it."""
    dx, dy = other[0] - corner[0], other[1] - corner[1]
    share = min(0.5, CORNER / max(abs(dx), abs(dy)))
    return corner[0] + dx * share, corner[1] + dy * share
