"""No decision is wrong while versions are published under it."""

import sys
from collections.abc import Iterator

import pytest

from bench import decisions
from bench.rig import plain
from bench.rig import policies as rig


@pytest.fixture(autouse=True)
def restless() -> Iterator[None]:
    """Threads take turns a hundred times as often, which brings races out."""
    usual = sys.getswitchinterval()
    sys.setswitchinterval(0.00001)
    yield
    sys.setswitchinterval(usual)


def test_no_decision_is_wrong_while_policies_are_published() -> None:
    wrong, asked, published, _ = decisions.under_publication(4_000, versions=12, kinds=20)
    assert (wrong, asked) == (0, 4_000)
    assert published >= 12


def test_a_decision_held_against_another_version_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    # Given a reading that does not know one of the lines
    by_hand = plain.first_by_hand
    monkeypatch.setattr(decisions, "first_by_hand", lambda lines, fact, tree: by_hand(list(lines)[30:], fact, tree))
    wrong, *_ = decisions.under_publication(400, versions=2, kinds=20)
    assert wrong > 0


def test_versions_of_a_policy_decide_differently() -> None:
    tree = rig.small_tree()
    assert len({site.tenant_id for site in tree}) == 3
