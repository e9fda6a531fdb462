"""What the applicant is told of an act is held while it can be taken back, and stays at home when it is."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import Engine

from shared.contracts.messages import TellApplicant
from tests.services.gateway.people import Caller
from tests.services.gateway.test_verbs import TOWN, Scene

NONE = timedelta(0)


@pytest.fixture
def scene(someone: Callable[[str], Caller], owner: Engine) -> Scene:
    """A village's case, offered to its town."""
    scene = Scene(someone, owner)
    scene.act("xzw", "forward", to_site=TOWN)
    return scene


def told(scene: Scene) -> list[tuple[str, int, bool]]:
    """What is to be told after the acceptance: purpose, which time, and whether it waits."""
    sent = [(one, hold) for one, hold in scene.sent() if isinstance(one, TellApplicant)]
    return [(one.purpose, one.round, hold > NONE) for one, hold in sent if one.purpose != "accepted"]


def test_signing_tells_the_applicant_where_the_case_is_unless_it_is_taken_back(scene: Scene) -> None:
    scene.act("wsq", "sign-for")
    event = scene.seen()["version"]
    assert told(scene) == [("handed_on", event, True)]
    scene.act("wsq", "undo")
    assert told(scene) == []
    scene.act("wsq", "sign-for")
    assert told(scene) == [("handed_on", event + 2, True)]


def test_a_case_that_is_returned_tells_the_applicant_nothing(scene: Scene) -> None:
    scene.act("wsq", "sign-for")
    before = told(scene)
    scene.act("wsq", "return", reason="lacking_papers", words="缺户口簿")
    assert told(scene) == before


def test_every_cause_of_a_pause_has_a_purpose_of_its_own(scene: Scene) -> None:
    scene.act("wsq", "sign-for")
    scene.act("wsq", "start")
    scene.act("wsq", "pause", cause="correction", words="等补正")
    assert told(scene)[1:] == [("gaps", 1, True)]
    scene.act("wsq", "undo")
    assert told(scene)[1:] == []
    scene.act("wsq", "pause", cause="correction", words="等补正")
    scene.act("wsq", "resume")
    assert told(scene)[1:] == [("gaps", 1, True)]


def test_a_pause_that_one_side_proposes_is_told_when_the_other_agrees(scene: Scene) -> None:
    scene.act("wsq", "sign-for")
    scene.act("wsq", "start")
    scene.act("wsq", "propose-pause", words="等申请人取证")
    assert told(scene)[1:] == []
    scene.act("xzw", "accept-pause")
    assert told(scene)[1:] == [("paused", 1, True)]
    # And agreeing that is taken back tells nobody
    scene.act("xzw", "undo")
    assert told(scene)[1:] == []


def test_a_completion_is_told_for_its_round_and_a_termination_once(scene: Scene) -> None:
    scene.act("wsq", "sign-for")
    scene.act("wsq", "start")
    scene.act("wsq", "complete", result="已发放")
    assert told(scene)[1:] == [("completed", 1, True)]
    scene.act("wsq", "undo")
    assert told(scene)[1:] == []
    ending = {"reason": "WITHDRAW", "words": "申请人不办了", "paper": "终止单1号"}
    assert scene.refused("wsq", "terminate", **ending | {"paper": " "}) == "terminate.incomplete"
    scene.act("wsq", "terminate", **ending)
    assert told(scene)[1:] == [("terminated", 1, True)]
    scene.act("wsq", "undo")
    assert told(scene)[1:] == []
