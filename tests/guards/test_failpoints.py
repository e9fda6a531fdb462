"""Nothing is committed, published or handed to a supplier where a test could not make it fail."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.kernel.failpoints import POINTS

ROOT = Path(__file__).resolve().parents[2]
ACTS = ("commit", "begin", "begin_nested", "basic_publish", "enqueue", "stream", "post", "put")
"""How commits, publishes and calls over HTTP are written."""
NAMING = ("through", "commit", "transaction")
"""The functions whose text argument is the name of a point."""
KNOWN = {
    "shared/store/transaction.py": {"commit"},  # the one place that commits, by name
    "shared/store/uow.py": {"begin"},  # opening.begin: how a transaction begins
    "shared/queue/rabbit_link.py": {"basic_publish"},  # only within RabbitRinger.ring
    "shared/queue/ringer.py": {"enqueue"},  # only within MemoryRinger.ring
    "shared/queue/broker.py": {"enqueue"},  # super().enqueue of our own brokers
    "services/notify/adapters/wire.py": {"stream"},  # only within Wire.call
}
"""Where they may stand, and why."""


def sources() -> Iterator[tuple[str, ast.Module]]:
    """What works unattended. An operator's command in deploy/ ends before somebody who sees whether it did."""
    for top in ("shared", "services", "deploy/seeding"):
        for file in sorted((ROOT / top).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text())


def acts(tree: ast.Module) -> set[str]:
    """What is called or handed on as a method of this name, our repositories' own modules left out."""
    found = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute) and node.attr in ACTS]
    return {node.attr for node in found if not _of_ours(node)}


def _of_ours(node: ast.Attribute) -> bool:
    """`journal.put(conn, …)` writes a row in the caller's transaction."""
    return node.attr == "put" and isinstance(node.value, ast.Name)


def named(tree: ast.Module) -> set[str]:
    texts = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in POINTS:
            texts.add(node.value)
    return texts


def strangers(tree: ast.Module) -> set[str]:
    """Names of points that the registry does not know."""
    calls = [n for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)]
    texts = [a for n in calls if n.func.id in NAMING for a in n.args]  # type: ignore[attr-defined]
    return {str(a.value) for a in texts if isinstance(a, ast.Constant) and a.value not in POINTS}


def test_every_commit_publish_and_call_goes_through_a_point() -> None:
    found = {name: acts(tree) for name, tree in sources()}
    assert {name: what for name, what in found.items() if what} == KNOWN


def test_every_point_stands_in_the_source_and_the_source_names_no_other() -> None:
    here = [(name, tree) for name, tree in sources() if name != "shared/kernel/failpoints.py"]
    assert set().union(*(named(tree) for _, tree in here)) == set(POINTS)
    assert set().union(*(strangers(tree) for _, tree in here)) == set()


@pytest.mark.parametrize(
    "line",
    ["conn.commit()", "with engine.begin() as conn: pass", "channel.basic_publish(b)", "broker.enqueue(m)",
     "httpx.post(u)", "f(conn.commit)"],
)  # fmt: skip
def test_a_new_act_without_a_point_is_found(line: str) -> None:
    assert acts(ast.parse(line))
