"""Anything may die at any time: nothing acknowledged is lost, nothing is done twice, nothing is done out of order."""

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.faults.load import QUARREL, STEPS, Load
from tests.faults.storm import Storm, raging

EXPECTED = {"opened", "submitted", "accepted", "handover_offered", "handover_signed", "started", "completed"}
CROSSED = Counter({"handover_refused": 1, "pooled": 1, "handover_offered": 1})
"""What happens besides to a case that another region does not want at first."""
STALLED = 6.0  # seconds a kill waits for somebody to get on, so that storms on slow machines hit people at work
LOOKS = 12
OPEN = "select state from sms where state in ('waiting', 'sending', 'unknown')"
QUIET = 120.0  # seconds until all that was left behind is done


@pytest.fixture
def folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="bb-storm-", dir="/tmp"))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


@pytest.mark.timeout(3600)
@pytest.mark.parametrize("kills", [25, pytest.param(400, marks=pytest.mark.long)])
def test_a_storm_of_deaths_loses_nothing_and_doubles_nothing(folder: Path, kills: int) -> None:
    seed = int(os.environ.get("BANGBAN_STORM_SEED", "7"))
    print(f"seed {seed}")
    with raging(folder, seed) as storm:
        # Given people at work
        load = Load(storm.base, seed)
        load.start()
        storm.live(3)
        # When one part after the other is killed
        for _ in range(kills):
            done = load.progress
            storm.kill_one()
            storm.live(storm.chance.uniform(0.2, 1.0))
            storm.live(STALLED, lambda done=done: load.progress > done)  # type: ignore[misc]
        ended = _ending(load, storm)
        # Then all that was begun is finished once everything runs, and the outbox is empty
        assert ended == [], ended
        _quiet(storm)
        _nothing_lost_or_doubled(storm, load)
        print(f"kills {dict(storm.kills)}, cases {len(load.acknowledged)}, answers {dict(load.answers)}")


def _ending(load: Load, storm: Storm) -> list[str]:
    """People finish what they hold, while the platform is looked after."""
    load.enough()
    storm.live(QUIET, lambda: not load.busy)
    load.end()
    return load.refused


def _quiet(storm: Storm) -> None:
    """What is held back while an act can be undone goes out, the supplier is asked after what is in doubt; all ends.

    Silence proves after five looks at least that a supplier never had a message, and every look sets the next one.
    """
    for _ in range(LOOKS):
        storm.advance("20 minutes")
        storm.live(QUIET, lambda: storm.rows("select from outbox") == [])
        storm.live(1.5)
        if storm.rows(OPEN) == []:
            break
    assert storm.rows("select kind, state, attempts, last_error, rings from outbox") == []
    storm.live(30, lambda: storm.wrongs() == [])
    assert storm.wrongs() == []


def _nothing_lost_or_doubled(storm: Storm, load: Load) -> None:
    happened: dict[str, Counter[str]] = {}
    for case_id, kind in storm.rows("select case_id::text, kind from case_events"):
        happened.setdefault(str(case_id), Counter())[str(kind)] += 1
    acknowledged = {case.case_id for case in load.acknowledged}
    assert len(acknowledged) == len(load.acknowledged) > 4
    assert {case.number for case in load.acknowledged} == {n for (n,) in storm.rows("select number from cases")}
    assert set(happened) == acknowledged
    for case in load.acknowledged:
        steps = [verb for _, verb, _ in QUARREL] if case.crossing else [verb for verb, _ in STEPS]
        assert case.acts == steps
        expected = Counter(dict.fromkeys(EXPECTED, 1)) + (CROSSED if case.crossing else Counter())
        assert happened[case.case_id] == expected, case.case_id
    assert any(case.crossing for case in load.acknowledged)
    _one_sms_each(storm, load)


def _one_sms_each(storm: Storm, load: Load) -> None:
    """In the journal and on the phones: one for every case and purpose."""
    journal = Counter((str(case_id), str(purpose)) for case_id, purpose in storm.rows(
        "select case_id::text, purpose from sms"
    ))  # fmt: skip
    assert journal == Counter({(c.case_id, p): 1 for c in load.acknowledged for p in ("accepted", "rating")})
    messages = httpx.get(f"{storm.simulator}/api/messages").json()["messages"]
    assert Counter(m["phone"] for m in messages) == Counter({case.phone: 2 for case in load.acknowledged})
    assert httpx.get(f"{storm.simulator}/api/counts").json()["duplicates"] == 0
