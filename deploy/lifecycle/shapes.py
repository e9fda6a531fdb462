"""Boxes, arrows and labels in SVG; sizes in pixels."""

from xml.sax.saxutils import escape

Point = tuple[float, float]

WIDE, HIGH = 116, 44  # a state's box
STEP_X, STEP_Y, LEFT, TOP = 212, 104, 84, 92
STYLE = (
    "text{font:13px system-ui,'Noto Sans SC',sans-serif;fill:#1f2937;text-anchor:middle}"
    "text.small{font-size:11px;fill:#64748b}text.label{font-size:11.5px;fill:#334155}"
    "text.small,text.label{paint-order:stroke;stroke:#fff;stroke-width:4px}"
    ".line{fill:none;stroke:#94a3b8;stroke-width:1.3}.frame{fill:none;stroke:#cbd5e1;stroke-dasharray:5 4}"
    ".open{fill:#e8f0fe;stroke:#3b6fd4}.closed{fill:#f1f5f9;stroke:#64748b}"
)
TIP = (
    '<defs><marker id="tip" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto">'
    '<path d="M0 0 8 4 0 8z" fill="#94a3b8"/></marker></defs>'
)


def page(columns: float, rows: float, shapes: list[str], footnote: str) -> str:
    """The whole picture around its shapes."""
    width, height = LEFT * 2 + STEP_X * columns, TOP + STEP_Y * rows + 110
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" role="img">',
            "<title>The life cycle of a case</title>",
            f"<style>{STYLE}</style>",
            TIP,
            f'<rect width="{width:g}" height="{height:g}" fill="#fff"/>',
            *shapes,
            f'<text class="small" x="{width / 2:g}" y="{height - 16:g}">{footnote}</text>',
            "</svg>\n",
        ]
    )


def centre(column: float, row: float) -> Point:
    """The middle of the box in this place of the grid."""
    return LEFT + column * STEP_X, TOP + row * STEP_Y


def border(middle: Point, towards: Point) -> Point:
    """Where a line from the middle of a box towards another point crosses its edge."""
    dx, dy = towards[0] - middle[0], towards[1] - middle[1]
    scale = min(WIDE / 2 / abs(dx) if dx else 9e9, HIGH / 2 / abs(dy) if dy else 9e9)
    return middle[0] + dx * scale, middle[1] + dy * scale


def arrow(*points: Point) -> str:
    """A line through the points with a tip at its end."""
    path = "L".join(f"{x:.0f} {y:.0f}" for x, y in points)
    return f'<path class="line" d="M{path}" marker-end="url(#tip)"/>'


def label(x: float, y: float, words: str, kind: str = "label") -> str:
    """Words in the middle of an arrow."""
    return f'<text class="{kind}" x="{x:.0f}" y="{y:.0f}">{escape(words)}</text>'


def frame(left: Point, right: Point, lowest: Point) -> str:
    """A frame around all boxes between these."""
    x, y = left[0] - WIDE / 2 - 14, left[1] - HIGH / 2 - 14
    width, height = right[0] + WIDE / 2 + 14 - x, lowest[1] + HIGH - y
    return f'<rect class="frame" x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="12"/>'


def box(middle: Point, name: str, official: str, is_open: bool) -> str:
    """A state with its official term below its name."""
    x, y = middle
    kind = "open" if is_open else "closed"
    drawn = f'<rect class="{kind}" x="{x - WIDE / 2:g}" y="{y - HIGH / 2:g}" width="{WIDE}" height="{HIGH}" rx="8"/>'
    drawn += f'<text x="{x:g}" y="{y - 2 if official else y + 4:g}">{escape(name)}</text>'
    return drawn + (f'<text class="small" x="{x:g}" y="{y + 14:g}">{escape(official)}</text>' if official else "")
