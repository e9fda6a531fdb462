"""The unit of work against a real database."""

from uuid import UUID

import msgspec
import pytest
from sqlalchemy import select

from shared.contracts.messages import RouteCase
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, HandoverKind
from shared.domain.cases.replay import replay
from shared.domain.cases.rules.intake import open_case
from shared.kernel.errors import Kind, Refusal
from shared.kernel.ids import new_id
from shared.store.engine import Store
from shared.store.idempotency import Idem, Replayed
from shared.store.persons import Person
from shared.store.tables.cases import desk_rows

VILLAGE, TOWN, FOREIGN, THIRD = "150271102203", "150271102", "150203", "150204"
APPLICANT = Person(kind="person", name="赵大海", phone="13804726021", identity="")


def clerk(site: str) -> Actor:
    return Actor(tenant_id=site[:6], site_id=site, roles=frozenset({Role.CLERK}), staff_id=new_id())


def opened(store: Store, by: Actor, idem: Idem | None = None) -> UUID:
    with store.work(by, idem) as work:
        item = work.reference.item("MZ001")

        def make(person_id: UUID, commitment: str):  # type: ignore[no-untyped-def]
            case_id = new_id()
            command = c.Open(
                case_id=case_id,
                applicant=person_id,
                applicant_kind="person",
                commitment=commitment,
                channel="3",
                competence_region="",
            )
            blank = Case(
                id=case_id,
                tenant_id=by.tenant_id,
                version=0,
                state="draft",
                item_code=item.code,  # type: ignore[arg-type]
                item_version=item.version,
                applicant=person_id,
                applicant_kind="person",
                origin_site=by.site_id,
                holder_site=by.site_id,
                opened_at=work.now,
            )
            return open_case(command, work.facts(blank))

        case = work.open_case(APPLICANT, make)
        case = work.save(case, decide(case, c.Submit(), work.facts(case)))
        case = work.save(case, decide(case, c.Accept(papers=tuple(m.name for m in item.materials)), work.facts(case)))
        work.send(RouteCase(tenant_id=by.tenant_id, case_id=case.id, version=case.version), case)
    return case.id


def test_a_case_is_kept_with_its_history_and_its_number(store: Store) -> None:
    # Given / When
    by = clerk(VILLAGE)
    case_id = opened(store, by)
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
    by = clerk(VILLAGE)
    case_id = opened(store, by)
    # When it is offered to another district, which signs
    with store.work(by) as work:
        case = work.cases.get(case_id)
        offer = c.Offer(handover_id=new_id(), to_site=FOREIGN, handover=HandoverKind.FORWARD, why="x")
        work.save(case, decide(case, offer, work.facts(case, to_site=FOREIGN)))
    there = clerk(FOREIGN)
    with store.work(there) as work:
        case = work.cases.get(case_id)
        case = work.save(case, decide(case, c.SignFor(), work.facts(case)))
    # Then
    assert case.holder_site == FOREIGN
    with store.work(by) as work:
        assert work.cases.get(case_id).version == case.version
    with store.work(clerk(THIRD)) as work, pytest.raises(Refusal) as no:
        work.cases.get(case_id)
    assert no.value.kind is Kind.NOT_FOUND


def test_a_stale_save_is_refused_and_tells_what_changed(store: Store) -> None:
    by = clerk(VILLAGE)
    case_id = opened(store, by)
    with pytest.raises(Refusal) as no, store.work(by) as mine:
        case = mine.cases.get(case_id)
        with store.work(by) as other:
            other.save(case, decide(case, c.Start(), other.facts(case)))
        mine.save(case, decide(case, c.Start(), mine.facts(case)))
    assert no.value.code == "case.stale"
    assert [change["kind"] for change in no.value.params["changes"]] == ["started"]  # type: ignore[attr-defined]


def test_a_key_used_twice_gives_the_first_answer(store: Store) -> None:
    by = clerk(VILLAGE)
    idem = Idem(key="key-12345678", request_hash=b"x", status=201)
    first = opened(store, by, idem)
    with pytest.raises(Replayed) as again:
        opened(store, by, idem)
    assert again.value.receipt.id == first
    assert again.value.status == 201
    other = msgspec.structs.replace(idem, request_hash=b"y")
    with pytest.raises(Refusal) as no:
        opened(store, by, other)
    assert no.value.code == "idempotency.other_request"
