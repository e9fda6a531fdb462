"""`bangban audit verify` on a database: sound ones pass, and what somebody with the owner's rights did is named."""

import random
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, create_engine, text
from sqlalchemy.pool import NullPool

from deploy import surroundings
from deploy.auditing import database, heads
from deploy.commands import audit
from shared.domain.cases import commands as c
from shared.kernel.settings import Settings
from shared.store.engine import Store
from tests import scenes
from tests.scenes import FOREIGN, TOWN, VILLAGE

TRIES = 200


@pytest.fixture
def settings(settings: Settings, tmp_path: Path) -> Settings:
    """With a folder of its own for the lists."""
    return replace(settings, heads_folder=str(tmp_path))


@pytest.fixture
def lived(store: Store, settings: Settings) -> list[UUID]:
    """Cases that moved and crossed tenants, listed; then one more, and one that grew, not listed yet."""
    by = scenes.clerk(VILLAGE)
    found = [scenes.registered(store, by) for _ in range(4)]
    scenes.offered(store, by, found[0], TOWN)
    scenes.act(store, scenes.clerk(TOWN), found[0], c.SignFor())
    scenes.offered(store, by, found[1], FOREIGN)
    assert audit.note(settings) == 4
    scenes.act(store, scenes.clerk(FOREIGN), found[1], c.Refuse(reason="outside_area", words="不在辖区"))
    return [*found, scenes.registered(store, by)]


@pytest.fixture
def owner(settings: Settings) -> Iterator[Engine]:
    engine = create_engine(settings.database_owner, poolclass=NullPool)
    yield engine
    engine.dispose()


def test_a_sound_database_and_its_lists_raise_no_alarm(settings: Settings, lived: list[UUID]) -> None:
    found, lists = audit.look(settings)
    assert (found.faults, lists.wrong, lists.number) == ([], [], 1)
    assert found.cases == 5
    assert audit.note(settings) == 2
    found, lists = audit.look(settings)
    assert (found.faults, lists.wrong, lists.number) == ([], [], 2)


def test_whatever_is_done_to_the_events_is_found_with_its_case_and_place(
    settings: Settings, lived: list[UUID], owner: Engine
) -> None:
    dice = random.Random(7)
    lists = heads.read(audit.folder(settings), settings.heads_key)
    with owner.connect() as conn:
        lengths = {row.case_id: row.n for row in conn.execute(text(_LENGTHS))}
        for _ in range(TRIES):
            case_id = dice.choice(lived)
            statement, seq = _way(dice, lengths[case_id], listed=str(case_id) in lists.heads)
            other = next(one for one in lived if one != case_id)
            nested = conn.begin_nested()
            for part in statement.split("; "):
                at = {"case": case_id, "seq": seq, "other": other}
                conn.execute(text(part), {name: value for name, value in at.items() if f":{name}" in part})
            found = database.verify(conn, (settings.chain_key,), lists).faults
            shown = {_TAIL: lengths[case_id] + 1, _GONE: 1}.get(statement, seq)
            assert (str(case_id), shown) in {(fault.case_id, fault.seq) for fault in found}, (statement, seq, found)
            nested.rollback()


_LENGTHS = "select case_id, count(*) as n from case_events group by case_id"
_HERE = "where case_id = :case and seq = :seq"
_TAIL = (
    "insert into case_events select case_id, seq + 100, batch, tenant_id, kind, at, by_site, by_role, by_staff, body,"
    f" mac from case_events {_HERE}"
)
_GONE = "delete from case_events where case_id = :case; delete from cases where id = :case"
_WAYS = (
    f"update case_events set by_site = by_site || 'x' {_HERE}",
    f"update case_events set at = at + interval '1 us' {_HERE}",
    f"update case_events set tenant_id = '150207' {_HERE}",
    f"update case_events set body = replace(body, '{{', '{{ ') {_HERE}",
    f"update case_events set mac = sha256(mac) {_HERE}",
    f"update case_events set by_staff = gen_random_uuid() {_HERE}",
    f"update case_events set case_id = :other, seq = seq + 1000 {_HERE}",
    f"delete from case_events {_HERE}",
    "delete from case_events where case_id = :case and seq >= :seq",
    _TAIL,
)


def _way(dice: random.Random, length: int, *, listed: bool) -> tuple[str, int]:
    """What is done, and to which event. A case that is on no list yet could be removed whole without a trace."""
    return dice.choice((*_WAYS, _GONE) if listed else _WAYS), dice.randint(1, length)


def test_the_command_names_what_it_found_and_fails(
    settings: Settings,
    lived: list[UUID],
    owner: Engine,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(surroundings, "settings", lambda *need: settings)
    assert audit.verify() == 0
    assert "5 cases" in capsys.readouterr().out
    with owner.begin() as conn:
        conn.execute(text("update case_events set by_site = 'x' where case_id = :case and seq = 2"), {"case": lived[2]})
    assert audit.verify() == 1
    assert f"BAD case {lived[2]} event 2: its mac" in capsys.readouterr().out
