"""再次评价: who rated badly is asked once more when the order is closed; the first answer stays what it was."""

from uuid import UUID

from shared.contracts import messages as m
from shared.domain.access.roles import Role
from shared.domain.cases.model import CaseState
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.rectification import Finding, close, contact
from shared.store import rectifications, second_ratings
from tests import scenes
from tests.services.notify.platform import Platform
from tests.services.notify.test_replies import answer, asked

SECOND = "second_rating"


def mended(platform: Platform) -> UUID:
    """A case that was rated badly, and whose order is closed; nobody was asked again yet."""
    case_id = asked(platform)
    answer(platform, "5")
    centre = scenes.clerk(scenes.ZONE, Role.COORDINATOR)
    with platform.store.work(centre) as work:
        order, tree = rectifications.take(work.conn, case_id, 1), work.reference.tree
        order = close(contact(order, centre, tree, work.now), centre, tree, Finding.EXPLAINED, "已说明", work.now)
        rectifications.record(work, order, "close", "explained")
    return case_id


def ask_again(platform: Platform, case_id: UUID) -> None:
    platform.hear(m.TellApplicant(tenant_id=scenes.ZONE, case_id=case_id, purpose=SECOND, round=1))


def second(platform: Platform, case_id: UUID) -> Grade | None:
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        found = second_ratings.find(work.conn, case_id, 1, work.keys.vault)
    return found.grade if found else None


def test_the_second_answer_stands_beside_the_first(platform: Platform) -> None:
    case_id = mended(platform)
    ask_again(platform, case_id)
    ask_again(platform, case_id)
    assert sum("已处理" in text for text in platform.on_phone()) == 1, "asked once"
    assert answer(platform, "2", platform.sms(case_id, SECOND)["extension"]) == "applied"
    assert second(platform, case_id) is Grade.GOOD
    assert platform.rating(case_id).grade is Grade.VERY_BAD  # type: ignore[union-attr]


def test_nobody_is_asked_again_before_the_order_is_closed(platform: Platform) -> None:
    case_id = asked(platform)
    answer(platform, "5")
    ask_again(platform, case_id)
    assert not any("已处理" in text for text in platform.on_phone())
    assert second(platform, case_id) is None


def test_a_bad_second_answer_opens_no_second_order(platform: Platform) -> None:
    case_id = mended(platform)
    ask_again(platform, case_id)
    assert answer(platform, "4", platform.sms(case_id, SECOND)["extension"]) == "applied"
    with platform.store.work(scenes.clerk(scenes.VILLAGE)) as work:
        order = rectifications.find(work.conn, case_id, 1)
        assert order is not None
        assert order.closed_at
        assert [act.kind for act in rectifications.acts_of(work.conn, order)] == ["opened", "close", "second_rated"]
    assert scenes.seen(platform.store, scenes.clerk(scenes.VILLAGE), case_id).state is CaseState.COMPLETED
