"""The case file: what it offers, what it keeps when a move is refused, what it shows of people."""

import re
from collections.abc import Callable
from uuid import UUID

from sqlalchemy import Engine, text

from shared.store.engine import Store
from tests.papers import PDF
from tests.services.dispatch.test_dispatch import ring
from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.pages.conftest import BUREAU
from tests.services.gateway.people import Caller
from tests.services.gateway.test_attachments import files_of, send


def test_the_bar_offers_what_the_table_and_the_permissions_allow(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    case_id = offered()
    town, village, bureau = (at(login).open(f"/cases/{case_id}") for login in ("wsq", "xzw", "shsw"))
    assert f"/cases/{case_id}/sign-for" in [form.action for form in town.forms]
    assert f"/cases/{case_id}/refuse" in town.links
    assert f"/cases/{case_id}/withdraw-offer" in village.links
    assert f"/cases/{case_id}/sign-for" not in [form.action for form in village.forms]
    assert bureau.status == 404


def test_more_time_is_asked_for_once_and_decided_where_it_was_asked_for(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = held()

    def slugs(login: str) -> set[str]:
        there = {link.rpartition("/")[2] for link in at(login).open(f"/cases/{case_id}").links}
        return there & {"ask-extension", "grant-extension", "refuse-extension", "answer-supervision"}

    assert (slugs("wsq"), slugs("gxq")) == ({"ask-extension"}, set())
    asked = {"days": 5, "words": "材料需要专家复核"}
    assert someone("wsq").act(f"/api/cases/{case_id}/ask-extension", asked).status_code == 200
    assert (slugs("wsq"), slugs("gxq")) == (set(), {"grant-extension", "refuse-extension"})


def test_signing_for_and_taking_it_back(at: Callable[[str], Browser], offered: Callable[..., str]) -> None:
    case_id = offered()
    person = at("wsq")
    page = person.submit(person.open(f"/cases/{case_id}").form(f"/cases/{case_id}/sign-for"))
    assert "已签收，计入您的待办" in page.text
    undone = person.submit(page.form(f"/cases/{case_id}/undo"))
    assert f"/cases/{case_id}/sign-for" in [form.action for form in undone.forms]
    assert "已撤销" in undone.text


def test_a_return_without_a_reason_keeps_the_words(at: Callable[[str], Browser], held: Callable[..., str]) -> None:
    case_id = held()
    person, path = at("wsq"), f"/cases/{case_id}/return"
    page = person.submit(person.open(path).form(path).fill(words="缺少户口簿首页，请补"))
    assert page.status == 422
    assert "请选一个理由" in page.text
    assert "#f-reason" in page.links
    form = page.form(path)
    assert form.value("words") == "缺少户口簿首页，请补"
    done = person.submit(form.fill(reason="lacking_papers"))
    assert done.status == 200
    assert "材料不全" in done.text
    assert "缺少户口簿首页，请补" in done.text


def test_a_site_that_was_not_chosen_is_told_at_its_field(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    person, path = at("wsq"), f"/cases/{held()}/forward"
    page = person.submit(person.open(path).form(path).fill(words="请接着办"))
    assert page.status == 422
    assert "#f-to_site" in page.links
    assert page.form(path).value("words") == "请接着办"


def test_a_conflict_says_who_did_what_and_the_words_are_still_there(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    # Given two people at the same case
    case_id = held()
    person, path = at("wsq"), f"/cases/{case_id}/return"
    form = person.open(path).form(path).fill(reason="outside_area", words="户籍不在本镇")
    # When the other is faster
    assert someone("wsq").act(f"/api/cases/{case_id}/start").status_code == 200
    page = person.submit(form)
    # Then the page shows what changed, and the form with its words, ready for the version that is now
    assert page.status == 409
    assert "又有了变动" in page.text
    assert "其木格 · 万水泉镇" in page.text
    assert "开始办理" in page.text
    again = page.form(path)
    assert again.value("words") == "户籍不在本镇"
    assert person.submit(again).status == 200


def test_words_are_shown_where_the_move_is_gone(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = offered()
    person, path = at("wsq"), f"/cases/{case_id}/refuse"
    form = person.open(path).form(path).fill(reason="outside_area", words="户籍不在本镇")
    assert someone("wsq").act(f"/api/cases/{case_id}/sign-for").status_code == 200
    page = person.submit(form)
    assert page.status == 409
    assert "户籍不在本镇" in page.text
    assert path not in [form.action for form in page.forms]


def test_a_phone_number_among_the_words_is_refused_in_words(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    case_id = held()
    person, path = at("wsq"), f"/cases/{case_id}/return"
    page = person.submit(person.open(path).form(path).fill(reason="other", words="找张三 13804726021"))
    assert page.status == 422
    assert "不能写手机号" in page.text


def test_the_applicant_is_masked_until_somebody_says_why(
    at: Callable[[str], Browser], held: Callable[..., str], owner: Engine
) -> None:
    case_id = held()
    person, path = at("wsq"), f"/cases/{case_id}/person"
    assert "赵大海" not in person.open(f"/cases/{case_id}").html
    bare = person.submit(person.open(path).form(path))
    assert bare.status == 422
    assert "赵大海" not in bare.html
    shown = person.submit(bare.form(path).fill(reason="电话核对户籍地"))
    assert "赵大海" in shown.text
    assert "13804726021" in shown.text
    assert shown.answer.headers["cache-control"] == "no-store"
    with owner.connect() as conn:
        noted = conn.execute(text("select object, reason from audit where act = 'person.unmask'")).one()
    assert tuple(noted) == (case_id, "电话核对户籍地")


def test_the_whole_way_of_a_case_by_pages_alone(at: Callable[[str], Browser], offered: Callable[..., str]) -> None:
    case_id = offered()
    here = f"/cases/{case_id}"
    town, bureau = at("wsq"), at("shsw")
    town.submit(town.open(here).form(f"{here}/sign-for"))
    forward = town.open(f"{here}/forward").form(f"{here}/forward")
    town.submit(forward.fill(to_site="150271-shehuishiwu", words="材料已核对"))
    bureau.submit(bureau.open(here).form(f"{here}/sign-for"))
    bureau.submit(bureau.open(here).form(f"{here}/start"))
    page = bureau.submit(bureau.open(f"{here}/complete").form(f"{here}/complete").fill(result="已批准"))
    assert "办结：已批准" in page.text
    assert "社会事务局签收" in page.text
    assert "已办结" in town.open(here).text


def test_a_leader_names_one_of_the_own_staff(
    at: Callable[[str], Browser], held: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = held()
    here = f"/cases/{case_id}"
    bureau = "150271-shehuishiwu"
    assert someone("wsq").act(f"/api/cases/{case_id}/forward", {"to_site": bureau, "words": ""}).status_code == 200
    leader = at("shswld")
    leader.submit(leader.open(here).form(f"{here}/sign-for"))
    page = leader.open(f"{here}/name-agent")
    assert "王建国" in page.text
    assert leader.submit(page.form(f"{here}/name-agent")).status == 422


def test_a_case_nobody_may_know_of_looks_like_none(at: Callable[[str], Browser], offered: Callable[..., str]) -> None:
    stranger = at("qsq")
    foreign = stranger.open(f"/cases/{offered()}")
    missing = stranger.open("/cases/01a20601-1ec8-7ef4-89aa-ac60fc1afc69")
    assert foreign.status == missing.status == 404
    same = [part for part in foreign.text.split() if len(part) < 36]
    assert same == [part for part in missing.text.split() if len(part) < 36]


def test_after_a_move_the_address_is_the_case_s_and_no_panel_s(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    # Given a panel that was opened at its own address
    case_id = offered()
    person, home = at("wsq"), f"/cases/{case_id}"
    swap = {"hx-request": "true", "hx-target": "case"}
    form = person.open(f"{home}/refuse").form(f"{home}/refuse")
    # When the move is refused the address stays; when it is made it is the case's
    refused = person.submit(form, headers=swap)
    assert "hx-replace-url" not in refused.answer.headers
    made = person.submit(form.fill(reason="other", words="属别处"), headers=swap)
    assert made.status == 200
    assert made.answer.headers["hx-replace-url"] == home


def test_how_long_a_site_has_to_sign_is_seen_before_it_is_offered_anything(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    page = at("wsq").open(f"/cases/{held()}/forward")
    assert "签收时限 4 小时" in page.html


def test_what_proves_a_no_is_read_with_its_reason(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id = offered()
    no = {"reason": "not_competent", "words": "不归本镇管", "evidence": "职责清单第三条"}
    assert someone("wsq").act(f"/api/cases/{case_id}/refuse", no).status_code == 200
    assert "依据：职责清单第三条" in at("xzw").open(f"/cases/{case_id}").text
    events = someone("xzw").get(f"/api/cases/{case_id}/events").json()["events"]
    assert events[-1]["evidence"] == "职责清单第三条"


def test_a_file_that_both_sides_read_is_shown_with_a_no_and_another_is_not_taken(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller]
) -> None:
    case_id, town = offered(), someone("wsq")
    send(town, case_id, ("职责清单.pdf", PDF))
    send(town, case_id, ("备注.pdf", PDF), internal="true")
    shared, note = sorted(files_of(town, case_id), key=lambda file: file["name"] == "备注.pdf")
    no = {"reason": "not_competent", "words": "不归本镇管"}
    refused = town.act(f"/api/cases/{case_id}/refuse", no | {"attachments": [note["id"]]})
    assert (refused.status_code, refused.json()["fields"][0]["code"]) == (422, "evidence.file")
    person, path = at("wsq"), f"/cases/{case_id}/refuse"
    page = person.open(path)
    assert "职责清单.pdf" in page.html
    assert note["id"] not in page.html.partition('id="f-attachments"')[2].partition("</fieldset>")[0]
    assert person.submit(page.form(path).fill(**no, attachments=shared["id"])).status == 200
    link = f'href="/api/attachments/{shared["id"]}"'
    assert link in at("xzw").open(f"/cases/{case_id}").html.partition('class="tl"')[2]
    told = someone("xzw").get(f"/api/cases/{case_id}/events").json()["events"]
    assert [one["attachments"] for one in told if one["kind"] == "handover_refused"] == [
        [{"id": shared["id"], "name": "职责清单.pdf"}]
    ]


def test_a_disputed_case_says_who_decides_and_whoever_it_is_gets_the_form(
    at: Callable[[str], Browser], offered: Callable[..., str], someone: Callable[[str], Caller], store: Store
) -> None:
    case_id = someone("xzw").registered()
    place = {"to_site": BUREAU, "reason": "disputed", "words": "属该局职责"}
    assert someone("gxq").act(f"/api/cases/{case_id}/reassign", place).status_code == 200
    no = {"reason": "not_competent", "words": "不归本局管"}
    assert someone("shsw").act(f"/api/cases/{case_id}/refuse", no).status_code == 200
    ring(store, UUID(case_id), "refused")
    assert "待管委会裁定" in at("xzw").open(f"/cases/{case_id}").text
    leader, path = at("gwh"), f"/cases/{case_id}/settle"
    assert f"/cases/{case_id}" in leader.open("/desk?whose=site").links
    blank = leader.submit(leader.open(path).form(path).fill(to_site=BUREAU))
    assert blank.status == 422
    assert "请写明裁定的理由" in blank.text
    done = leader.submit(blank.form(path).fill(words="由社会事务局核定"))
    assert "裁定给社会事务局" in done.text
    assert f"/cases/{case_id}/refuse" not in at("shsw").open(f"/cases/{case_id}").links
    refused = someone("shsw").act(f"/api/cases/{case_id}/refuse", {"reason": "other", "words": "不办"})
    assert (refused.status_code, refused.json()["code"]) == (409, "dispute.binding")
    assert "不能再拒收、退回" in refused.json()["detail"]


def test_no_move_is_offered_that_a_decision_in_a_dispute_forbids(
    at: Callable[[str], Browser], someone: Callable[[str], Caller], store: Store
) -> None:
    case_id = someone("xzw").registered(competence_region="150203")

    def act(login: str, verb: str, **body: str) -> None:
        answer = someone(login).act(f"/api/cases/{case_id}/{verb}", body)
        assert answer.status_code == 200, answer.text

    def offered_to(login: str) -> set[str]:
        html = at(login).open(f"/cases/{case_id}").html
        return set(re.findall(rf'(?:href|action)="/cases/{case_id}/([a-z-]+)', html))

    no, why = {"reason": "outside_area", "words": "户籍不在本区"}, {"reason": "disputed", "words": "请接办"}
    # Given what the city placed, which the holder did not send
    ring(store, UUID(case_id))
    assert "withdraw-offer" in offered_to("xzw")
    act("kdl", "refuse", **no)
    ring(store, UUID(case_id), "refused")
    assert "reassign" in offered_to("bts")
    act("bts", "reassign", to_site="150203", **why)
    assert "withdraw-offer" not in offered_to("xzw")
    assert "refuse" in offered_to("kdl")
    act("kdl", "sign-for")
    assert "return" in offered_to("kdl")
    # When it is returned, then the city decides, and does no more than that
    act("kdl", "return", **no)
    ring(store, UUID(case_id), "returned")
    assert {"settle", "reassign"} & offered_to("bts") == {"settle"}
    # And what it decided can only be signed for, and stays
    act("bts", "settle", to_site="150203", words="户籍地在昆都仑区，由其办理")
    assert "reassign" not in offered_to("bts")
    assert {"sign-for", "refuse"} & offered_to("kdl") == {"sign-for"}
    act("kdl", "sign-for")
    assert "return" not in offered_to("kdl")
