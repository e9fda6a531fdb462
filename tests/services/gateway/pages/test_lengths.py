"""A text that is too long is refused in words with all of it in place; the fields say how long it may be."""

from collections.abc import Callable

import pytest

from tests.services.gateway.pages.browser import Browser
from tests.services.gateway.people import Caller


@pytest.mark.parametrize(
    ("field", "longest", "told"),
    [("words", 1000, "最多 1000 个字"), ("evidence", 200, "这一项最多 200 个字")],
)
def test_what_is_too_long_stays_as_it_was_typed(
    at: Callable[[str], Browser], offered: Callable[..., str], field: str, longest: int, told: str
) -> None:
    # Given the panel of a refusal, filled in
    path = f"/cases/{offered()}/refuse"
    person = at("wsq")
    page = person.open(path)
    form = page.form(path).fill(reason="other", words="属别处", evidence="")
    assert f'name="{field}"' in page.html
    assert f'maxlength="{longest}"' in page.html
    # When a field holds one character more than it may
    refused = person.submit(form.fill(**{field: "字" * (longest + 1)}))
    # Then it says so and nothing is cut
    assert refused.status == 422
    assert told in refused.text
    assert refused.form(path).value(field) == "字" * (longest + 1)
    # And without that one it goes through
    assert person.submit(refused.form(path).fill(**{field: "字" * longest})).status == 200


def test_a_program_meets_the_same_limits(someone: Callable[[str], Caller], offered: Callable[..., str]) -> None:
    path, person = f"/api/cases/{offered()}/refuse", someone("wsq")
    refused = person.act(path, {"reason": "other", "words": "字" * 1001})
    assert refused.status_code in (400, 422), refused.text
    assert refused.json()["fields"][0]["field"] == "words"
    assert person.act(path, {"reason": "other", "words": "字" * 1000}).status_code == 200


def test_an_identity_number_may_be_pasted_with_its_blanks(at: Callable[[str], Browser]) -> None:
    person = at("xzw")
    form = person.open("/register").form("/register").fill(identity="110105 19491231 002X")
    page = person.submit(form, ("do", "accept"))
    assert page.status == 422
    assert "身份证号" not in page.text.partition("登记办件")[0]
    assert page.form("/register").value("identity") == "110105 19491231 002X"
    assert 'name="identity" value="110105 19491231 002X" autocomplete="off" maxlength="40"' in page.html
