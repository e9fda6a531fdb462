"""`bangban policy` as an officer and an operator use it: a file out, changed, checked, published, and taken back."""

from pathlib import Path

import pytest

from deploy import surroundings
from deploy.commands import policy
from deploy.problems import Problem
from shared.kernel.settings import Settings
from shared.store import policies
from shared.store.engine import Store
from tests import scenes

ZONE = "150271"


@pytest.fixture(autouse=True)
def here(monkeypatch: pytest.MonkeyPatch, settings: Settings) -> None:
    """The commands work on the database of the test."""
    monkeypatch.setattr(surroundings, "settings", lambda *need: settings)


def in_force(store: Store) -> int:
    with store.work(scenes.clerk(ZONE)) as work:
        return policies.current(work.conn, ZONE, "routing")


def test_a_file_goes_out_is_changed_checked_published_and_taken_back(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Given the lines in force as a file
    policy.export(ZONE, "routing", -1)
    content = capsys.readouterr().out
    file = tmp_path / "routing.csv"
    # When a line of it points nowhere
    file.write_text(content + "zone-005,5,village,*,cat:民政,*,*,assign,department:宇航局,,,,,\n", "utf-8")
    assert policy.check(ZONE, "routing", file) == 1
    assert "宇航局" in capsys.readouterr().out
    with pytest.raises(Problem, match="不能发布"):
        policy.publish(ZONE, "routing", file, "直接派部门")
    # Then it is published once mended, and taken back
    file.write_text(content + "zone-005,5,village,*,cat:民政,*,*,assign,department:社会事务局,,,,,\n", "utf-8")
    assert policy.check(ZONE, "routing", file) == 0
    policy.publish(ZONE, "routing", file, "直接派部门")
    assert in_force(store) == 2
    policy.rollback(ZONE, "routing", 1, "试点结束")
    assert in_force(store) == 3
    capsys.readouterr()
    policy.export(ZONE, "routing", 3)
    assert capsys.readouterr().out == content


def test_a_case_that_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(Problem, match="no case"):
        policy.explain("150271-20261116-0001-X")


def test_escalation_is_not_tried_and_says_so(store: Store, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(Problem, match="请用检查"):
        policy.try_it(ZONE, "escalation", None, None, 10)
    policy.try_it(ZONE, "routing", None, None, 10)
    assert "would go elsewhere" in capsys.readouterr().out
