"""The log file of a child process: it writes there itself, so that a slow or dead parent never blocks it."""

import os
import shutil
from pathlib import Path

BIGGEST = 20_000_000  # bytes; one older part is kept beside it


def trim(log: Path) -> None:
    """Move a log that grew too big aside and empty it in place: its writer has it open for appending."""
    if log.exists() and log.stat().st_size > BIGGEST:
        shutil.copyfile(log, log.with_suffix(".1.log"))
        os.truncate(log, 0)


def last_line(log: Path) -> str:
    """The last line a process said, cut to what fits on a screen line."""
    if not log.exists():
        return ""
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        lines = file.read().decode(errors="replace").strip().splitlines()
    # SQLAlchemy ends its errors with the statement and a link in brackets; what happened stands before them.
    telling = [line for line in lines if not line.startswith(("(", "[", " "))]
    return (telling or lines or [""])[-1][:300]
