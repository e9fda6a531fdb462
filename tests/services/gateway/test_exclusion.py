"""法定除外 over HTTP: no clock stops for the law's causes without a written notice, and the applicant is told once."""

from collections.abc import Callable

from sqlalchemy import Engine, text

from tests.services.gateway.people import Caller

NOTICE = {
    "cause": "statutory",
    "words": "组织专家评审",
    "exclusion": "expert_review",
    "evidence": "包稀高评通〔2026〕3号",
    "notice_day": "2026-11-20",
    "expected_days": 10,
}
ROWS = text('select state, not_before > created_at from outbox where body like \'%"purpose":"excluded"%\'')


def test_the_law_s_causes_stop_the_clock_with_a_notice_and_tell_the_applicant_once(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    # Given a case at work
    village = someone("xzw")
    path = f"/api/cases/{village.registered()}"
    assert village.act(f"{path}/start", {}).status_code == 200
    # When it is paused without the notice, and for a cause that has none
    bare = village.act(f"{path}/pause", {"cause": "statutory", "words": "组织专家评审"})
    other = village.act(f"{path}/pause", NOTICE | {"cause": "correction"})
    # Then each is refused in words, and nothing is sent
    assert (bare.status_code, bare.json()["code"], len(bare.json()["fields"])) == (422, "pause.notice", 4)
    assert (other.status_code, other.json()["code"]) == (422, "pause.no_notice")
    # And with it the clock stands still, the history says why, and one SMS waits for the time to take it back
    assert village.act(f"{path}/pause", NOTICE).status_code == 200
    last = village.get(f"{path}/events").json()["events"][-1]
    assert (last["reason"], last["evidence"]) == ("expert_review", NOTICE["evidence"])
    with owner.connect() as conn:
        assert [tuple(row) for row in conn.execute(ROWS)] == [("waiting", True)]
    # And a pause that is taken back tells nobody
    assert village.act(f"{path}/undo", {}).status_code == 200
    with owner.connect() as conn:
        assert [row.state for row in conn.execute(ROWS)] == ["cancelled"]
