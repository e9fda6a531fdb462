"""`bangban calendar`: a notice is looked at, published as a new version, shown and checked."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import structlog
from sqlalchemy import Engine, text

from deploy.commands import calendar, doctor
from deploy.problems import Problem
from deploy.seeding import load
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests import scenes

SEED = Path(__file__).parents[2] / "deploy" / "seed" / "calendar"


@pytest.fixture(autouse=True)
def here(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The command works on the test's own database, and takes its log along when it goes."""
    monkeypatch.setattr("deploy.surroundings.settings", lambda *_: settings)
    yield
    structlog.reset_defaults()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The shipped days of 2027 with a paper, a make-up Saturday and a bridge day."""
    told = json.loads((SEED / "2027.json").read_text("utf-8"))
    more = [
        {"name": "春节", "date": "2027-02-09", "isOffDay": True},
        {"name": "春节", "date": "2027-02-20", "isOffDay": False},
    ]
    made = tmp_path / "2027.json"
    made.write_text(json.dumps(told | {"papers": ["https://www.gov.cn/x"], "days": told["days"] + more}), "utf-8")
    return made


def brought_in(file: Path, **changes: Any) -> None:
    told: dict[str, Any] = {"layer": "CN", "year": 0, "source": "", "reason": "国务院办公厅通知", "publish": True}
    calendar.bring_in(file, **(told | changes))


def test_without_being_told_to_publish_it_only_tells(
    file: Path, store: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    brought_in(file, publish=False)
    told = capsys.readouterr().out
    assert "2027-02-09 worked -> off 春节" in told
    assert "2027-02-20 off -> worked 春节" in told
    assert "nothing was changed" in told
    assert seen_by(store, scenes.CITY).version == 1


def seen_by(store: Store, site: str) -> Any:
    with store.work(scenes.clerk(scenes.VILLAGE)) as work:
        return work.reference.calendar_at(site)


def test_what_is_published_is_in_force_at_once_and_the_version_before_stays(
    file: Path, store: Store, owner: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    assert seen_by(store, scenes.VILLAGE).is_working(date(2027, 2, 9))
    brought_in(file)
    after = seen_by(store, scenes.VILLAGE)
    assert (after.is_working(date(2027, 2, 9)), after.is_working(date(2027, 2, 20)), after.version) == (False, True, 2)
    with owner.connect() as conn:
        years = conn.execute(text("select version, status, reason from calendar_years where year = 2027 order by 1"))
        assert [tuple(row) for row in years] == [(1, "provisional", ""), (2, "official", "国务院办公厅通知")]
        noted = conn.execute(text("select object from audit where act = 'calendar.publish'")).scalar_one()
    assert noted == "CN 2027 v2"
    # And the same file again is nothing new
    with pytest.raises(Problem, match="2027 年和第 2 版一样"):
        brought_in(file)


def test_loading_the_shipped_files_again_takes_nothing_published_away(
    file: Path, store: Store, settings: Settings, owner: Engine
) -> None:
    brought_in(file)
    load(settings, owner, demo=True)
    assert not seen_by(store, scenes.CITY).is_working(date(2027, 2, 9))


def test_a_faulty_file_is_refused_with_every_fault_and_changes_nothing(file: Path, store: Store) -> None:
    told = json.loads(file.read_text("utf-8"))
    wrong = {"name": "春节", "date": "2027-02-30", "isOffDay": True}
    file.write_text(json.dumps(told | {"days": [*told["days"], told["days"][0], wrong]}), "utf-8")
    with pytest.raises(Problem) as refused:
        brought_in(file)
    assert "2 fault(s)" in str(refused.value)
    assert "2027-02-30" in str(refused.value)
    with pytest.raises(Problem, match="要导入的是 2028 年"):
        brought_in(SEED / "2027.json", year=2028)
    assert seen_by(store, scenes.CITY).version == 1


def test_a_district_s_own_day_off_is_its_own(tmp_path: Path, store: Store, file: Path) -> None:
    day = {"name": "那达慕", "date": "2027-07-16", "isOffDay": True}
    local = tmp_path / "local.json"
    local.write_text(json.dumps({"year": 2027, "days": [day]}), "utf-8")
    brought_in(local, layer=scenes.ZONE)
    assert not seen_by(store, scenes.VILLAGE).is_working(date(2027, 7, 16))
    assert seen_by(store, scenes.FOREIGN).is_working(date(2027, 7, 16))
    # A later national version leaves it standing
    brought_in(file)
    assert not seen_by(store, scenes.VILLAGE).is_working(date(2027, 7, 16))


def test_publishing_needs_a_reason(file: Path) -> None:
    with pytest.raises(Problem, match="needs a reason"):
        brought_in(file, reason="")


def test_a_year_is_shown_with_its_sources(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    calendar.show(2026, scenes.VILLAGE)
    told = capsys.readouterr().out
    assert "2026-10-10 Sat  worked  国庆节" in told
    assert "248 working days, open 08:30-12:00 14:30-17:30, version 1, official" in told
    with pytest.raises(Problem, match="2031"):
        calendar.show(2031, "")


def test_the_check_says_which_year_is_a_guess(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert calendar.check() == 0
    assert capsys.readouterr().out == "2026: official\n2027: provisional\n"
    brought_in(file)
    capsys.readouterr()
    assert calendar.check() == 0
    assert "2027: official" in capsys.readouterr().out


def test_the_doctor_tells_a_provisional_year_and_calls_a_missing_one_a_problem(owner: Engine) -> None:
    assert doctor.calendar() == "2026 official, 2027 provisional"
    with owner.begin() as conn:
        conn.execute(text("delete from calendar_days where year = 2027"))
        conn.execute(text("delete from calendar_years where year = 2027"))
        conn.execute(text("update reference_version set version = version + 1"))
    with pytest.raises(Problem, match="2027 is not in it"):
        doctor.calendar()
