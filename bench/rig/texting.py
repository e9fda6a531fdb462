"""Completed cases, the simulated supplier over HTTP, and notify's handlers between them, all in this process."""

import shutil
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import UUID

import msgspec
import uvicorn
from sqlalchemy import Engine, text

from deploy import homes, ports
from deploy.postgres.embedded import running as postgres
from deploy.seeding import load
from deploy.simulator import main as simulator
from deploy.simulator.exchange import Exchange
from services.notify import main
from services.notify.adapters.http_gateway import HttpSupplier
from services.notify.deps import Deps
from shared.domain.access.actor import Actor
from shared.domain.access.roles import Role
from shared.domain.cases import commands as c
from shared.domain.cases.events import Event
from shared.domain.cases.lifecycle import decide
from shared.domain.cases.model import Case, CaseState
from shared.domain.cases.rules.intake import open_case
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.ports.sms_gateway import Gateway
from shared.store import migrate, sms_data
from shared.store.engine import Store, open_store, owner_engine
from shared.store.persons import Person
from shared.store.uow import Work

VILLAGE, TENANT, ITEM = "150271102203", "150271", "MZ001"
BOUNDS = ("sms.day_cap", "sms.quiet_from", "sms.quiet_until")  # what would hold messages back at some hour
WAIT = 1.0  # seconds notify waits for an answer here; the supplier's silence is longer


class Texting(msgspec.Struct, frozen=True):
    """What a bench drives and looks at."""

    store: Store
    owner: Engine
    deps: Deps
    exchange: Exchange
    settings: Settings

    def set(self, key: str, value: str) -> None:
        """A parameter of the city."""
        with self.owner.begin() as conn:
            conn.execute(text("update parameters set value = :value where key = :key"), {"key": key, "value": value})
            conn.execute(text("update reference_version set version = version + 1"))

    def completed(self, number: int) -> UUID:
        """A case that is done, of an applicant of its own."""
        actor = Actor(
            tenant_id=TENANT, site_id=VILLAGE, roles=frozenset({Role.CLERK}), staff_id=new_id(), user_id=new_id()
        )
        with self.store.work(actor) as work:
            case = work.open_case(applicant(number), lambda person_id, sealed: _opened(work, person_id, sealed))
            papers = tuple(m.name for m in work.reference.item(ITEM).materials)
            for command in (c.Submit(), c.Accept(papers=papers), c.Start(), c.Complete(result="已办结")):
                case = work.save(case, decide(case, command, work.facts(case)))
        return case.id


def applicant(number: int) -> Person:
    """Somebody with a phone of their own, which ends in the number."""
    return Person(kind="person", name="赵大海", phone=f"138{number:08d}")


def _opened(work: Work, person_id: UUID, sealed: str) -> tuple[Event, ...]:
    actor = work.actor
    blank = Case(
        id=new_id(), tenant_id=actor.tenant_id, version=0, state=CaseState.DRAFT, item_code=ITEM,
        item_version=work.reference.item(ITEM).version, applicant=person_id, applicant_kind="person",
        origin_site=actor.site_id, holder_site=actor.site_id, opened_at=work.now,
    )  # fmt: skip
    command = c.Open(
        case_id=blank.id, applicant=person_id, applicant_kind="person", commitment=sealed, channel="3",
        competence_region="",
    )  # fmt: skip
    return tuple(open_case(command, work.facts(blank)))


@contextmanager
def texting(pair: bool = False) -> Iterator[Texting]:
    """Set up and ready; nobody serves the callbacks. With `pair` there are the two suppliers of a demonstration."""
    folder = Path(tempfile.mkdtemp(prefix="bb-bench-", dir="/tmp"))
    folder.chmod(0o711)
    with postgres(homes.ready(folder / "home")) as embedded:
        (port,) = ports.free(1)
        settings = Settings(
            home=embedded.home, database_owner=embedded.url("owner"), database_app=embedded.url("app"),
            data_keys={1: b"b" * 32}, token_key=b"b" * 32, chain_key=b"b" * 32, hook_secret="bench", demo=True,
            sms_url=f"http://127.0.0.1:{port}", sms_secret="bench-secret", simulator_port=port,
        )  # fmt: skip
        migrate.upgrade(settings)
        owner = owner_engine(settings)
        load(settings, owner, demo=True)
        store = open_store(settings, "app")
        exchange = Exchange("http://127.0.0.1:1", settings.sms_secret, silence=WAIT * 1.5)
        with _served(settings, exchange), store.engine.connect() as conn:
            gateway = next(one for one in sms_data.gateways(conn) if isinstance(one, Gateway))
            supplier = HttpSupplier(gateway, settings.sms_url, settings.sms_secret, timeout=WAIT)
            used = main.suppliers(settings, store) if pair else {"http": supplier}
            deps = Deps(hear=store.hearing, work=store.work, suppliers=used, base_url="http://127.0.0.1")
            there = Texting(store=store, owner=owner, deps=deps, exchange=exchange, settings=settings)
            for key in BOUNDS:
                there.set(key, "0")
            yield there
        store.engine.dispose()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _served(settings: Settings, exchange: Exchange) -> Iterator[None]:
    app = simulator.build(settings, exchange)
    port = settings.simulator_port
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=port, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        thread.join(0.05)
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(10)
