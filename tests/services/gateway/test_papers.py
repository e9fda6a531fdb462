"""Papers are ticked from the item's list: another name is no paper, and comes into no history."""

from collections.abc import Callable

from sqlalchemy import Engine, text

from tests.services.gateway.people import Caller, a_registration


def test_a_paper_that_the_item_does_not_have_is_refused_and_leaves_nothing(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    # Given somebody at the counter, with all papers of the item
    person, papers = someone("xzw"), a_registration()["papers"]
    # When a name comes with them that is none of the item's
    refused = person.register(papers=[*papers, "身份证 110105-19491231-002X"])
    made_up = person.register(papers=papers, deferred=["房产证"])
    # Then both are refused at their field, nothing of them is kept
    assert (refused.status_code, made_up.status_code) == (422, 422)
    assert made_up.json()["code"] == "accept.unknown_paper"
    assert [one["field"] for one in made_up.json()["fields"]] == ["deferred"]
    with owner.connect() as conn:
        assert conn.execute(text("select count(*) from case_events")).scalar_one() == 0
    # And with the item's own papers the case is accepted
    assert person.register(papers=papers).status_code == 201
