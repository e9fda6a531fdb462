"""Messages that were given up: an operator sees them, sends them anew or drops them; the audit knows who and why."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Engine, text

from services.dispatch.deps import CONSUMER
from shared.store import failures
from shared.store.engine import Store
from shared.store.failures import Failures
from tests.operating.conftest import Bangban
from tests.queue import helpers


def killed(owner: Engine, store: Store) -> str:
    """A message that failed as often as it may."""
    (message,) = helpers.leave(owner, helpers.archive())
    for _ in range(failures.MOST):
        Failures(store.engine).record(helpers.ZONE, message, ValueError("13804726021"))
    return str(message)


def audited(owner: Engine) -> list[Any]:
    with owner.connect() as conn:
        return list(conn.execute(text("select act, actor, object, reason from audit order by at")))


def test_a_dead_message_is_listed_and_shown_without_personal_data(
    bangban: Bangban, owner: Engine, store: Store
) -> None:
    message = killed(owner, store)
    listed, shown = bangban("dead", "list"), bangban("dead", "show", message)
    assert "1 dead messages" in listed.stdout
    for answer in (listed.stdout, shown.stdout):
        assert message in answer
        assert "ValueError" in answer
        assert "13804726021" not in answer
    missing = bangban("dead", "show", "01900000-0000-7000-8000-000000000000")
    assert (missing.returncode, len(missing.stderr.splitlines())) == (1, 1)
    assert bangban("dead", "show", "x").returncode == 1


def test_one_sent_anew_has_all_its_attempts_again_and_is_heard_once(
    bangban: Bangban, owner: Engine, store: Store
) -> None:
    message = killed(owner, store)
    # When it is sent anew without a reason, then with one
    assert "needs a reason" in bangban("dead", "replay", message).stderr
    assert helpers.rows(owner)[0].state == "dead"
    assert bangban("dead", "replay", message, "--reason", "缺陷已修复").returncode == 0
    # Then it waits as at first, due at once, and is dead no longer
    (row,) = helpers.rows(owner)
    assert (row.state, row.attempts, row.rung_at, row.lease_until) == ("waiting", 0, None, None)
    assert row.not_before - row.created_at < timedelta(minutes=1)
    assert "no dead message" in bangban("dead", "replay", message, "--reason", "缺陷已修复").stderr
    # and what hears it takes it away
    with store.hearing(CONSUMER, helpers.ZONE, row.id):
        pass
    assert helpers.rows(owner) == []
    ((act, actor, about, reason),) = audited(owner)
    assert (act, reason) == ("message.replayed", "缺陷已修复")
    assert actor.startswith("operator:")
    assert message in about


def test_one_that_is_dropped_leaves_only_its_audit_row_and_a_waiting_one_cannot_be(
    bangban: Bangban, owner: Engine, store: Store
) -> None:
    message = killed(owner, store)
    (alive,) = helpers.leave(owner, helpers.archive())
    assert bangban("dead", "drop", message).returncode == 1
    assert bangban("dead", "drop", str(alive), "--reason", "不再需要").returncode == 1
    assert bangban("dead", "drop", message, "--reason", "不再需要").returncode == 0
    assert [row.id for row in helpers.rows(owner)] == [alive]
    assert [row.act for row in audited(owner)] == ["message.dropped"]


def test_all_of_them_are_sent_anew_at_once(bangban: Bangban, owner: Engine, store: Store) -> None:
    killed(owner, store)
    killed(owner, store)
    assert "2 sent anew" in bangban("dead", "replay", "all", "--reason", "供应商恢复").stdout
    assert {row.state for row in helpers.rows(owner)} == {"waiting"}
