"""Every story, on both runtimes: one process with an in-memory broker, and processes apart on RabbitMQ."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.rabbit import Rabbit
from tests.journeys.running import Platform, platform


@pytest.fixture(scope="module", params=["embedded", "processes"])
def running(request: pytest.FixtureRequest) -> Iterator[Platform]:
    if request.param == "embedded":
        with platform() as found:
            yield found
        return
    folder = Path(tempfile.mkdtemp(prefix="bb-rabbit-", dir="/tmp"))
    broker = Rabbit(folder)
    broker.start()
    try:
        with platform(broker.url) as found:
            yield found
    finally:
        broker.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_all_stories_go_as_told_and_leave_a_sound_database(running: Platform) -> None:
    told = running.bangban("story", "all")
    assert told.returncode == 0, told.stdout + told.stderr
    checked = running.bangban("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_story_that_does_not_exist_is_refused_with_the_names_of_those_that_do(running: Platform) -> None:
    refused = running.bangban("story", "nothing")
    assert refused.returncode != 0
    assert "village" in refused.stderr
