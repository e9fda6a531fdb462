"""差评整改 over HTTP: listed, called, closed by somebody else; strangers see nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine, text

from services.dispatch.entry.actors import handlers
from services.dispatch.usecases.sweep import sweep
from services.gateway.main import deps_of
from services.gateway.usecases.rate_by_link import rate_by_link
from shared.contracts import messages as m
from shared.domain.access.actor import platform
from shared.domain.cases.commands import Archive
from shared.domain.cases.lifecycle import decide
from shared.domain.feedback.grades import Grade
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import ratings
from shared.store.engine import Store
from tests import ringing, scenes
from tests.papers import PDF, png
from tests.services.dispatch.test_dispatch import advance
from tests.services.gateway.people import Caller
from tests.services.gateway.test_bell import kinds

ZONE = "150271"


@pytest.fixture
def case(someone: Callable[[str], Caller], settings: Settings, store: Store) -> str:
    """A case that its village completed and the applicant rated badly."""
    return rated_badly(completed(someone("xzw")), settings, store)


def completed(clerk: Caller) -> str:
    case = clerk.registered()
    clerk.act(f"/api/cases/{case}/start")
    assert clerk.act(f"/api/cases/{case}/complete", {"result": "已发放"}).status_code == 200
    return case


def rated_badly(case: str, settings: Settings, store: Store) -> str:
    with store.work(platform(ZONE)) as work:
        link = ratings.Link(tenant_id=ZONE, case_id=UUID(case), round=1, expires_at=work.now.replace(year=2030))
        secret = ratings.make_link(work.conn, work.keys.token_key, link, work.now)
    rate_by_link(deps_of(settings, store), secret, Grade.BAD, ("slow",), address="192.0.2.1")
    message = m.OpenRectification(tenant_id=ZONE, case_id=UUID(case), round=1)
    handlers(scenes.dispatching(store))[m.OpenRectification](message, new_id())
    return case


def listed(person: Caller) -> list[str]:
    return [row["case_id"] for row in person.get("/api/rectifications").json()["orders"]]


def test_an_order_is_called_about_and_closed_by_somebody_else(case: str, someone: Callable[[str], Caller]) -> None:
    clerk, centre = someone("xzw"), someone("gxq")
    assert listed(clerk) == listed(centre) == [case]
    seen = clerk.get(f"/api/cases/{case}").json()
    assert seen["rectification"]["state"] == "open"
    assert [act for act in seen["allowed"] if act.startswith("rectification")] == [
        "rectification.contact",
        "rectification.classify",
    ]
    close, words = (
        f"/api/cases/{case}/rectification/close",
        {"finding": "fixed", "words": "已上门补办", "evidence": "回执"},
    )
    assert clerk.act(close, words).json()["code"] == "rectification.not_contacted"
    assert clerk.act(f"/api/cases/{case}/rectification/contact").status_code == 200
    assert clerk.act(f"/api/cases/{case}/rectification/contact").json()["code"] == "rectification.contacted"
    assert clerk.act(close, words).json()["code"] == "rectification.own"
    assert centre.act(close, words | {"words": " "}).json()["fields"][0]["code"] == "rectification.words"
    assert centre.act(close, words | {"finding": "malice"}).status_code == 400
    assert centre.act(close, words | {"evidence": ""}).json()["code"] == "rectification.evidence"
    stray = {"evidence": "", "attachments": ["00000000-0000-7000-8000-000000000000"]}
    assert centre.act(close, words | stray).status_code == 404
    assert centre.act(close, words).status_code == 200
    assert listed(centre) == []
    assert centre.get(f"/api/cases/{case}").json()["rectification"]["finding"] == "fixed"


def test_a_case_without_a_bad_rating_has_no_order(someone: Callable[[str], Caller]) -> None:
    clerk = someone("xzw")
    case = clerk.registered()
    assert clerk.act(f"/api/cases/{case}/rectification/contact").json()["code"] == "rectification.none"


def test_another_district_sees_no_order(case: str, someone: Callable[[str], Caller]) -> None:
    stranger = someone("kdl")
    assert listed(stranger) == []
    assert stranger.act(f"/api/cases/{case}/rectification/contact").status_code == 404


def test_a_rating_is_left_out_by_who_neither_handled_the_case_nor_found_it_untrue(
    case: str, someone: Callable[[str], Caller]
) -> None:
    clerk, centre = someone("xzw"), someone("gxq")
    at = f"/api/cases/{case}/rectification"
    verdict = {"verdict": "exclude", "words": "录音与申请人所说一致"}
    doubt = {"finding": "untrue", "words": "申请人说按错了"}
    assert clerk.act(f"{at}/doubt", doubt).json()["code"] == "rectification.not_contacted"
    clerk.act(f"{at}/contact")
    assert centre.act(f"{at}/doubt", doubt).status_code == 200
    assert clerk.act(f"{at}/review", verdict).status_code == 403
    assert centre.act(f"{at}/review", verdict).json()["code"] == "rectification.own_review"
    assert centre.get("/api/rectifications").json()["orders"][0]["state"] == "review"


def test_an_order_tells_its_acts_and_the_figures_leave_out_what_a_review_did(
    case: str, someone: Callable[[str], Caller]
) -> None:
    clerk, centre = someone("xzw"), someone("gxq")
    at = f"/api/cases/{case}/rectification"
    clerk.act(f"{at}/contact")
    assert clerk.act(f"{at}/doubt", {"finding": "untrue", "words": "申请人说按错了"}).status_code == 200
    before = centre.get("/api/rectifications").json()
    assert (before["figures"]["bad"], before["call_rate"], before["mend_rate"]) == (1, 1.0, 0.0)
    assert centre.act(f"{at}/review", {"verdict": "exclude", "words": "录音在案"}).status_code == 200
    after = centre.get("/api/rectifications?closed=true").json()
    assert (after["figures"]["bad"], after["figures"]["excluded"], after["call_rate"]) == (0, 1, None)
    assert [row["finding"] for row in after["orders"]] == ["untrue"]
    told = [line["act"]["kind"] for line in centre.get(at).json()["acts"]]
    assert told == ["opened", "contact", "doubt", "review"]
    assert centre.get(f"/api/cases/{case}").json()["rating"]["grade"] == "bad", "the rating itself stays"


def test_figures_count_bad_ratings_under_a_name_alone(
    case: str, someone: Callable[[str], Caller], owner: Engine
) -> None:
    centre = someone("gxq")
    centre.act(f"/api/cases/{case}/rectification/contact")
    assert centre.get("/api/rectifications").json()["figures"]["called"] == 1
    for changed in ("anonymous = true", "anonymous = false, occasion = 'elsewhere'"):
        with owner.begin() as conn:
            conn.execute(text(f"update ratings set {changed}"))
        seen = centre.get("/api/rectifications").json()
        assert (seen["figures"]["bad"], seen["figures"]["called"], seen["call_rate"]) == (0, 0, None)
        assert len(seen["orders"]) == 1


def test_an_order_tells_whoever_handled_the_case_what_to_do_and_not_what_was_said(
    case: str, someone: Callable[[str], Caller]
) -> None:
    clerk, centre, at = someone("xzw"), someone("gxq"), f"/api/cases/{case}/rectification"
    clerk.act(f"{at}/contact")
    close = {"finding": "fixed", "words": "已上门补办", "evidence": "回执"}
    assert centre.act(f"{at}/close", close).status_code == 200
    codes = {by: [line["act"]["code"] for line in by.get(at).json()["acts"]] for by in (clerk, centre)}
    assert codes == {clerk: ["", "", "fixed"], centre: ["bad", "", "fixed"]}
    assert "不满意" in centre.get(f"/cases/{case}/rectification").text
    page = clerk.get(f"/cases/{case}/rectification").text
    assert "不满意" not in page
    assert "已上门补办" in page


def test_an_order_is_told_to_others_of_the_site_else_to_the_centre_and_never_to_whom_it_is_about(
    case: str, someone: Callable[[str], Caller], store: Store, owner: Engine
) -> None:
    clerk, centre = someone("xzw"), someone("gxq")
    rung = ringing.heard(store, owner)
    assert [kinds(clerk), kinds(centre)] == [[], ["rectification"]]
    # And where the village has somebody else, that one is told
    with owner.begin() as conn:
        conn.execute(text("delete from staff_notices"))
        conn.execute(text("update rectifications set handled_by = gen_random_uuid()"))
    for message in [one for _, one in rung if isinstance(one, m.TellStaffOf)]:
        ringing.tell(store, message)
    assert [kinds(clerk), kinds(centre)] == [["rectification"], []]


def test_the_site_appeals_and_somebody_at_another_site_decides(case: str, someone: Callable[[str], Caller]) -> None:
    clerk, centre, supervisor = someone("xzw"), someone("gxq"), someone("ducha")
    at = f"/api/cases/{case}/rectification"
    clerk.act(f"{at}/contact")
    clerk.act(f"{at}/doubt", {"finding": "malicious", "words": "多次无理差评"})
    assert centre.act(f"{at}/review", {"verdict": "keep", "words": "情况属实"}).status_code == 200
    assert clerk.act(f"{at}/appeal", {"words": "通话录音在案"}).status_code == 200
    verdict = {"verdict": "exclude", "words": "录音可以证明"}
    assert centre.act(f"{at}/decide", verdict).json()["code"] == "rectification.own_review"
    assert clerk.act(f"{at}/decide", verdict).status_code == 403
    assert supervisor.act(f"{at}/decide", verdict).status_code == 200
    assert centre.get(at).json()["state"] == "excluded"


def test_the_pages_show_the_order_and_offer_what_may_be_done(case: str, someone: Callable[[str], Caller]) -> None:
    clerk, centre = someone("xzw"), someone("gxq")
    clerk.act(f"/api/cases/{case}/rectification/contact")
    page = centre.get(f"/cases/{case}/rectification").text
    assert "已联系申请人" in page
    assert f"/cases/{case}/rectified" in page
    assert f"/cases/{case}/doubt-rating" in page
    assert f"/cases/{case}/rectification" in centre.get("/rectifications?lamp=green").text
    assert "没有待整改的差评" in centre.get("/rectifications?lamp=red").text
    assert someone("kdl").get(f"/cases/{case}/rectification").status_code == 404


@pytest.mark.parametrize("stands", [False, True])
def test_a_review_moves_the_limit_only_where_the_locality_lets_it_stand(
    case: str, someone: Callable[[str], Caller], owner: Engine, stands: bool
) -> None:
    with owner.begin() as conn:
        set_to = text("update parameters set value = :days where key = 'rectification.review_pause_days'")
        conn.execute(set_to, {"days": "5" if stands else "0"})
        conn.execute(text("update reference_version set version = version + 1"))
    clerk, at = someone("xzw"), f"/api/cases/{case}/rectification"
    clerk.act(f"{at}/contact")
    before = clerk.get(at).json()["order"]["due_at"]
    assert clerk.act(f"{at}/doubt", {"finding": "untrue", "words": "申请人说按错了"}).status_code == 200
    assert (clerk.get(at).json()["order"]["due_at"] > before) is stands


def test_files_show_what_was_mended_to_every_site_of_the_case_and_to_nobody_else(
    case: str, someone: Callable[[str], Caller]
) -> None:
    clerk, centre, at = someone("xzw"), someone("gxq"), f"/api/cases/{case}/rectification"
    clerk.act(f"{at}/contact")
    # Given that what was found to be so needs something to show for it
    bare = {"finding": "fixed", "words": "已上门补办"}
    assert centre.act(f"{at}/close", bare).json()["code"] == "rectification.evidence"
    # When whoever handled the case shows a file about it
    assert show(clerk, case).json()["code"] == "file.none"
    assert show(clerk, case, ("回执.pdf", PDF), words="补办回执").status_code == 200
    # Then others of the case open it, strangers see nothing, and it is evidence enough
    (line,) = [one for one in centre.get(at).json()["acts"] if one["act"]["kind"] == "evidence"]
    (file,) = line["files"]
    assert (file["name"], line["hidden"], line["act"]["words"]) == ("回执.pdf", 0, "补办回执")
    assert centre.get(f"/api/attachments/{file['id']}").content == PDF
    assert someone("kdl").get(f"/api/attachments/{file['id']}").status_code == 404
    assert show(someone("kdl"), case, ("x.pdf", PDF)).status_code == 404
    assert centre.act(f"{at}/close", bare).status_code == 200
    assert show(clerk, case, ("spät.pdf", PDF)).json()["code"] == "rectification.closed"


def test_a_file_is_shown_on_the_orders_page_also_where_nobody_talks_in_the_case_any_more(
    case: str, someone: Callable[[str], Caller], store: Store
) -> None:
    # Given a closed file whose rating was corrected to a bad one
    with store.work(platform(ZONE)) as work:
        found = work.cases.get(UUID(case))
        work.save(found, decide(found, Archive(), work.facts(found, feedback_settled=True)))
    clerk = someone("xzw")
    page = f"/cases/{case}/rectification"
    form = {"csrf": clerk.http.headers["X-CSRF-Token"]}
    refused = clerk.http.post(page, data=form, files=[("file", ("a.exe", b"MZ", "text/html"))])
    assert refused.status_code == 422
    assert clerk.http.post(page, data=form, files=[("file", ("回执.png", png(), "text/html"))]).status_code == 303
    shown = clerk.get(page).text
    assert "回执.png" in shown
    assert "/api/attachments/" in shown


def test_a_file_that_one_site_keeps_for_itself_is_told_to_others_and_not_opened(
    case: str, someone: Callable[[str], Caller]
) -> None:
    clerk, centre, at = someone("xzw"), someone("gxq"), f"/api/cases/{case}/rectification"
    clerk.act(f"{at}/contact")
    own = [("file", ("内部.pdf", PDF, "text/html"))]
    keys = {"Idempotency-Key": "own-file-1"}
    sent = centre.http.post(f"/api/cases/{case}/thread/files", files=own, data={"internal": "true"}, headers=keys)
    assert sent.status_code == 200
    turns = centre.get(f"/api/cases/{case}/thread").json()["turns"]
    (file,) = [file for turn in turns for file in turn["files"]]
    close = {"finding": "fixed", "words": "已上门补办", "attachments": [file["id"]]}
    assert centre.act(f"{at}/close", close).status_code == 200
    (line,) = [one for one in clerk.get(at).json()["acts"] if one["act"]["kind"] == "close"]
    assert (line["files"], line["hidden"]) == ([], 1)
    assert "另有 1 个附件" in clerk.get(f"/cases/{case}/rectification").text


def show(person: Caller, case: str, *files: tuple[str, bytes], **fields: str) -> httpx.Response:
    """Shows files about the order of the case."""
    sent = [("file", (name, content, "text/html")) for name, content in files]
    headers = {"Idempotency-Key": f"evidence-{new_id()}"}
    return person.http.post(f"/api/cases/{case}/rectification/evidence", files=sent, data=fields, headers=headers)


def test_an_order_that_lies_is_supervised_in_sight_also_where_the_case_was_archived_before(
    someone: Callable[[str], Caller], settings: Settings, store: Store
) -> None:
    # Given a case that was archived, and rated badly afterwards
    case, heard = completed(someone("xzw")), scenes.dispatching(store)
    archive = m.ArchiveCase(tenant_id=ZONE, case_id=UUID(case), round=1, unanswered=True)
    handlers(heard)[m.ArchiveCase](archive, new_id())
    assert someone("gxq").get(f"/api/cases/{rated_badly(case, settings, store)}").json()["state"] == "archived"
    # When nobody does anything about it
    advance(settings, timedelta(days=30))
    for _ in range(3):
        sweep(heard, ZONE)

    def known() -> list[dict[str, Any]]:
        return list(someone("ducha").get("/api/supervisions").json()["supervisions"])

    # Then whoever supervises sees what is owed, until the site that answers for the order says what it does
    owed = {(one["case_id"], one["trigger"]) for one in known() if one["answered_at"] is None}
    assert owed == {(case, "bad_rating"), (case, "uncalled")}
    answer = someone("xzw").act(f"/api/cases/{case}/answer-supervision", {"words": "明天上门"})
    assert answer.status_code == 200, answer.text
    assert {one["words"] for one in known()} == {"明天上门"}
