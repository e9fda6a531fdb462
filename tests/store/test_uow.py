"""The unit of work against a real database."""

import msgspec
import pytest
from sqlalchemy import select

from deploy.commands.check import check
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.replay import replay
from shared.kernel.errors import Kind, Refusal
from shared.kernel.settings import Settings
from shared.store.engine import Store
from shared.store.idempotency import Idem, Replayed
from shared.store.receipt import Receipt
from shared.store.tables.cases import desk_rows
from tests import scenes
from tests.scenes import FOREIGN, THIRD, VILLAGE


def test_a_case_is_kept_with_its_history_and_its_number(store: Store) -> None:
    # Given / When
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    # Then
    with store.work(by) as work:
        case = work.cases.get(case_id)
        assert case.number.startswith("150271-")
        assert replay(work.cases.history(case_id)) == case
        assert work.person(case).name == "赵大海"
        row = work.conn.execute(select(desk_rows)).mappings().one()
    assert row["applicant_mask"] == "赵**"
    assert row["bucket"] == "hold"


def test_a_case_across_tenants_is_seen_by_both_and_by_no_third(store: Store) -> None:
    # Given
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    # When it is offered to another district, which signs
    scenes.offered(store, by, case_id, FOREIGN)
    case = scenes.act(store, scenes.clerk(FOREIGN), case_id, c.SignFor())
    # Then
    assert case.holder_site == FOREIGN
    with store.work(by) as work:
        assert work.cases.get(case_id).version == case.version
    with store.work(scenes.clerk(THIRD)) as work, pytest.raises(Refusal) as no:
        work.cases.get(case_id)
    assert no.value.kind is Kind.NOT_FOUND


def test_a_case_that_came_from_a_list_goes_on_with_its_own_chain(store: Store, settings: Settings) -> None:
    # Given a case as somebody else read it
    by = scenes.clerk(VILLAGE)
    case = scenes.seen(store, by, scenes.registered(store, by))
    # When it is acted on in a transaction that never read it
    with store.work(by) as work:
        work.save(case, decide(case, c.Start(), work.facts(case)))
    # Then its last event covers the one before
    assert not [one for one in check(settings) if one.violations]


def test_a_stale_save_is_refused_and_tells_what_changed(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    case_id = scenes.registered(store, by)
    with pytest.raises(Refusal) as no, store.work(by) as mine:  # noqa: PT012 (leaving the block is what raises)
        case = mine.cases.get(case_id)
        with store.work(by) as other:
            other.save(case, decide(case, c.Start(), other.facts(case)))
        mine.save(case, decide(case, c.Start(), mine.facts(case)))
    assert no.value.code == "case.stale"
    assert [change["kind"] for change in no.value.params["changes"]] == ["started"]  # type: ignore[attr-defined]


def test_a_key_used_twice_gives_the_first_answer(store: Store) -> None:
    by = scenes.clerk(VILLAGE)
    idem = Idem(key="key-12345678", request_hash=b"x", status=201)
    first = scenes.registered(store, by, idem=idem)
    with pytest.raises(Replayed) as again:
        scenes.registered(store, by, idem=idem)
    assert msgspec.json.decode(again.value.body, type=Receipt).id == first
    assert again.value.status == 201
    other = msgspec.structs.replace(idem, request_hash=b"y")
    with pytest.raises(Refusal) as no:
        scenes.registered(store, by, idem=other)
    assert no.value.code == "idempotency.other_request"


def test_an_undone_offer_to_another_tenant_takes_the_case_out_of_its_sight(store: Store) -> None:
    by, there = scenes.clerk(VILLAGE), scenes.clerk(FOREIGN)
    case_id = scenes.registered(store, by)
    scenes.offered(store, by, case_id, FOREIGN)
    assert scenes.seen(store, there, case_id).offered is not None
    with store.work(by) as work:
        case = work.cases.get(case_id)
        work.save(case, decide(case, c.Undo(), work.facts(case, history=work.cases.history(case_id))))
    with pytest.raises(Refusal) as no:
        scenes.seen(store, there, case_id)
    assert no.value.kind is Kind.NOT_FOUND
    with store.work(there) as work:
        assert work.conn.execute(select(desk_rows)).all() == []
