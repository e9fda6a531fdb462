"""What only root meets: PostgreSQL refuses root, and its account cannot pass through closed folders."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy import homes
from deploy.postgres import place
from deploy.postgres.embedded import Embedded, running
from deploy.problems import Problem

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user has one account only: nothing to switch")


@pytest.fixture
def closed(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home that only root reaches, and a far place of the test's own."""
    monkeypatch.setattr(place, "FAR", home / "far")
    parent = home / "closed"
    parent.mkdir()
    parent.chmod(0o700)
    yield homes.ready(parent / "home")
    assert parent.stat().st_mode & 0o777 == 0o700, "a parent was opened"


def test_the_server_runs_as_an_account_of_its_own(home: Path) -> None:
    with running(home) as postgres:
        assert postgres.server.process is not None
        owner = Path(f"/proc/{postgres.server.process.pid}").stat().st_uid
        assert owner == postgres.place.account.uid != 0


def test_a_home_out_of_reach_keeps_its_database_elsewhere_and_says_so(closed: Path) -> None:
    said: list[str] = []
    first = Embedded(closed, said.append)
    assert first.place.folder.parent == place.FAR
    assert any(str(first.place.folder) in line for line in said)
    first.start()
    first.stop()
    with running(closed) as second:
        assert second.place.folder == first.place.folder


def test_a_moved_home_finds_its_database(closed: Path) -> None:
    with running(closed) as before:
        url = before.url("app")
    moved = closed.rename(closed.with_name("moved"))
    with running(moved) as after:
        assert after.url("app") == url


def test_a_copied_home_does_not_touch_the_database_of_the_first(closed: Path) -> None:
    with running(closed) as first:
        copied = closed.with_name("copied")
        os.system(f"cp -r {closed} {copied}")
        with pytest.raises(Problem, match="in use by process"):
            Embedded(copied)
        assert first.server.process is not None
        assert first.server.process.poll() is None


def test_what_an_earlier_home_left_elsewhere_is_set_aside(closed: Path) -> None:
    with running(closed) as first:
        old = first.place.folder
    os.system(f"rm -r {closed}")
    said: list[str] = []
    Embedded(homes.ready(closed), said.append).stop()
    assert any("was set aside as" in line for line in said)
    assert len([folder for folder in place.FAR.iterdir() if folder.name.startswith(old.name)]) == 2


def test_a_database_that_should_be_elsewhere_and_is_not_is_never_made_anew(closed: Path) -> None:
    with running(closed) as first:
        old = first.place.folder
    old.rename(old.with_name("lost"))
    with pytest.raises(Problem, match="and is not there: restore it"):
        Embedded(closed)
