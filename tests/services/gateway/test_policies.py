"""The life of a policy through the gateway's doors: draft, check, try, publish, go back, explain."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import UUID

import httpx
import pytest
from sqlalchemy import Engine, text

from services.dispatch.entry.actors import handlers
from shared.contracts.messages import RouteCase
from shared.kernel.ids import new_id
from shared.policy.loader import open_policies
from shared.store.engine import Store
from tests import scenes
from tests.services.gateway.people import Caller

Someone = Callable[[str], Caller]
API = "/api/policies/routing"
ZONE = "150271"


def a_line(line_id: str, priority: int, **cells: str) -> dict[str, str]:
    """The cells of a line that sends village cases of 民政 to the department at once."""
    usual = {"origin_tier": "village", "item": "cat:民政", "action": "assign", "target": "department:社会事务局"}
    return {"id": line_id, "priority": str(priority), **usual, **cells}


def begun(by: Caller) -> int:
    """The version of a draft just begun, or found."""
    answer = by.act(f"{API}/draft")
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


def put(by: Caller, seen: int, **cells: str) -> httpx.Response:
    return by.act(f"{API}/draft/line", {"seen": seen, "cells": cells})


def published(by: Caller, *lines: dict[str, str], reason: str = "试点一个月") -> int:
    """The version that these lines beside those in force became."""
    seen = begun(by)
    for line in lines:
        answer = put(by, seen, **line)
        assert answer.status_code == 200, answer.text
        seen = answer.json()["version"]
    answer = by.act(f"{API}/publish", {"seen": seen, "reason": reason})
    assert answer.status_code == 200, answer.text
    return int(answer.json()["version"])


def codes(answer: httpx.Response) -> list[tuple[str, str]]:
    assert answer.status_code == 200, answer.text
    return [(fault["line"], fault["code"]) for fault in answer.json()["faults"]]


def ring(store: Store, case_id: str, matching: Any) -> None:
    """The doorbell for routing arrives at dispatch."""
    deps = scenes.dispatching(store, matching=matching)
    handlers(deps)[RouteCase](RouteCase(tenant_id=ZONE, case_id=UUID(case_id), version=0), new_id())


def test_a_draft_is_nobody_s_rule_until_it_is_published(someone: Someone) -> None:
    by, clerk = someone("gxq"), someone("xzw")
    asked = {"item_code": "MZ001"}
    before = clerk.get("/api/route-preview", params=asked).json()
    seen = begun(by)
    assert put(by, seen, **a_line("zone-005", 5)).status_code == 200
    assert clerk.get("/api/route-preview", params=asked).json()["rule"] == before["rule"] == "zone-090"
    # Then it is, in every process within a second
    by.act(f"{API}/publish", {"seen": seen + 1, "reason": "直接派部门"})
    time.sleep(1.0)
    after = clerk.get("/api/route-preview", params=asked).json()
    assert (after["rule"], after["to_site"], after["policy_version"]) == ("zone-005", "150271-shehuishiwu", 2)


def test_a_policy_shows_what_is_in_force_what_is_inherited_and_what_the_draft_changes(someone: Someone) -> None:
    by = someone("gxq")
    seen = begun(by)
    put(by, seen, **a_line("zone-005", 5))
    by.act(f"{API}/draft/drop", {"seen": seen + 1, "id": "zone-140"})
    shown = by.get(API).json()
    assert (shown["current"], shown["draft"]["version"], shown["gone"]) == (1, seen + 2, ["zone-140"])
    new = next(line for line in shown["drafted"] if line["id"] == "zone-005")
    assert (new["changed"], new["words"]) == ("new", "村社区收的，民政类事项，派给社会事务局")
    assert {line["tenant_id"] for line in shown["inherited"]} == {"1502"}
    assert "zone-140" in {line["id"] for line in shown["lines"]}


def test_a_fault_that_would_break_something_is_told_and_keeps_a_draft_from_being_published(someone: Someone) -> None:
    by = someone("gxq")
    seen = begun(by)
    put(by, seen, **a_line("zone-005", 5, target="department:宇航局"))
    put(by, seen + 1, **a_line("zone-006", 5, target="parent"))
    found = codes(by.act(f"{API}/check"))
    assert ("zone-005", "policy.target_dangling") in found
    assert {"policy.conflicting"} & {code for _, code in found}
    answer = by.act(f"{API}/publish", {"seen": seen + 2, "reason": "不该成功"})
    assert (answer.status_code, answer.json()["code"]) == (422, "policy.faults")
    assert "宇航局" in answer.json()["detail"]
    # And without them it is published
    put(by, seen + 2, **a_line("zone-005", 5))
    by.act(f"{API}/draft/drop", {"seen": seen + 3, "id": "zone-006"})
    assert by.act(f"{API}/publish", {"seen": seen + 4, "reason": "改好了再发"}).status_code == 200


def test_what_is_shipped_is_sound(someone: Someone) -> None:
    for login in ("gxq", "bts"):
        answer = someone(login).act(f"{API}/check", {"in_force": True})
        assert [fault["words"] for fault in answer.json()["faults"] if fault["breaks"]] == []


def test_a_cell_that_means_nothing_is_named(someone: Someone) -> None:
    by = someone("gxq")
    answer = put(by, begun(by), **a_line("zone-005", 5, action="fly", valid_from="tomorrow"))
    assert (answer.status_code, answer.json()["code"]) == (422, "policy.line")
    assert {field["field"] for field in answer.json()["fields"]} == {"action", "valid_from"}


def test_two_who_edit_one_draft_do_not_overwrite_each_other(someone: Someone) -> None:
    one, other = someone("gxq"), someone("zwgk")
    seen = begun(one)
    if begun(other) != seen:
        pytest.skip("the publisher works for another tenant")
    assert put(one, seen, **a_line("zone-005", 5)).status_code == 200
    answer = put(other, seen, **a_line("zone-006", 6))
    assert (answer.status_code, answer.json()["code"]) == (409, "policy.draft_moved")
    answer = other.act(f"{API}/publish", {"seen": seen, "reason": "没看到别人的改动"})
    assert (answer.status_code, answer.json()["code"]) == (409, "policy.draft_moved")


def test_a_draft_begun_before_somebody_else_published_is_not_published_over_it(someone: Someone) -> None:
    # Given a draft, and a roll back meanwhile
    by = someone("gxq")
    assert published(by, a_line("zone-005", 5)) == 2
    seen = begun(by)
    answer = by.act(f"{API}/rollback", {"to": 1, "after": 2, "reason": "投诉多，先退回"})
    assert answer.json() == {"version": 3}
    answer = by.act(f"{API}/publish", {"seen": seen, "reason": "不知道已经退回"})
    assert (answer.status_code, answer.json()["code"]) == (409, "policy.moved")
    # Who has looked again begins anew
    assert by.act(f"{API}/draft/discard").status_code == 200
    assert published(by, a_line("zone-007", 7)) == 4


def test_going_back_is_one_step_and_makes_a_version_equal_to_the_old_one(someone: Someone, owner: Engine) -> None:
    by = someone("gxq")
    published(by, a_line("zone-005", 5))
    answer = by.act(f"{API}/rollback", {"to": 1, "after": 2, "reason": "投诉多，先退回"})
    assert answer.json() == {"version": 3}
    assert by.get(f"{API}/versions/3").json() == {
        "lines": [line | {} for line in by.get(f"{API}/versions/1").json()["lines"]]
    }
    # And says so
    newest = by.get(API).json()["versions"][0]
    assert (newest["version"], newest["current"], newest["reason"]) == (3, True, "投诉多，先退回")
    assert newest["published_by"]
    with owner.connect() as conn:
        acts = conn.execute(text("select act, object from audit where act in ('policy.publish', 'policy.rollback')"))
        assert {tuple(row) for row in acts} >= {("policy.publish", "routing 2"), ("policy.rollback", "routing 3")}


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"to": 9, "after": 1, "reason": "没有这一版"}, 404, "policy.version_unknown"),
        ({"to": 1, "after": 1, "reason": "正在用着"}, 409, "policy.version_current"),
        ({"to": 1, "after": 1, "reason": " x "}, 422, "policy.reason"),
    ],
)
def test_going_back_to_nowhere_or_without_a_reason_is_refused(
    someone: Someone, body: dict[str, Any], status: int, code: str
) -> None:
    answer = someone("gxq").act(f"{API}/rollback", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_what_was_published_is_never_changed(someone: Someone, store: Store) -> None:
    for change in ("update policy_lines set document = '{}'", "delete from policy_lines", "delete from policies"):
        with pytest.raises(Exception, match="permission denied"), store.engine.begin() as conn:
            conn.execute(text(change))


def test_trying_tells_which_of_the_last_cases_would_go_elsewhere(someone: Someone) -> None:
    # Given two cases of 民政 and one of 社保 at a village
    clerk, by = someone("xzw"), someone("gxq")
    for _ in range(2):
        clerk.registered()
    clerk.registered(item_code="SB001", papers=["身份证", "户口簿"])
    put(by, begun(by), **a_line("zone-005", 5))
    tried = by.act(f"{API}/try", {"last": 50}).json()
    assert (tried["total"], tried["elsewhere"]) == (3, 2)
    assert {moved["before"] for moved in tried["moved"]} == {"按第90条规则上报万水泉镇"}
    assert {moved["after"] for moved in tried["moved"]} == {"按第5条规则派往社会事务局"}


def test_a_file_of_rules_is_tried_on_a_file_of_cases(someone: Someone) -> None:
    rules = "id,priority,when,action,target\nbig,1,amount=100000..,hold,coordinator\nend,2,*,assign,item_department\n"
    cases = "case,site,item,amount\n大额,150271102203,MZ001,100000\n小额,150271102203,MZ001,99999\n"
    tried = someone("gxq").act(f"{API}/try", {"csv": rules, "cases": cases}).json()
    assert tried["total"] == 2
    assert {moved["name"]: moved["after"] for moved in tried["moved"]} == {
        "大额": "按第1条规则交稀土高新区协调中心派单",
        "小额": "按第2条规则派往社会事务局",
    }


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("id,priority,colour\na,1,red\n", "colour"),
        ("id,priority\na,one\n", "2: priority"),
        ("id,priority\n,1\n", "2: id"),
        ("id,priority\na,1,too,many\n", "2"),
    ],
)
def test_a_file_that_means_nothing_is_refused_with_its_row(someone: Someone, rules: str, words: str) -> None:
    answer = someone("gxq").act(f"{API}/check", {"csv": rules})
    assert (answer.status_code, answer.json()["code"]) == (422, "policy.file")
    assert words in answer.json()["detail"]


def test_an_old_decision_is_explained_by_the_versions_of_its_day(someone: Someone, store: Store) -> None:
    # Given a case that was routed by the shipped rules
    clerk, by = someone("xzw"), someone("gxq")
    policies = open_policies(store.engine, max_age=0.0)
    old = clerk.registered()
    ring(store, old, policies.matching)
    (first,) = by.get(f"/api/cases/{old}/decisions").json()["decisions"]
    # When another rule is published, decides about another case, and is taken back
    published(by, a_line("zone-005", 5), a_line("zone-090", 90, target="department:社会事务局"))
    new = clerk.registered()
    ring(store, new, policies.matching)
    by.act(f"{API}/rollback", {"to": 1, "after": 2, "reason": "投诉多，先退回"})
    # Then each is told as it was
    (same,) = by.get(f"/api/cases/{old}/decisions").json()["decisions"]
    assert same == first
    assert (same["rule"], same["policy_version"], same["versions"]) == ("zone-090", 1, {ZONE: 1, "1502": 1})
    assert same["line"] == "稀土高新区协调中心及以下，村社区收的，个人申请，民政类事项，上报上级站点"
    assert any("zone-040" in passed and "事项归属地不在本地区" in passed for passed in same["passed"])
    assert any("zone-080" in passed and "不办理这一事项" in passed for passed in same["passed"])
    (other,) = by.get(f"/api/cases/{new}/decisions").json()["decisions"]
    assert (other["rule"], other["policy_version"], other["words"]) == ("zone-005", 2, "按第5条规则派往社会事务局")


def test_a_decision_that_left_the_case_where_it_is_is_explained_too(someone: Someone, store: Store) -> None:
    clerk, by = someone("xzw"), someone("gxq")
    case_id = clerk.registered(item_code="SB001", papers=["身份证", "户口簿"])
    assert by.get(f"/api/cases/{case_id}/decisions").json()["decisions"] == []
    ring(store, case_id, open_policies(store.engine).matching)
    (decision,) = by.get(f"/api/cases/{case_id}/decisions").json()["decisions"]
    assert (decision["rule"], decision["words"]) == ("zone-080", "按第80条规则由小召湾村就地办理")


@pytest.mark.parametrize("path", ["draft", "publish", "rollback", "try"])
def test_who_only_reads_policies_changes_none(someone: Someone, path: str) -> None:
    reader = someone("ducha")
    assert reader.get(API).status_code == 200
    assert reader.act(f"{API}/{path}").status_code in (400, 403)
    bodies: dict[str, dict[str, Any]] = {
        "draft": {},
        "publish": {"seen": 1, "reason": "不该成功"},
        "rollback": {"to": 1, "after": 1, "reason": "不该成功"},
        "try": {},
    }
    assert reader.act(f"{API}/{path}", bodies[path]).status_code == 403
    assert someone("xzw").get(API).status_code == 403


def test_the_escalation_policy_has_the_same_life(someone: Someone) -> None:
    by = someone("bts")
    api = "/api/policies/escalation"
    seen = by.act(f"{api}/draft").json()["version"]
    shown = by.get(api).json()
    first = shown["drafted"][0]["cells"]
    answer = by.act(f"{api}/draft/line", {"seen": seen, "cells": {**first, "after": "60%"}})
    assert answer.status_code == 200, answer.text
    assert by.act(f"{api}/publish", {"seen": seen + 1, "reason": "晚一点催签"}).json() == {"version": 2}
    assert by.get(api).json()["lines"][0]["cells"]["after"] == "60%"
    assert by.act(f"{api}/rollback", {"to": 1, "after": 2, "reason": "还是早一点"}).json() == {"version": 3}


def test_there_is_no_policy_of_another_type(someone: Someone) -> None:
    answer = someone("gxq").get("/api/policies/access")
    assert (answer.status_code, answer.json()["code"]) == (404, "policy.type_unknown")


def test_who_publishes_again_under_the_same_key_is_told_the_same(someone: Someone, owner: Engine) -> None:
    """The answer got lost on a bad line: asking again must not look like somebody else's publication."""
    by = someone("gxq")
    seen = put(by, begun(by), **a_line("zone-005", 5)).json()["version"]
    body = {"seen": seen, "reason": "试点一个月"}
    first = by.act(f"{API}/publish", body, key="publish-0001")
    again = by.act(f"{API}/publish", body, key="publish-0001")
    assert (first.status_code, first.json()) == (200, {"version": 2})
    assert told(again) == told(first)
    # The same key for something else is refused, and so is the same thing under another key
    other = by.act(f"{API}/publish", body | {"reason": "别的理由"}, key="publish-0001")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_request")
    fresh = by.act(f"{API}/publish", body, key="publish-0002")
    assert (fresh.status_code, fresh.json()["code"]) == (409, "policy.draft_none")
    # And a refusal leaves its key free: the draft is there now, and the key does
    seen = put(by, begun(by), **a_line("zone-006", 6)).json()["version"]
    assert by.act(f"{API}/publish", {"seen": seen, "reason": "第二批试点"}, key="publish-0002").json() == {"version": 3}
    with owner.connect() as conn:
        acts = conn.execute(text("select count(*) from audit where act = 'policy.publish'")).scalar_one()
        kept = conn.execute(
            text("select body, location, etag from idempotency where key like 'publish-%' order by key")
        )
        assert [tuple(row) for row in kept] == [('{"version":2}', "", ""), ('{"version":3}', "", "")]
    assert acts == 2


def test_who_goes_back_again_under_the_same_key_is_told_the_same(someone: Someone) -> None:
    by = someone("gxq")
    published(by, a_line("zone-005", 5))
    body = {"to": 1, "after": 2, "reason": "投诉多，先退回"}
    first = by.act(f"{API}/rollback", body, key="rollback-0001")
    # Even when a third version stands in between
    published(by, a_line("zone-007", 7))
    again = by.act(f"{API}/rollback", body, key="rollback-0001")
    assert (first.status_code, first.json()) == (200, {"version": 3})
    assert told(again) == told(first)
    other = by.act(f"{API}/rollback", body | {"to": 2}, key="rollback-0001")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency.other_request")
    fresh = by.act(f"{API}/rollback", body, key="rollback-0002")
    assert (fresh.status_code, fresh.json()["code"]) == (409, "policy.moved")
    # And without any key the version alone decides, while an odd one is told
    bare = by.http.post(f"{API}/rollback", json=body)
    assert (bare.status_code, bare.json()["code"]) == (409, "policy.moved")
    odd = by.act(f"{API}/rollback", body, key="short")
    assert (odd.status_code, odd.json()["code"]) == (400, "idempotency.key")


def test_eight_clicks_under_one_key_publish_once(someone: Someone) -> None:
    by = someone("gxq")
    body = {"seen": put(by, begun(by), **a_line("zone-005", 5)).json()["version"], "reason": "试点一个月"}
    with ThreadPoolExecutor(8) as clicks:
        answers = list(clicks.map(lambda _: by.act(f"{API}/publish", body, key="publish-0003"), range(8)))
    assert {(answer.status_code, answer.content) for answer in answers} == {(200, b'{"version":2}')}


def told(answer: httpx.Response) -> tuple[int, bytes, str, bool]:
    """What must be the same when it is asked again."""
    return answer.status_code, answer.content, answer.headers["content-type"], "location" in answer.headers


def test_an_escalation_line_is_checked_beside_what_it_inherits_and_read_as_a_sentence(someone: Someone) -> None:
    by = someone("gxq")
    api = "/api/policies/escalation"
    seen = by.act(f"{api}/draft").json()["version"]
    late = {"trigger": "unsigned", "tier": "*", "item": "*", "times": "1", "after": "40%"}
    cells = late | {"id": "zone-900", "priority": "900", "measure": "remind", "target": "agent"}
    assert by.act(f"{api}/draft/line", {"seen": seen, "cells": cells}).status_code == 200
    assert codes(by.act(f"{api}/check")) == [("zone-900", "policy.shadowed")]
    view = by.get(api).json()
    assert [line["words"] for line in view["drafted"]] == ["无人签收，时限用去40%时催办专人（第1步）"]
    # Under the inherited line's name it takes its place
    cells |= {"id": "esc-010"}
    body = {"seen": seen + 1, "cells": cells, "instead_of": "zone-900"}
    assert by.act(f"{api}/draft/line", body).status_code == 200
    assert codes(by.act(f"{api}/check")) == []


def test_escalation_is_not_tried_and_says_what_to_do_instead(someone: Someone) -> None:
    by = someone("gxq")
    answer = by.act("/api/policies/escalation/try")
    assert (answer.status_code, answer.json()["code"]) == (409, "policy.not_tried")
    assert "请用检查" in answer.json()["detail"]
    assert by.act("/api/policies/weather/try").status_code == 404
    begun(by)
    assert by.act(f"{API}/try").status_code == 200
