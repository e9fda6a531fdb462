"""Every place where a process can die, in every way: the life of a case goes on, nothing is lost or done twice."""

import itertools
import tempfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import httpx
import msgspec
import pytest
from msgspec.structs import replace

from deploy import ports, rabbit
from deploy.postgres.embedded import Embedded
from deploy.simulator.modes import Order
from shared.contracts import messages as m
from shared.kernel.failpoints import MODES, POINTS
from tests.conftest import a_database
from tests.faults.house import House, housed
from tests.faults.life import STAGES, Life
from tests.faults.served import Served

APART = ("gateway", "dispatch", "notify", "relay", "tick")
HAPPENED = [
    "opened", "submitted", "accepted", "handover_offered", "handover_signed", "started", "completed", "archived",
]  # fmt: skip
_names = itertools.count(1)


class Scene(msgspec.Struct, frozen=True, kw_only=True):
    """Where in a life a point is armed: at the beginning of a stage, at a hit counted from there."""

    at: str
    hit: int = 1
    before: Callable[[House, Life], None] = lambda house, life: None
    after: Callable[[House, Life], None] = lambda house, life: None
    commands: tuple[str, ...] = ("node",)
    broker: str = ""


def heard_already(house: House, life: Life) -> None:
    """A message that was heard stands in the outbox again, as after a restore."""
    house.end()
    house.sql(
        "insert into outbox (id, tenant_id, queue, kind, body, created_at, not_before)"
        " select message_id, tenant_id, 'dispatch', 'dispatch.route_case', :body, now(), now() from inbox"
        " where consumer = 'dispatch' order by at desc limit 1",
        body=m.encode(m.RouteCase(tenant_id="150271", case_id=UUID(life.case_id), version=3)).decode(),
    )


def poisoned(house: House, life: Life) -> None:
    """A message of this case cannot be read."""
    house.end()
    house.sql(
        "insert into outbox (id, tenant_id, queue, kind, body, created_at, not_before) values"
        " (gen_random_uuid(), '150271', 'dispatch', 'dispatch.route_case', '{', now(), now())"
    )


def mended(house: House, life: Life) -> None:
    """It failed, was counted, and is taken away by hand."""
    life.until(lambda: house.sql("select from outbox where body = '{' and attempts > 0"), "the failure on the row")
    house.sql("delete from outbox where body = '{'")


def unclear(house: House, life: Life) -> None:
    """The supplier takes the next message and says nothing that can be read."""
    house.exchange.modes.set(Order(mode="broken", phone=life.phone, times=1))


def due(house: House, life: Life) -> None:
    """Timers are due when the processes start."""
    house.end()
    house.advance(timedelta(minutes=5))


def reports(house: House, life: Life) -> None:
    """Ratings are reported to the region from here on."""
    settings = house.settings
    house.settings = replace(settings, exchange_url=settings.sms_url, exchange_secret=settings.sms_secret)


def reported(house: House, life: Life) -> None:
    """The batch leaves, and the region holds the rating, once."""
    house.advance(timedelta(hours=2))
    number = str(house.sql("select number from cases where id = :id", id=UUID(life.case_id))[0][0]).replace("-", "")

    def held() -> list[str]:
        rows = httpx.get(f"{house.settings.sms_url}/exchange/story/rows", timeout=10).json()["rows"]
        return [row["rowNo"] for row in rows if row["projectNo"] == number]

    acknowledged = (
        "select from rating_exports e join rating_export_rows r on r.batch_id = e.id"
        " where r.case_id = :id and e.state = 'acknowledged'"
    )
    life.until(lambda: house.sql(acknowledged, id=UUID(life.case_id)), "the acknowledgement")
    assert len(held()) == 1
    house.settings = replace(house.settings, exchange_url="", exchange_secret="")


SCENES = {
    "act.commit": Scene(at="register", hit=2),
    "heard.commit": Scene(at="register", hit=1),
    "platform.commit": Scene(at="ask", hit=1),
    "inbox.commit": Scene(at="handle", before=heard_already),
    "failure.commit": Scene(at="handle", before=poisoned, after=mended),
    "intake.take": Scene(at="register"),
    "outbox.claim": Scene(at="register"),
    "outbox.rung": Scene(at="register"),
    "outbox.release": Scene(at="register", commands=("gateway", "relay"), broker="dead"),
    "outbox.forget": Scene(at="handle"),
    "timers.fire": Scene(at="ask", before=due),
    "ring.rabbit": Scene(at="register", commands=APART, broker="rabbit"),
    "ring.memory": Scene(at="ask"),
    "sms.send": Scene(at="ask"),
    "sms.query": Scene(at="ask", before=unclear),
    "exchange.call": Scene(at="rate", before=reports, after=reported),
}
TRIES = 4
"""A receipt that is quicker than the question leaves nothing to ask: then another life is lived."""

ONCE = {"migrate.commit": "migrate", "seed.commit": "seed"}
"""Points of commands that end: they are simply given again."""


@pytest.fixture(scope="module")
def house(postgres: Embedded) -> Iterator[House]:
    with (
        tempfile.TemporaryDirectory() as folder,
        a_database(postgres) as settings,
        housed(settings, Path(folder)) as found,
    ):
        found.start("node")
        for person in found.people.values():
            person.log_in()
        yield found


@pytest.fixture(scope="module")
def amqp() -> Iterator[str]:
    with tempfile.TemporaryDirectory(prefix="bb-rabbit-", dir="/tmp") as folder, rabbit.running(Path(folder)) as url:
        yield url


def test_every_point_has_a_scene() -> None:
    assert set(SCENES) | set(ONCE) == set(POINTS)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("point", SCENES)
def test_a_life_goes_on_over_a_death(house: House, point: str, mode: str, request: pytest.FixtureRequest) -> None:
    scene = SCENES[point]
    broker = request.getfixturevalue("amqp") if scene.broker == "rabbit" else _nobody(scene)
    for _ in range(TRIES):
        life = lived(house, scene, f"{point}:{mode}:{scene.hit}", broker)
        if house.hit:
            break
    assert house.hit
    sound(house, life)


@pytest.mark.long
@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("hit", [1, 2, 3, 5])
@pytest.mark.parametrize("at", STAGES)
@pytest.mark.parametrize(
    "point", ["act.commit", "heard.commit", "platform.commit", "outbox.claim", "outbox.rung", "ring.memory", "sms.send"]
)
def test_a_life_goes_on_over_a_death_anywhere(house: House, point: str, at: str, hit: int, mode: str) -> None:
    sound(house, lived(house, Scene(at=at, hit=hit), f"{point}:{mode}:{hit}", ""))


def lived(house: House, scene: Scene, armed: str, broker: str) -> Life:
    """From the village to the archive, with the point armed at its stage."""
    life = house.life(f"life-{next(_names):06d}")
    for stage in STAGES:
        if stage == scene.at:
            scene.before(house, life)
            house.start(*scene.commands, failpoint=armed, amqp=broker, heal=bool(broker))
        getattr(life, stage)()
        if stage == scene.at:
            scene.after(house, life)
    return life


def sound(house: House, life: Life) -> None:
    """Nothing lost, nothing double, nothing out of order, and the same answers to the same questions."""
    house.settle()
    assert life.happened() == HAPPENED
    assert len(life.texts()) == 2
    for person in house.people.values():
        person.asks_again()


def _nobody(scene: Scene) -> str:
    return f"amqp://guest:guest@127.0.0.1:{ports.free(1)[0]}/" if scene.broker == "dead" else ""


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("point", ONCE)
def test_a_command_that_died_is_given_again(postgres: Embedded, tmp_path: Path, point: str, mode: str) -> None:
    # Given tables to make, or parameters to load
    template = "template1" if point == "migrate.commit" else "seeded"
    with a_database(postgres, template) as settings, housed(settings, tmp_path) as found:
        if point == "seed.commit":
            found.sql("truncate parameters, seeded")
        wanted = 0 if point == "migrate.commit" else 1
        # When it dies, or is told that it failed
        armed = msgspec.structs.replace(found.settings, failpoint=f"{point}:{mode}:1")
        assert Served(armed, ONCE[point], tmp_path / "log").wait(60) not in (0, None)
        there = found.sql("select to_regclass('public.parameters')")[0][0] is not None
        done = there and (not wanted or found.sql("select from parameters limit 1") != [])
        assert done == (mode != "before")
        # Then the next time does what is left to do
        assert Served(found.settings, ONCE[point], tmp_path / "log").wait(60) == 0
        assert (found.sql("select from parameters limit 1") != []) == bool(wanted)
