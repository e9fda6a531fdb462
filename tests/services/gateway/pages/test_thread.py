"""协同沟通 on the case's page, by a browser without JavaScript: said, noted, refused with the words kept, read."""

from collections.abc import Callable

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
