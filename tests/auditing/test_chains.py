"""Ten thousand ways to change what happened, every one found and located; and what nobody changed raises no alarm."""

import hashlib
import hmac
import random
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec
import pytest

from deploy.auditing.chains import Fault, Head, against, broken
from deploy.auditing.heads import read, write
from shared.domain.cases import events as e
from shared.domain.cases.events import Happened
from shared.kernel.ids import new_id
from shared.store import chain
from tests.build import a_case
from tests.world import local

KEY, OTHER, LISTS = b"k" * 32, b"o" * 32, b"l" * 32
NOW = local("2026-11-16 09:00")
History = list[dict[str, Any]]
Tampered = tuple[History, int]


def rows_of(case_id: UUID, history: tuple[Happened, ...], *keys: bytes) -> History:
    """As the store writes them; with several keys, from the middle on with the second."""
    rows, mac = [], b""
    for h in history:
        body, kind = msgspec.json.encode(h.event).decode(), e.kind_of(h.event)
        key = keys[-1] if h.seq > len(history) // 2 else keys[0]
        mac = chain.link(key, mac, str(case_id), h, kind, body)
        known = {"seq": h.seq, "batch": h.batch, "tenant_id": "150271", "kind": kind, "at": h.at, "body": body}
        rows.append(known | {"by_site": h.by_site, "by_role": h.by_role.value, "by_staff": h.by_staff, "mac": mac})
    return rows


LIVES = tuple(
    made.history
    for made in (
        a_case().opened(),
        a_case().submitted().accepted(),
        a_case().accepted().started().paused().resumed().completed().archived(),
        a_case().accepted().offered("town").signed().started().completed(),
        a_case().accepted().offered("town").refused().pooled(),
        a_case().accepted().withdrawn(),
    )
)


def edited(dice: random.Random, rows: History) -> Tampered:
    at = dice.randrange(len(rows))
    row = rows[at]
    changes: dict[str, Callable[[Any], Any]] = {
        "batch": lambda was: was + 1,
        "tenant_id": lambda was: "150203",
        "kind": lambda was: "archived" if was != "archived" else "opened",
        "at": lambda was: was + timedelta(microseconds=dice.choice((-1, 1, 60_000_000))),
        "by_site": lambda was: was + "x",
        "by_role": lambda was: "leader" if was != "leader" else "clerk",
        "by_staff": lambda was: new_id(),
        "body": lambda was: dice.choice((was + " ", was[:-1], was.replace('"', "'", 1), "{}", was + "\n")),
        "mac": lambda was: bytes([was[0] ^ 1]) + was[1:],
    }
    column = dice.choice(sorted(changes))
    row[column] = changes[column](row[column])
    return rows, at + 1


def swapped(dice: random.Random, rows: History) -> Tampered:
    """Two events change places, with everything but their numbers; or only their macs do."""
    one, two = sorted(dice.sample(range(len(rows)), 2))
    names = dice.choice((["mac"], ["body", "kind"], [name for name in rows[0] if name != "seq"]))
    for name in names:
        rows[one][name], rows[two][name] = rows[two][name], rows[one][name]
    return rows, one + 1


def inserted(dice: random.Random, rows: History) -> Tampered:
    """A copy comes in, chained without the key, and everything after it is numbered anew."""
    at = dice.randrange(1, len(rows) + 1)
    copy = dict(rows[dice.randrange(len(rows))])
    copy["mac"] = dice.choice((copy["mac"], dice.randbytes(32), b""))
    rows = [*rows[:at], copy, *rows[at:]]
    for seq, row in enumerate(rows, start=1):
        row["seq"] = seq
    # A copy of the very event that stood there is told at the next, which is the same change.
    return rows, at + (2 if at + 1 < len(rows) and _same(copy, rows[at + 1]) else 1)


def _same(one: dict[str, Any], other: dict[str, Any]) -> bool:
    return {**one, "seq": 0} == {**other, "seq": 0}


def deleted(dice: random.Random, rows: History) -> Tampered:
    at = dice.randrange(len(rows) - 1)
    rows = [*rows[:at], *rows[at + 1 :]]
    if dice.random() < 0.5:
        for seq, row in enumerate(rows, start=1):
            row["seq"] = seq
    return rows, at + 1


def cut(dice: random.Random, rows: History) -> Tampered:
    left = dice.randrange(len(rows))
    return rows[:left], left + 1


def written_anew(dice: random.Random, rows: History) -> Tampered:
    """By somebody who has got hold of the chain's key, and not of the lists."""
    mac = b""
    at = dice.randrange(len(rows))
    rows[at]["by_site"] += "x"
    for row in rows:
        event = msgspec.json.decode(row["body"], type=e.Event)
        names = {name: row[name] for name in ("seq", "batch", "at", "by_site", "by_role", "by_staff")}
        mac = row["mac"] = chain.link(KEY, mac, str(CASE), Happened(event=event, **names), row["kind"], row["body"])
    return rows, len(rows)


CASE = new_id()
WAYS = (edited, swapped, inserted, deleted, cut, written_anew)


def judged(case_id: UUID, rows: History, head: Head, *keys: bytes) -> Fault | None:
    return broken(str(case_id), rows, keys) or against(head, rows)


def head_of(case_id: UUID, rows: History) -> Head:
    return Head(case=str(case_id), seq=len(rows), mac=rows[-1]["mac"].hex())


def test_ten_thousand_changes_are_all_found_where_they_were_made() -> None:
    dice, tried = random.Random(20261123), 0
    while tried < 10_000:
        history, way = dice.choice(LIVES), dice.choice(WAYS)
        rows = rows_of(CASE, history, KEY)
        if way in (swapped, deleted) and len(rows) < 2:
            continue
        head, before = head_of(CASE, rows), [dict(row) for row in rows]
        tampered, seq = way(dice, rows)
        if tampered == before:
            continue
        found = judged(CASE, tampered, head, KEY)
        assert found is not None, (way.__name__, seq)
        assert (found.case_id, found.seq) == (str(CASE), seq), (way.__name__, found)
        tried += 1


def test_a_history_nobody_changed_raises_no_alarm_also_when_it_has_grown_or_its_key_was_changed() -> None:
    for history in LIVES:
        rows = rows_of(CASE, history, KEY)
        for length in range(1, len(rows) + 1):
            assert judged(CASE, rows, head_of(CASE, rows[:length]), KEY) is None
        two_keys = rows_of(CASE, history, KEY, OTHER)
        assert judged(CASE, two_keys, head_of(CASE, two_keys), OTHER, KEY) is None
        assert judged(CASE, two_keys, head_of(CASE, two_keys), KEY) is not None


def test_a_history_does_not_pass_for_that_of_another_case() -> None:
    rows = rows_of(CASE, LIVES[2], KEY)
    assert broken(str(new_id()), rows, (KEY,)) == Fault(case_id=ANY, seq=1, wrong=ANY)


class _Any:
    __hash__ = None  # type: ignore[assignment]

    def __eq__(self, other: object) -> bool:
        return True


ANY: Any = _Any()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three lists of one case that grew."""
    for seq in (1, 2, 3):
        assert write(tmp_path / "heads", LISTS, NOW, [Head(case="a", seq=seq, mac=f"{seq}"), *_STILL]) == (
            2 if seq == 1 else 1
        )
    return tmp_path / "heads"


_STILL = (Head(case="b", seq=7, mac="77"),)


def test_lists_hold_the_newest_head_of_every_case_and_each_only_what_grew(folder: Path) -> None:
    lists = read(folder, LISTS)
    assert (lists.wrong, lists.number, lists.newest) == ([], 3, NOW)
    assert lists.heads == {"a": Head(case="a", seq=3, mac="3"), "b": _STILL[0]}


def test_a_head_that_went_back_is_not_listed_so_that_it_is_found(folder: Path) -> None:
    assert write(folder, LISTS, NOW, [Head(case="a", seq=2, mac="2"), Head(case="b", seq=7, mac="78")]) == 0
    assert read(folder, LISTS).heads["b"].mac == "77"


def _changes(folder: Path) -> Iterator[Callable[[], object]]:
    first, second, third = sorted(folder.glob("*.jsonl"))
    yield lambda: second.unlink()
    yield lambda: first.unlink()
    yield lambda: second.write_bytes(third.read_bytes())
    yield lambda: second.write_bytes(second.read_bytes().replace(b'"2"', b'"9"'))
    yield lambda: second.write_bytes(b"")
    yield lambda: second.write_bytes(second.read_bytes().splitlines(keepends=True)[0])
    yield lambda: forged(third)


def forged(file: Path) -> None:
    """Another head, signed with a key that is not ours."""
    *lines, _ = file.read_bytes().replace(b'"3"', b'"9"').splitlines(keepends=True)
    file.write_bytes(b"".join([*lines, hmac.new(OTHER, b"".join(lines), hashlib.sha256).hexdigest().encode(), b"\n"]))


@pytest.mark.parametrize("which", range(7))
def test_a_list_that_was_changed_or_taken_away_is_told(folder: Path, which: int) -> None:
    for file in folder.iterdir():
        file.chmod(0o600)
    list(_changes(folder))[which]()
    assert read(folder, LISTS).wrong
