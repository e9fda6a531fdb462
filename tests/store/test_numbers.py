"""Case numbers are gapless: eight writers at once, with rollbacks in between, give 1 to N."""

import random
from concurrent.futures import ThreadPoolExecutor

from shared.domain.access.actor import Actor
from shared.domain.cases import commands as c
from shared.domain.cases.lifecycle import decide
from shared.store import flush
from shared.store.engine import Store
from tests import scenes
from tests.scenes import VILLAGE

WRITERS, EACH = 8, 12


class ChangedTheirMindError(Exception):
    """After everything was written, the number included."""


def test_eight_writers_with_random_rollbacks_number_from_one_without_a_gap(store: Store) -> None:
    with ThreadPoolExecutor(WRITERS) as pool:
        numbers = [n for one in pool.map(lambda seed: write(store, seed), range(WRITERS)) for n in one]
    sequences = sorted(int(number.split("-")[2]) for number in numbers)
    assert sequences == list(range(1, len(numbers) + 1))
    assert 0 < len(numbers) < WRITERS * EACH


def write(store: Store, seed: int) -> list[str]:
    """The numbers this writer got for good."""
    dice, numbers = random.Random(seed), []
    by = scenes.clerk(VILLAGE)
    for _ in range(EACH):
        try:
            numbers.append(accepted(store, by, fails=dice.random() < 0.3))
        except ChangedTheirMindError:
            continue
    return numbers


def accepted(store: Store, by: Actor, fails: bool) -> str:
    """The number of a new case, unless the transaction fails at its very end."""
    with store.work(by) as work:
        case = scenes.opened(work, by)
        case = work.save(case, decide(case, c.Submit(), work.facts(case)))
        papers = tuple(m.name for m in work.reference.item(case.item_code).materials)
        work.save(case, decide(case, c.Accept(papers=papers), work.facts(case)))
        if fails:
            flush.write(work)
            raise ChangedTheirMindError
    assert work.receipt is not None
    return work.receipt.number
