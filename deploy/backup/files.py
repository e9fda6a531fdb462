"""Attachments beside the database: files that never change, copied once each."""

import os
import shutil
from pathlib import Path

FOLDER = "files"


def copy_new(source: Path, target: Path) -> int:
    """What is in the one folder and not yet in the other; gives how many. A copy is whole or not there."""
    copied = 0
    for path in sorted(source.glob("[0-9a-f][0-9a-f]/*")):
        to = target / path.parent.name / path.name
        if path.suffix or to.exists():
            continue
        to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = to.with_suffix(".part")
        shutil.copyfile(path, draft)
        os.chmod(draft, 0o600)
        draft.rename(to)
        copied += 1
    return copied
