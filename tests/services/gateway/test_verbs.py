"""Every verb through the API: what it makes of the case, and what it leaves behind for others."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import Engine, text

from shared.contracts import messages as m
from shared.store.engine import Store
from tests.services.dispatch.test_dispatch import ring
from tests.services.gateway.people import Caller

VILLAGE, TOWN, ZONE = "150271102203", "150271102", "150271"
HANDLER = "150271-shehuishiwu"


class Scene:
    """One case and the people around it."""

    def __init__(self, someone: Callable[[str], Caller], owner: Engine) -> None:
        self.someone, self.owner = someone, owner
        self._people: dict[str, Caller] = {}
        self.case = self.by("xzw").registered()

    def by(self, login: str) -> Caller:
        """Somebody, logged in once."""
        if login not in self._people:
            self._people[login] = self.someone(login)
        return self._people[login]

    def act(self, login: str, verb: str, **body: Any) -> Any:
        """An act that must succeed; gives the receipt."""
        answer = self.by(login).act(f"/api/cases/{self.case}/{verb}", body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, login: str, verb: str, **body: Any) -> str:
        """An act that must not; gives the code."""
        answer = self.by(login).act(f"/api/cases/{self.case}/{verb}", body)
        assert answer.status_code in (403, 404, 409, 422), answer.text
        return str(answer.json()["code"])

    def seen(self, login: str = "xzw") -> Any:
        """The case as somebody sees it."""
        return self.by(login).get(f"/api/cases/{self.case}").json()

    def sent(self) -> list[tuple[m.AnyMessage, timedelta]]:
        """The messages left behind, act by act, with how long each is held; without the doorbell of staff."""
        rows = text(
            "select body, not_before - created_at as hold from outbox"
            " where state = 'waiting' and kind not like 'notify.tell_staff%' order by id"
        )
        with self.owner.connect() as conn:
            return [(m.decode(body), hold) for body, hold in conn.execute(rows)]

    def kinds(self) -> list[str]:
        """Their kinds."""
        return [message.kind for message, _ in self.sent()]

    def timers(self) -> list[tuple[str, str, datetime]]:
        """Kind, key and due time of the timers set."""
        with self.owner.connect() as conn:
            rows = conn.execute(text("select kind, key, due_at from timers order by due_at desc, id"))
            return [(kind, key, due) for kind, key, due in rows]


@pytest.fixture
def scene(someone: Callable[[str], Caller], owner: Engine) -> Scene:
    return Scene(someone, owner)


def test_registering_accepts_looks_for_a_place_and_tells_the_applicant(scene: Scene) -> None:
    case = scene.seen()
    assert (case["state"], case["holder_site"], case["lamp"]) == ("accepted", VILLAGE, "green")
    assert case["number"].startswith("150271-")
    assert (case["applicant"], case["phone_tail"]) == ("赵**", "6021")
    assert sorted(scene.kinds()) == ["dispatch.route_case", "notify.tell_applicant"]
    assert scene.timers() == []


def test_a_draft_is_submitted_and_accepted_step_by_step(scene: Scene, someone: Callable[[str], Caller]) -> None:
    # Given a draft
    person = scene.by("xzw")
    new = {"item_code": "MZ001", "applicant": {"kind": "person", "name": "钱二", "phone": "13904720001"}}
    opened = person.act("/api/cases", new)
    assert opened.status_code == 201
    assert opened.json()["state"] == "draft"
    assert opened.headers["location"] == f"/api/cases/{opened.json()['id']}"
    scene.case = opened.json()["id"]
    before = len(scene.kinds())
    # When it is handed in
    handed_in = person.act(f"/api/cases/{scene.case}/submit")
    # Then it is taken on, and accepted by law unless somebody decides
    assert (handed_in.status_code, handed_in.json()["state"]) == (202, "received")
    assert scene.kinds()[before:] == ["dispatch.route_case"]
    assert [(kind, key) for kind, key, _ in scene.timers()] == [("dispatch.deem_accepted", scene.case)]
    # And accepting wants the papers
    assert scene.refused("xzw", "accept", papers=["身份证"]) == "accept.papers"
    papers = [p["name"] for p in person.get("/api/items/MZ001").json()["materials"]]
    accepted = scene.act("xzw", "accept", papers=papers[:1], deferred=papers[1:])
    assert (accepted["state"], bool(accepted["number"])) == ("accepted", True)
    assert scene.seen()["deferred"] == papers[1:]
    assert scene.kinds()[-1] == "notify.tell_applicant"


def test_a_hotline_operator_registers_without_accepting(someone: Callable[[str], Caller]) -> None:
    answer = someone("rexian").register(channel="5")
    assert (answer.status_code, answer.json()["state"]) == (201, "received")
    assert answer.json()["number"] == ""


def test_declining_needs_its_basis_and_closes_the_file(scene: Scene) -> None:
    person = scene.by("xzw")
    new = {"item_code": "MZ001", "applicant": {"kind": "person", "name": "钱二", "phone": "13904720001"}}
    scene.case = person.act("/api/cases", new).json()["id"]
    assert person.act(f"/api/cases/{scene.case}/submit").status_code == 202
    blank = {"legal_basis": " ", "paper": "", "where_to_go": ""}
    assert scene.refused("xzw", "decline", **blank) == "decline.incomplete"
    scene.act("xzw", "decline", legal_basis="办法第三条", paper="不予受理通知书", where_to_go="到九原区")
    assert scene.seen()["state"] == "declined"
    assert scene.kinds()[-1] == "dispatch.archive_case"


def test_forwarding_offers_and_sets_the_limit_for_signing(scene: Scene) -> None:
    assert scene.refused("xzw", "forward", to_site="150271-ducha") in ("handover.unable", "handover.unknown_site")
    assert scene.refused("xzw", "forward", to_site=VILLAGE) == "handover.same_site"
    scene.act("xzw", "forward", to_site=TOWN, words="请镇里审核")
    offered = scene.seen()["handover"]
    assert (offered["to_site"], offered["state"], offered["kind"]) == (TOWN, "offered", "forward")
    (kind, key, due), (reminds, of, at) = scene.timers()
    assert (kind, reminds) == ("dispatch.expire_handover", "dispatch.remind_handover")
    assert key == of
    assert key.startswith(offered["id"])
    assert at < due == datetime.fromisoformat(offered["due_at"])
    # And only the receiver signs
    assert scene.refused("xzw", "sign-for") == "case.part"
    scene.act("wsq", "sign-for")
    assert scene.seen()["holder_site"] == TOWN


def test_a_refusal_gives_reasons_and_looks_for_another_place(scene: Scene) -> None:
    scene.act("xzw", "forward", to_site=TOWN)
    assert scene.refused("wsq", "refuse", reason="", words="") == "reason.incomplete"
    assert scene.refused("wsq", "refuse", reason="other", words="找 13804726021") == "words.personal"
    scene.act("wsq", "refuse", reason="not_competent", words="应由部门审核", evidence="职责清单")
    message = scene.sent()[-1][0]
    assert isinstance(message, m.RouteCase)
    assert (message.cause, str(message.case_id)) == ("refused", scene.case)


def test_a_return_gives_the_case_back_and_tells_dispatch(scene: Scene) -> None:
    assert scene.refused("xzw", "return", reason="other", words="退") == "return.nowhere"
    scene.act("xzw", "forward", to_site=TOWN)
    scene.act("wsq", "sign-for")
    scene.act("wsq", "return", reason="lacking_papers", words="缺户口簿")
    assert scene.seen()["holder_site"] == VILLAGE
    message = scene.sent()[-1][0]
    assert isinstance(message, m.RouteCase)
    assert message.cause == "returned"


def test_an_offer_is_taken_back_while_nobody_signed(scene: Scene) -> None:
    assert scene.refused("xzw", "withdraw-offer") == "handover.none_open"
    scene.act("xzw", "forward", to_site=TOWN)
    scene.act("xzw", "withdraw-offer", words="发错了")
    assert scene.seen()["handover"]["state"] == "withdrawn"
    assert scene.refused("wsq", "sign-for") in ("handover.none_open", "case.part")


def test_the_coordinator_places_what_is_put_before_them(scene: Scene) -> None:
    scene.act("xzw", "pool", words="拿不准")
    assert scene.refused("xzw", "pool") == "pool.already"
    (waiting,) = scene.by("gxq").get("/api/pool").json()["cases"]
    assert (waiting["case"]["case_id"], waiting["why"], waiting["words"]) == (scene.case, "pool.asked", "拿不准")
    assert scene.refused("gxq", "reassign", to_site=HANDLER, reason="other", words=" ") == "reassign.words"
    assert scene.refused("xzw", "reassign", to_site=HANDLER, reason="other", words="我来") == "access.denied"
    assert scene.refused("gxq", "reassign", to_site=HANDLER, reason="因为", words="属该局职责") == "reassign.words"
    scene.act("gxq", "reassign", to_site=HANDLER, reason="other", words="属社会事务局职责")
    assert scene.seen()["handover"]["kind"] == "reassign"
    assert scene.timers()[-1][0] == "dispatch.remind_handover"


def test_the_coordinator_may_decide_that_whoever_holds_it_goes_on(scene: Scene) -> None:
    scene.act("xzw", "forward", to_site=TOWN)
    scene.act("wsq", "sign-for")
    why = {"to_site": TOWN, "reason": "disputed", "words": "户籍在本镇"}
    assert scene.refused("gxq", "reassign", **why) == "handover.same_site"
    scene.act("wsq", "pool")
    scene.act("gxq", "reassign", **why)
    case = scene.seen()
    assert (case["holder_site"], case["pool_site"], case["handover"]["state"]) == (TOWN, "", "signed")
    last = scene.by("xzw").get(f"/api/cases/{scene.case}/events").json()["events"][-1]
    assert (last["kind"], last["reason"], last["words"]) == ("dispute_kept", "disputed", "户籍在本镇")
    assert scene.refused("wsq", "return", reason="not_competent", words="不归本镇") == "dispute.binding"


def test_a_leader_names_somebody_who_works_there(scene: Scene) -> None:
    scene.act("xzw", "forward", to_site=HANDLER)
    scene.act("shswld", "sign-for")
    staff = scene.by("shswld").get(f"/api/cases/{scene.case}/agents").json()["agents"]
    assert {one["name"] for one in staff} == {"王建国", "赵敏"}
    with scene.owner.connect() as conn:
        elsewhere = str(conn.execute(text("select id from staff where name = '布和'")).scalar_one())
    assert scene.refused("shswld", "agent", staff_id=elsewhere) == "agent.elsewhere"
    scene.act("shswld", "agent", staff_id=staff[0]["id"])
    assert scene.seen()["agent_name"] == staff[0]["name"]


def test_the_clock_stops_only_for_its_causes_and_runs_again(scene: Scene) -> None:
    scene.act("xzw", "start")
    assert scene.refused("xzw", "pause", cause="correction", words=" ") == "pause.words"
    scene.act("xzw", "pause", cause="correction", words="等补正")
    assert scene.seen()["lamp"] == "paused"
    scene.act("xzw", "resume")
    assert scene.seen()["state"] == "handling"


def test_what_could_not_be_placed_while_the_clock_stood_still_is_placed_when_it_runs_again(
    scene: Scene, store: Store
) -> None:
    scene.act("xzw", "start")
    scene.act("xzw", "pause", cause="correction", words="等补正")
    ring(store, UUID(scene.case))
    assert scene.seen()["state"] == "paused"
    # Somebody else has acted since: the stop is ended, not taken back
    assert scene.refused("xzw", "undo") == "undo.other_acted"
    before = len(scene.kinds())
    scene.act("xzw", "resume")
    assert scene.kinds()[before:].count("dispatch.route_case") == 1
    ring(store, UUID(scene.case))
    # And a stop in which nothing was to be placed leaves no doorbell
    scene.act("xzw", "withdraw-offer")
    scene.act("xzw", "pause", cause="correction", words="再补正")
    before = len(scene.kinds())
    scene.act("xzw", "resume")
    assert "dispatch.route_case" not in scene.kinds()[before:]


def test_completing_asks_how_it_went_once_it_can_no_longer_be_undone(scene: Scene) -> None:
    assert scene.refused("xzw", "complete", result="已发放") == "complete.not_started"
    scene.act("xzw", "start")
    scene.act("xzw", "complete", result="已发放")
    ((message, hold),) = [one for one in scene.sent() if isinstance(one[0], m.AskRating)]
    assert isinstance(message, m.AskRating)
    assert (message.round, hold) == (1, timedelta(seconds=3))
    kind, key, due = scene.timers()[-1]
    assert (kind, key) == ("dispatch.archive_case", f"{scene.case}:{scene.seen()['version']}")
    assert due > datetime.now(UTC) + timedelta(days=6)


def test_undoing_a_completion_holds_the_question_back(scene: Scene) -> None:
    scene.act("xzw", "start")
    scene.act("xzw", "complete", result="已发放")
    receipt = scene.act("xzw", "undo")
    assert receipt["state"] == "handling"
    assert "notify.ask_rating" not in scene.kinds()
    scene.act("xzw", "complete", result="这次是真的")
    assert scene.kinds().count("notify.ask_rating") == 1


@pytest.mark.parametrize("quicker", ["notify.ask_rating", "notify.tell_applicant"])
def test_a_completion_of_which_the_applicant_may_know_is_not_undone(scene: Scene, quicker: str) -> None:
    scene.act("xzw", "start")
    scene.act("xzw", "complete", result="已发放")
    with scene.owner.begin() as conn:  # as a consumer leaves it that was quicker
        conn.execute(text("delete from outbox where kind = :kind"), {"kind": quicker})
    assert scene.refused("xzw", "undo") == "undo.left_the_house"
    assert scene.seen()["state"] == "completed"


def test_somebody_with_several_roles_acts_in_the_one_that_allows_it(scene: Scene) -> None:
    scene.act("xzw", "forward", to_site="150203")
    scene.act("kdl", "sign-for")
    scene.act("kdl", "pool", words="拿不准")
    scene.act("kdl", "reassign", to_site="150203003", reason="outside_area", words="归街道")
    history = scene.by("kdl").get(f"/api/cases/{scene.case}/events").json()["events"]
    assert [event["by_role"] for event in history if event["by_site"] == "150203"][-1] == "coordinator"


def test_nobody_undoes_what_somebody_else_did(scene: Scene) -> None:
    scene.act("xzw", "forward", to_site=TOWN)
    assert scene.refused("wsq", "undo") == "undo.other_acted"
    scene.act("wsq", "sign-for")
    assert scene.refused("xzw", "undo") == "undo.other_acted"
    scene.act("wsq", "undo")
    assert scene.seen()["handover"]["state"] == "offered"


def test_terminating_waits_with_the_archive_as_long_as_it_can_be_undone(scene: Scene) -> None:
    assert scene.refused("xzw", "terminate", reason="NO_COOP", words="", paper="") == "terminate.incomplete"
    scene.act("xzw", "terminate", reason="NO_COOP", words="逾期未补正", paper="终止单 1 号")
    held = {message.kind: hold for message, hold in scene.sent() if hold}
    assert held == dict.fromkeys(("dispatch.archive_case", "notify.tell_applicant"), timedelta(seconds=600))


def test_withdrawing_closes_the_file_at_once(scene: Scene) -> None:
    scene.act("xzw", "withdraw", words="不办了")
    message, hold = scene.sent()[-1]
    assert isinstance(message, m.ArchiveCase)
    assert hold == timedelta(0)


def test_nothing_is_done_in_an_applicant_s_name_without_a_mandate(scene: Scene) -> None:
    # Given an item that is done on behalf
    park = scene.by("xtyq")
    papers = [p["name"] for p in park.get("/api/items/P101").json()["materials"]]
    company = {"kind": "enterprise", "name": "包头磁谷新材料有限公司", "phone": "13904720001", "contact": "郝经理"}
    opened = park.register(applicant=company, item_code="P101", papers=papers, channel="4")
    scene.case = opened.json()["id"]
    assert scene.refused("xtyq", "start") == "mandate.missing"
    # When
    today = datetime.now(UTC).date()
    mandate = {"scope": "指定事项代办", "paper": "委托书一份", "valid_from": str(today - timedelta(days=1))}
    too_long = str(date(today.year + 3, 1, 1))
    assert scene.refused("xtyq", "mandate", **mandate, valid_to=too_long) == "mandate.dates"
    scene.act("xtyq", "mandate", **mandate, valid_to=str(today + timedelta(days=90)))
    # Then
    scene.act("xtyq", "start")
    scene.act("xtyq", "revoke-mandate", words="企业收回")
    assert scene.refused("xtyq", "complete", result="办好") == "mandate.missing"


def test_the_history_is_the_same_for_everybody_who_may_see_it(scene: Scene) -> None:
    scene.act("xzw", "forward", to_site=TOWN, words="请审核")
    scene.act("wsq", "sign-for")
    one, other = (scene.by(who).get(f"/api/cases/{scene.case}/events").json() for who in ("xzw", "wsq"))
    assert one == other
    assert [event["kind"] for event in one["events"]][-2:] == ["handover_offered", "handover_signed"]
    assert one["events"][-1]["by_name"] == "其木格"
    assert all(event["text"] and "{" not in event["text"] for event in one["events"])


def test_an_applicant_is_shown_in_clear_only_with_a_reason_that_is_kept(scene: Scene) -> None:
    assert scene.refused("xzw", "unmask", reason=" ") == "unmask.reason"
    person = scene.act("xzw", "unmask", reason="电话通知补正")
    assert (person["name"], person["phone"]) == ("赵大海", "13804726021")
    with scene.owner.connect() as conn:
        trace = conn.execute(text("select object, reason from audit where act = 'person.unmask'")).one()
    assert tuple(trace) == (scene.case, "电话通知补正")
    assert scene.refused("ducha", "unmask", reason="想看看") == "access.denied"


def test_a_case_is_found_by_what_people_say_and_never_by_an_address(scene: Scene) -> None:
    person = scene.by("xzw")
    for words in ("13804726021", "6021", "赵大海", "zdh", scene.seen()["number"]):
        found = person.http.post("/api/search", json={"words": words}).json()
        assert [row["case_id"] for row in found["rows"]] == [scene.case], words
    assert scene.by("qsq").http.post("/api/search", json={"words": "13804726021"}).json()["rows"] == []


def test_registration_shows_where_it_would_go_before_it_is_accepted(scene: Scene) -> None:
    asked = {"item_code": "MZ001", "competence_region": "150203"}
    preview = scene.by("xzw").get("/api/route-preview", params=asked).json()
    assert (preview["to_site"], preview["action"]) == ("150203", "transfer")
    assert preview["rule"]
    assert "{" not in preview["text"]
    assert preview["policy_version"] >= 1
    assert sorted(scene.kinds()) == ["dispatch.route_case", "notify.tell_applicant"]
