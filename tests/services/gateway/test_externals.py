"""外部单位 through the API: carried by the department above them, on record, without a desk of their own."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, text

from shared.domain.deadlines.calendar import local_date
from tests.services.gateway.people import Caller
from tests.services.gateway.test_verbs import Scene

DEPARTMENT, BODY, STRANGE = "150271-shehuishiwu", "150271-shehuishiwu-wai", "150271-gongdian"


@pytest.fixture
def scene(someone: Callable[[str], Caller], owner: Engine) -> Scene:
    """A case at work at 社会事务局, below which a body outside stands."""
    with owner.begin() as conn:
        conn.execute(
            text(
                "insert into sites (id, tenant_id, parent_id, kind, tier, name, short_name) values"
                " (:body, '150271', :above, 'external', 'district', '社区医院', '社区医院')"
            ),
            {"body": BODY, "above": DEPARTMENT},
        )
        conn.execute(text("update reference_version set version = version + 1"))
    scene = Scene(someone, owner)
    scene.act("xzw", "forward", to_site=DEPARTMENT)
    scene.act("shsw", "sign-for")
    scene.act("shsw", "start")
    return scene


def today(scene: Scene) -> str:
    return local_date(datetime.fromisoformat(scene.seen()["accepted_at"])).isoformat()


def filed(scene: Scene) -> dict[str, str]:
    """What the department filed, as a body."""
    return {"body_site": BODY, "reference": "外字2026-7", "words": "核对住院记录", "filed_on": today(scene)}


def test_a_department_files_outside_and_completes_when_it_is_back(scene: Scene) -> None:
    assert scene.refused("shsw", "file-external", **filed(scene) | {"body_site": STRANGE}) == "external.not_supervised"
    assert scene.refused("shsw", "file-external", **filed(scene) | {"reference": " "}) == "external.incomplete"
    assert scene.refused("xzw", "file-external", **filed(scene)) == "case.part"
    scene.act("shsw", "file-external", **filed(scene))
    (filing,) = scene.seen()["filings"]
    assert (filing["site"], filing["reference"], filing["ended_at"]) == (DEPARTMENT, "外字2026-7", None)
    assert (scene.seen()["holder_site"], scene.seen()["state"]) == (DEPARTMENT, "handling")
    assert scene.refused("shsw", "complete", result="已办结") == "external.open"
    reply = {"filing_id": filing["id"], "outcome": "done", "words": "记录属实", "replied_on": today(scene)}
    tomorrow = (local_date(datetime.fromisoformat(scene.seen()["accepted_at"])) + timedelta(days=1)).isoformat()
    assert scene.refused("shsw", "record-reply", **reply | {"replied_on": tomorrow}) == "external.reply"
    scene.act("shsw", "record-reply", **reply)
    scene.act("shsw", "complete", result="已办结")
    events = scene.by("xzw").get(f"/api/cases/{scene.case}/events").json()["events"]
    assert any("王建国" in event["text"] and "社区医院" in event["text"] for event in events)


def test_a_body_outside_is_asked_to_co_handle_through_its_department(scene: Scene) -> None:
    scene.case = scene.by("xzw").registered()
    scene.act("xzw", "ask-cohandler", to_site=BODY, words="请核对住院记录")
    (part,) = scene.seen()["cohandlers"]
    assert (part["site"], part["body_site"]) == (DEPARTMENT, BODY)
    scene.act("shsw", "sign-cohandler")


def test_nothing_is_handed_to_a_body_outside(scene: Scene) -> None:
    assert scene.refused("shsw", "forward", to_site=BODY) == "handover.unable"
