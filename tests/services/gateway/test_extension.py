"""More time over HTTP: asked by the holder, granted by somebody else, the applicant told once."""

from collections.abc import Callable

from sqlalchemy import Engine, text

from tests.services.gateway.people import Caller


def test_more_time_is_asked_for_granted_and_told_to_the_applicant_once(
    someone: Callable[[str], Caller], owner: Engine
) -> None:
    village = someone("xzw")
    path = f"/api/cases/{village.registered()}"
    assert village.act(f"{path}/ask-extension", {"days": 11, "words": "复核"}).status_code == 422
    assert village.act(f"{path}/ask-extension", {"days": 5, "words": "复核"}).status_code == 200
    assert village.act(f"{path}/grant-extension", {}).status_code == 403
    before = village.get(path).json()
    granted = someone("gxq").act(f"{path}/grant-extension", {})
    assert granted.status_code == 200, granted.text
    assert village.get(path).json() != before
    with owner.connect() as conn:
        told = text('select count(*) from outbox where body like \'%"purpose":"extended"%\'')
        assert conn.execute(told).scalar_one() == 1
