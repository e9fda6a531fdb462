"""Commands that only look: the life cycle, the API's description."""

import sys
from pathlib import Path


def lifecycle(svg: Path | None) -> None:
    """Print the transition table, or draw it into a file (`-` prints the drawing)."""
    from deploy.lifecycle import drawing, listing

    if svg is None:
        print("\n".join(listing.lines()))
    elif str(svg) == "-":
        sys.stdout.write(drawing.svg())
    else:
        svg.write_text(drawing.svg())
