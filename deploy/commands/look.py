"""Commands that only look: the life cycle, the API's description."""

import sys
from pathlib import Path


def lifecycle(svg: Path | None) -> None:
    """Print the transition table, or draw it into a file (`-` prints the drawing)."""
    from shared.domain.cases.picture import as_svg, as_table

    if svg is None:
        print(as_table())
    elif str(svg) == "-":
        sys.stdout.write(as_svg())
    else:
        svg.write_text(as_svg(), "utf-8")
