"""A TOML file as a typed document."""

import tomllib
from pathlib import Path
from typing import TypeVar

import msgspec

from deploy.seeding.faults import Fault

D = TypeVar("D")


def read(folder: Path, name: str, kind: type[D], faults: list[Fault]) -> D | None:
    """The document, or None with the reason in `faults`."""
    try:
        data = tomllib.loads((folder / name).read_text(encoding="utf-8"))
        return msgspec.convert(data, kind, strict=False)
    except (OSError, ValueError) as error:
        faults.append(Fault(file=name, line=0, text=str(error)))
        return None
