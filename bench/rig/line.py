"""One figure, one JSON line."""

import json
import sys


def tell(figure: str, value: float, unit: str, reference: float | None = None, aim: float | None = None) -> None:
    """Prints the figure beside its reference of the same run; `aim` is what the ratio, or else the value, should be."""
    line = {
        "figure": figure,
        "value": round(value, 2),
        "unit": unit,
        "reference": reference and round(reference, 2),
        "ratio": round(value / reference, 3) if reference else None,
        "aim": aim,
    }
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()
