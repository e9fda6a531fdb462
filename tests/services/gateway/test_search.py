"""A case is found by a name or number however it is written: as it was registered, or another way."""

from collections.abc import Callable

import pytest

from tests.services.gateway.people import Caller, an_applicant

COMPANIES = {
    "包头（稀土）新材料有限公司": (
        "包头(稀土)新材料有限公司",
        "包头稀土新材料有限公司",
        "稀土新材料",
        " 包头 （稀土） ",
    ),
    "ＡＢＣ商贸": ("ABC商贸", "abc 商贸", "abc", "商贸"),
    "Baotou Trading Co., Ltd.": ("baotou trading co ltd", "BAOTOU TRADING CO.,LTD.", "Trading"),
    "INNERMONGOLIABAIYU": ("innermongoliabaiyu", "baiyu"),
}
PEOPLE = {"Erdene Bat": ("erdene bat", "ERDENEBAT"), "额尔德尼·巴特": ("额尔德尼•巴特", "额尔德尼巴特", "eednbt")}
PHONES = (
    "138-0472-6021",
    "138 0472 6021",
    "+86 13804726021",
    "0086-138-0472-6021",
    "１３８.０４７２.６０２１",
    "13804726021",
)


@pytest.fixture
def seen(someone: Callable[[str], Caller]) -> Callable[[str], set[str]]:
    """The ids of the cases that somebody at the counter finds by some words."""
    person = someone("xzw")

    def look(words: str) -> set[str]:
        answer = person.act("/api/search", {"words": words})
        assert answer.status_code == 200, answer.text
        return {row["case_id"] for row in answer.json()["rows"]}

    return look


def test_a_name_is_found_as_it_was_typed_and_in_other_spellings(
    someone: Callable[[str], Caller], seen: Callable[[str], set[str]]
) -> None:
    # Given companies and people whose names are written with brackets, in full width, in Latin letters
    person = someone("xzw")
    kinds = dict.fromkeys(COMPANIES, ("enterprise", "QF002")) | dict.fromkeys(PEOPLE, ("person", "MZ001"))
    ids = {}
    for name, (kind, item) in kinds.items():
        papers = [p["name"] for p in person.get(f"/api/items/{item}").json()["materials"]]
        who = an_applicant(kind=kind, name=name, contact="郝经理" if kind == "enterprise" else "")
        ids[name] = person.registered(item_code=item, applicant=who, papers=papers)
    # Then each is found by its name as typed and by the other ways to write it, and no other is
    for name, spellings in (COMPANIES | PEOPLE).items():
        for words in (name, *spellings):
            assert seen(words) == {ids[name]}, words
    # And what none of them is called finds nothing
    assert seen("包头铝业") == seen("（）") == seen("巴特") == set()


def test_a_phone_is_a_phone_however_it_is_grouped(
    someone: Callable[[str], Caller], seen: Callable[[str], set[str]]
) -> None:
    # Given a phone that was typed with hyphens, and one with +86
    person = someone("xzw")
    hyphens, abroad = (
        person.registered(applicant=an_applicant(phone=typed)) for typed in ("138-0472-6021", "+86 138 0472 6022")
    )
    # Then each is found in every way to write it, and another phone is not
    for words in PHONES:
        assert seen(words) == {hyphens}, words
    assert seen("13804726022") == seen("6022") == {abroad}
    assert seen("138-0472-6023") == set()
    # And one that is too short stays refused
    assert person.register(applicant=an_applicant(phone="138-0472-602")).status_code == 422
