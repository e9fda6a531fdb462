"""商定停表 through the API: proposed, accepted, declined, taken back, and told to both sites in the thread."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.services.gateway.people import Caller
from tests.services.gateway.test_verbs import TOWN, Scene


@pytest.fixture
def scene(someone: Callable[[str], Caller], owner: Engine) -> Scene:
    """A village's case at work at its town."""
    scene = Scene(someone, owner)
    scene.act("xzw", "forward", to_site=TOWN)
    scene.act("wsq", "sign-for")
    scene.act("wsq", "start")
    return scene


def said(scene: Scene, login: str = "xzw") -> list[str]:
    """What the platform told in the thread."""
    turns: list[Any] = scene.by(login).get(f"/api/cases/{scene.case}/thread").json()["turns"]
    return [turn["says"] for turn in turns if turn["says"]]


def test_one_party_alone_stops_no_clock_by_agreement(scene: Scene) -> None:
    assert scene.refused("wsq", "pause", cause="agreed", words="等取证") == "pause.needs_consent"
    # Given a proposal that the village knows of
    scene.act("wsq", "propose-pause", words="等申请人取证")
    seen = scene.seen("xzw")
    assert (seen["state"], seen["pause_proposal"]["words"]) == ("handling", "等申请人取证")
    assert "dispatch.lapse_pause" in {kind for kind, _, _ in scene.timers()}
    # When it agrees
    assert scene.refused("wsq", "accept-pause") == "pause.own"
    scene.act("xzw", "accept-pause")
    # Then the clock stands still, and both read of it
    assert (scene.seen()["lamp"], scene.seen()["pause_proposal"]) == ("paused", None)
    scene.act("wsq", "resume")
    for login in ("xzw", "wsq"):
        assert said(scene, login)[-3:] == ["pause_proposed", "pause_accepted", "clock_resumed"]


def test_a_pause_for_the_applicant_s_papers_stays_one_sided(scene: Scene) -> None:
    scene.act("wsq", "pause", cause="correction", words="等补正")
    assert scene.seen()["lamp"] == "paused"
    assert said(scene)[-1] == "clock_stopped"


def test_who_declines_says_why_and_who_proposed_takes_it_back(scene: Scene) -> None:
    scene.act("xzw", "propose-pause", words="申请人外出")
    assert scene.refused("xzw", "decline-pause", words="不必") == "pause.own"
    assert scene.refused("wsq", "decline-pause", words=" ") == "pause.declined_words"
    scene.act("wsq", "decline-pause", words="材料已齐，不必等")
    assert scene.refused("wsq", "accept-pause") == "pause.none"
    scene.act("wsq", "propose-pause", words="等申请人取证")
    assert scene.refused("xzw", "withdraw-pause") == "pause.theirs"
    scene.act("wsq", "withdraw-pause")
    assert scene.seen()["pause_proposal"] is None
    assert said(scene)[-4:] == ["pause_proposed", "pause_declined", "pause_proposed", "pause_withdrawn"]


def test_agreeing_is_taken_back_within_its_window_and_the_thread_says_so(scene: Scene) -> None:
    scene.act("wsq", "propose-pause", words="等申请人取证")
    scene.act("xzw", "accept-pause")
    scene.act("xzw", "undo")
    assert scene.seen()["pause_proposal"]["words"] == "等申请人取证"
    assert said(scene)[-1] == "pause_undone"


def test_the_proposal_waits_on_the_other_s_desk(scene: Scene) -> None:
    assert scene.case not in waiting(scene, "xzw")
    scene.act("wsq", "propose-pause", words="等申请人取证")
    assert scene.case in waiting(scene, "xzw")
    scene.act("xzw", "decline-pause", words="不必等")
    assert scene.case not in waiting(scene, "xzw")


def waiting(scene: Scene, login: str) -> set[str]:
    """The cases in whose matter somebody else awaits an answer here."""
    return {row["case_id"] for row in scene.by(login).get("/api/desk?tab=co").json()["rows"]}
