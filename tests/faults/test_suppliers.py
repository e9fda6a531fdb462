"""Notify dies between two suppliers, and between a supplier that is polled and its receipts: never two texts.

What counts is what the simulator took: one message for each reference, whichever supplier it came to.
"""

import itertools
import json
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from deploy.postgres.embedded import Embedded
from deploy.simulator.modes import Mode, Order
from shared.kernel.failpoints import MODES
from tests.conftest import a_database
from tests.faults.house import House, housed
from tests.faults.life import Life
from tests.faults.test_failpoints import TRIES, Scene, lived, sound

FIRST, OTHER, POLLED = "http", "aliyun", "tencent"
ANY_LENGTH = {"longest": 0, "links": True}
"""An account that was given more: what is tried here is death, not what fits a text."""
_names = itertools.count(1)


class Trouble(msgspec.Struct, frozen=True, kw_only=True):
    """How the supplier that is asked first treats the question, and where and how the process dies over it."""

    mode: Mode
    point: str
    death: str
    hit: int = 1

    def __str__(self) -> str:
        return f"{self.mode}-{self.armed}"

    @property
    def armed(self) -> str:
        """As the setting reads."""
        return f"{self.point}:{self.death}:{self.hit}"


BETWEEN = (
    *(Trouble(mode="busy", point="sms.send", death=death, hit=2) for death in MODES),  # handed to the other
    Trouble(mode="busy", point="platform.commit", death="after"),  # the first said no, and the other was claimed
    Trouble(mode="timeout-after-accept", point="sms.query", death="before"),  # the first has it, and nobody knows
)
FETCHED = (
    Trouble(mode="normal", point="sms.send", death="before"),
    Trouble(mode="normal", point="sms.send", death="after"),
    Trouble(mode="normal", point="sms.query", death="after"),  # receipts were given, once, and nobody kept them
)
POINTS = ("heard.commit", "platform.commit", "sms.send", "sms.query", "ring.memory")
ANYWHERE = [
    Trouble(mode=mode, point=point, death=death, hit=hit)
    for mode in ("normal", "busy", "timeout-after-accept", "lose")
    for point, death, hit in itertools.product(POINTS, MODES, (1, 2))
]


@pytest.fixture(scope="module")
def house(postgres: Embedded) -> Iterator[House]:
    """A house where proof of silence is quick: what is proved is the same."""
    with (
        tempfile.TemporaryDirectory() as folder,
        a_database(postgres) as settings,
        housed(settings, Path(folder)) as found,
    ):
        set_parameter(found, "sms.query_tries", "2")
        set_parameter(found, "sms.query_minutes", "2")
        set_parameter(found, "supplier.poll_seconds", "0.2")
        found.start("node")
        for person in found.people.values():
            person.log_in()
        yield found


@pytest.fixture
def pair(house: House) -> House:
    """The first supplier gets every message as long as it works, then the other one."""
    weigh(house, {FIRST: 1000, OTHER: 1, POLLED: 0})
    return house


@pytest.fixture
def polled(house: House) -> House:
    """One supplier, which posts nothing: receipts and replies are fetched, and are given once."""
    weigh(house, {FIRST: 0, OTHER: 0, POLLED: 1})
    return house


def set_parameter(house: House, key: str, value: str) -> None:
    house.sql("update parameters set value = :value where key = :key and tenant_id = '1502'", key=key, value=value)


def weigh(house: House, weights: dict[str, int]) -> None:
    """As the reference data would say; the last one is polled. Takes effect with the next start."""
    for name, weight in weights.items():
        (row,) = house.sql("select document from sms_suppliers where id = :id", id=name)
        data = json.loads(row.document) | {"weight": weight, "polled": name == POLLED, "takes": ANY_LENGTH}
        write = "update sms_suppliers set weight = :weight, document = :data where id = :id"
        house.sql(write, weight=weight, data=json.dumps(data), id=name)
        house.sql(
            "insert into sms_templates (tenant_id, purpose, version, supplier, state, code, at)"
            " select tenant_id, purpose, version, :id, state, code, at from sms_templates where supplier = :other"
            " on conflict do nothing", id=name, other=OTHER,
        )  # fmt: skip
    house.sql("delete from supplier_states")
    house.sql("update reference_version set version = version + 1")
    house.start("node")


def treated(mode: Mode, supplier: str) -> Callable[[House, Life], None]:
    """The next message to this phone is treated so by that supplier."""

    def before(house: House, life: Life) -> None:
        house.exchange.modes.set(Order(mode=mode, phone=life.phone, supplier=supplier, times=1))

    return before


def once(house: House, life: Life) -> None:
    """By the simulator's own count, across its suppliers."""
    sound(house, life)
    counts = house.exchange.phones.counts()
    assert [counts[message.reference] for message in house.exchange.phones.of(life.phone)] == [1, 1]


def lived_over(house: House, trouble: Trouble) -> Life:
    return lived(house, Scene(at="ask", before=treated(trouble.mode, FIRST)), trouble.armed, "")


@pytest.mark.parametrize("trouble", BETWEEN, ids=str)
def test_a_death_between_two_suppliers_sends_nothing_twice(pair: House, trouble: Trouble) -> None:
    for _ in range(TRIES):
        once(pair, lived_over(pair, trouble))
        if pair.hit:
            break
    assert pair.hit


@pytest.mark.long
@pytest.mark.parametrize("trouble", ANYWHERE, ids=str)
def test_a_death_anywhere_between_two_suppliers_sends_nothing_twice(pair: House, trouble: Trouble) -> None:
    once(pair, lived_over(pair, trouble))


@pytest.mark.parametrize("trouble", FETCHED, ids=str)
def test_a_death_over_a_supplier_that_is_polled_sends_nothing_twice(polled: House, trouble: Trouble) -> None:
    asked(polled, trouble)
    assert polled.hit


@pytest.mark.long
@pytest.mark.parametrize("trouble", ANYWHERE, ids=str)
def test_a_death_anywhere_over_a_supplier_that_is_polled_sends_nothing_twice(polled: House, trouble: Trouble) -> None:
    asked(polled, trouble)


def asked(house: House, trouble: Trouble) -> None:
    """The question reaches the phone once and is answered; or it is in doubt, in sight, and never sent again.

    This supplier lists only what has ended: of a call that died on the way nobody can prove that it was not made.
    """
    life = house.life(f"polled-{next(_names):06d}")
    life.register()
    life.handle()
    treated(trouble.mode, POLLED)(house, life)
    house.start("node", failpoint=trouble.armed)
    life.until(lambda: len(life.texts()) == 2 or in_doubt(house, life), "the question, or its doubt")
    if len(life.texts()) == 2:
        life.rate()
        once(house, life)
    house.settle()
    assert max(house.exchange.phones.counts().values()) == 1


def in_doubt(house: House, life: Life) -> bool:
    """Whether it was looked for again and again, and the journal says why there is no end."""
    doubtful = "select from sms where case_id = :id and state = 'unknown' and code <> '' and checks > 2"
    return bool(house.sql(doubtful, id=UUID(life.case_id)))
