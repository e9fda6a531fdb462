"""`bangban backup` and `bangban restore`: of an embedded platform, to any second since the first backup."""

from datetime import datetime
from pathlib import Path

from deploy import homes, surroundings
from deploy.backup import restore as restoring
from deploy.backup import take
from deploy.problems import Problem
from shared.domain.deadlines.calendar import SHANGHAI


def backup(target: Path, log_only: bool) -> None:
    """A whole copy and the log, or only the log since the last time."""
    home = surroundings.home()
    if log_only:
        print(f"{take.log(home, target.resolve())} segments of the log were moved to {target / 'wal'}")
        return
    print(f"{take.whole(home, target.resolve())} is whole; the keys are not in it: `bangban keys export` copies them")


def restore(source: Path, at: str) -> None:
    """Into the home of BANGBAN_HOME, which has keys and no database yet."""
    home, wanted = surroundings.home(), _second(at) if at else None
    if not source.is_dir():
        raise Problem(f"{source} is not there", "name the folder that `bangban backup` wrote")
    homes.own(home)
    with homes.hold(home):
        said = restoring.restore(source.resolve(), home, wanted)
    print(
        f"restored from the backup of {said.made_at.isoformat()}, up to {wanted.isoformat() if wanted else 'its end'}"
    )


def _second(text: str) -> datetime:
    """A point in time; without an offset it is local time of the platform. Raises Problem."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        raise Problem(f"{text!r} is no point in time", "write 2026-11-16T09:30:00") from None
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)
