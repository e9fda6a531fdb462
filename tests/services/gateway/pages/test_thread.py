"""协同沟通 on the case's page, by a browser without JavaScript: said, noted, refused with the words kept, read."""

from collections.abc import Callable

from tests.papers import png
from tests.services.gateway.pages.browser import Browser


def test_one_site_speaks_and_the_other_reads_and_marks(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    case_id = offered()
    here = f"/cases/{case_id}"
    village, town = at("xzw"), at("wsq")
    said = village.submit(village.open(here).form(f"{here}/thread").fill(words="原件已寄出"))
    assert (said.status, said.path) == (200, here)
    assert "原件已寄出" in said.text
    page = town.open(here)
    assert "1 条未读" in page.text
    assert "1 条未读" in town.open("/desk?tab=sign").text
    read = town.submit(page.form(f"{here}/read"))
    assert "原件已寄出" in read.text
    assert "条未读" not in read.text
    assert "条未读" not in town.open("/desk?tab=sign").text
    assert "对方已读" in village.open(here).text


def test_a_note_for_the_own_site_is_not_on_the_other_s_page(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    case_id = offered()
    here = f"/cases/{case_id}"
    village, town = at("xzw"), at("wsq")
    noted = village.submit(village.open(here).form(f"{here}/thread").fill(words="家属说下周来", to="own"))
    assert "家属说下周来" in noted.text
    page = town.open(here)
    assert "家属说下周来" not in page.html
    assert "条未读" not in page.text


def test_what_may_not_be_kept_is_refused_and_still_in_the_field(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    here = f"/cases/{offered()}"
    village = at("xzw")
    page = village.submit(village.open(here).form(f"{here}/thread").fill(words="请打 13804726021", to="own"))
    assert page.status == 422
    assert "不能写手机号" in page.text
    form = page.form(f"{here}/thread")
    assert form.value("words") == "请打 13804726021"
    assert form.value("to") == "own"
    assert village.submit(form.fill(words="请打申请人电话")).status == 200


def test_only_the_conversation_is_swapped_where_that_is_asked_for(
    at: Callable[[str], Browser], offered: Callable[..., str]
) -> None:
    here = f"/cases/{offered()}"
    village, town = at("xzw"), at("wsq")
    form = village.open(here).form(f"{here}/thread")
    swap = {"hx-request": "true", "hx-target": "thread"}
    part = village.submit(form.fill(words="原件已寄出"), headers=swap)
    assert part.html.lstrip().startswith('<section class="card thread" id="thread"')
    refused = village.submit(part.form(f"{here}/thread").fill(words=" "), headers=swap)
    assert (refused.status, "请写点内容" in refused.text) == (422, True)
    mark = town.open(here).form(f"{here}/read")
    assert town.submit(mark, headers={"hx-request": "true", "hx-target": "unread"}).html == ""


def test_a_reader_without_a_voice_sees_no_field(at: Callable[[str], Browser], offered: Callable[..., str]) -> None:
    here = f"/cases/{offered()}"
    supervisor = at("ducha")
    page = supervisor.open(here)
    assert "协同沟通" in page.text
    assert f"{here}/thread" not in [form.action for form in page.forms]


def test_a_paper_is_asked_for_and_sent_by_pages_alone(at: Callable[[str], Browser], held: Callable[..., str]) -> None:
    case_id = held()
    here = f"/cases/{case_id}"
    village, town = at("xzw"), at("wsq")
    form = town.open(here).form(f"{here}/thread")
    asked = town.submit(form.fill(words="请补户口簿首页", demand="paper", other="150271102203", who_owes="them"))
    assert "万水泉镇要小召湾村补材料" in asked.text
    assert "等对方办的" in town.open("/obligations").text
    assert "请补户口簿首页" in village.open("/obligations").text
    page = village.open(here)
    assert "待我办 1" not in page.text
    bare = village.submit(page.form(f"{here}/fulfil"))
    assert (bare.status, "请写点内容" in bare.text) == (422, True)
    kept = village.submit(bare.form(f"{here}/fulfil").fill(words="电话 13804726021"))
    assert (kept.status, kept.form(f"{here}/fulfil").value("words")) == (422, "电话 13804726021")
    assert kept.form(f"{here}/thread").value("words") == ""
    sent = village.submit(kept.form(f"{here}/fulfil").fill(words="照片已补传"))
    assert (sent.status, "照片已补传" in sent.text) == (200, True)
    assert f"{here}/fulfil" not in [form.action for form in sent.forms]


def test_a_wrong_day_is_refused_and_everything_typed_is_there(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    here = f"/cases/{held()}"
    town = at("wsq")
    typed = {"words": "请补户口簿首页", "demand": "paper", "other": "150271102203", "by": "2020-01-01"}
    page = town.submit(town.open(here).form(f"{here}/thread").fill(**typed))
    assert (page.status, "请选今天或以后的一个工作日" in page.text) == (422, True)
    form = page.form(f"{here}/thread")
    assert {name: form.value(name) for name in typed} == typed
    assert town.submit(form.fill(by="")).status == 200


def test_what_is_no_longer_needed_is_let_go_and_an_answer_that_comes_late_is_kept(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    here = f"/cases/{held()}"
    village, town = at("xzw"), at("wsq")
    asked = village.submit(village.open(here).form(f"{here}/thread").fill(words="何时办好", demand="answer"))
    answer = town.open(here).form(f"{here}/fulfil").fill(words="明天办好")
    assert "待我办 1" in town.open("/desk?tab=hold").text
    village.submit(asked.form(f"{here}/release"))
    late = town.submit(answer)
    assert (late.status, "已经了结" in late.text) == (409, True)
    assert late.form(f"{here}/thread").value("words") == "明天办好"


def test_a_file_is_sent_with_the_form_and_a_refused_one_keeps_the_words(
    at: Callable[[str], Browser], held: Callable[..., str]
) -> None:
    here = f"/cases/{held()}"
    village, town = at("xzw"), at("wsq")
    form = village.open(here).form(f"{here}/thread").fill(words="户口簿首页")
    refused = village.send(form, ("a.pdf", png()))
    assert (refused.status, "内容要和扩展名一致" in refused.text) == (422, True)
    again = refused.form(f"{here}/thread")
    assert again.value("words") == "户口簿首页"
    sent = village.send(again, ("首页.png", png()))
    assert (sent.status, "首页.png" in sent.text) == (200, True)
    (link,) = [link for link in town.open(here).links if link.startswith("/api/attachments/")]
    assert town.open(link).answer.content == png()
