"""A change of data key while people work: killed half-way and resumed, everything opens, the old key is taken away."""

import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from msgspec.structs import replace
from sqlalchemy import Engine, LargeBinary, select, text

from deploy.commands.check import check
from services.gateway.adapters.drafts import DraftRows
from shared.domain.access.actor import Actor
from shared.domain.cases.model import Case
from shared.domain.cooperation.turns import Turn
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel, Rating
from shared.kernel.clock import real_now
from shared.kernel.ids import new_id
from shared.kernel.settings import Settings
from shared.store import attachments, persons, ratings, raw_sms, threads
from shared.store.attachments import Kept
from shared.store.crypto import key_number
from shared.store.engine import Store, open_store
from shared.store.sealed import SEALED
from shared.store.tables import metadata
from tests import scenes
from tests.operating.conftest import ROOT, Bangban
from tests.queue import helpers

NOT_SEALED = {
    "sessions.token_hash", "api_keys.key_hash", "idempotency.request_hash", "case_events.mac", "search_tokens.token",
    "reply_routes.phone_token", "prompt_queue.phone_token", "opt_outs.phone_token", "ratings.phone_token",
    "staff_phones.phone_token", "sms_receipts.digest", "sms_replies.digest", "rating_links.token_hash",
    "staff_devices.trace",
}  # fmt: skip
"""Columns of bytes that are digests: there is nothing in them to open."""
BY = scenes.clerk(scenes.VILLAGE)


def test_every_column_of_bytes_is_known_as_sealed_or_as_a_digest() -> None:
    columns = [column for table in metadata.tables.values() for column in table.columns]
    found = {f"{c.table.name}.{c.name}" for c in columns if isinstance(c.type, LargeBinary)}
    assert found == {one.name for one in SEALED} | NOT_SEALED
    assert {name for name in found if name.endswith("_ct")} == {one.name for one in SEALED}


@pytest.fixture
def file(settings: Settings, tmp_path: Path, environment: dict[str, str]) -> Path:
    """The key file that every process of this test reads."""
    made = tmp_path / "data"
    made.write_text(environment.pop("BANGBAN_DATA_KEYS") + "\n")
    environment["BANGBAN_DATA_KEYS_FILE"] = str(made)
    return made


@pytest.fixture
def store(settings: Settings, file: Path) -> Iterator[Store]:
    """A process that started before the change and goes on through it."""
    opened = open_store(replace(settings, data_keys_file=file), "app")
    yield opened
    opened.engine.dispose()


A_KEY = "the key of a file"


def a_file() -> Kept:
    """What lies in the file store, and has a key."""
    return Kept(name="户口簿.pdf", kind="pdf", size=1, sha256="00", file=new_id().hex, key=A_KEY)


def speak_with_a_file(case: Case, by: Actor, now: datetime) -> Turn:
    """A turn of the conversation."""
    return Turn(id=new_id(), case_id=case.id, tenant_id=case.tenant_id, at=now, site=by.site_id, staff=by.staff_id)


def lived(store: Store, number: int) -> list[UUID]:
    """Something in every sealed column."""
    cases = [scenes.registered(store, BY) for _ in range(number)]
    for case_id in cases:
        with store.work(BY) as work:
            DraftRows().save(work, new_id(), "register", "王小明的草稿")
            for what in ("receipts", "replies"):
                raw_sms.keep(work.conn, work.keys, what, "http", f"{case_id} 13804726021")
            case = work.cases.get(case_id)
            turn = speak_with_a_file(case, BY, work.now)
            threads.write(work, case, turn)
            attachments.write(work, turn, (a_file(),))
            for round_ in (1, 2):
                rating = Rating(
                    case_id=case_id,
                    round=round_,
                    grade=Grade.FAIR,
                    channel=Channel.SMS,
                    rated_at=real_now(),
                    words="张三很慢",
                )
                ratings.put(work.conn, scenes.ZONE, rating, work.keys.vault)
    return cases


def opened(settings: Settings, file: Path, owner: Engine) -> dict[str, int]:
    """Opens every envelope by the readers of the product, as a process that starts now; gives what was found."""
    store = open_store(replace(settings, data_keys={9: b"x" * 32}, data_keys_file=file), "app")
    with owner.connect() as conn:
        people = conn.execute(text("select id from person_versions")).scalars().all()
        rated = conn.execute(text("select case_id, round from ratings")).all()
        drafts = conn.execute(text("select user_id, form from drafts where form = 'register'")).all()
        raw = [("receipts", i) for i in conn.execute(text("select id from sms_receipts")).scalars()]
        raw += [("replies", i) for i in conn.execute(text("select id from sms_replies")).scalars()]
    with store.work(BY) as work:
        for person in people:
            assert persons.read(work.conn, person, work.keys.vault) == scenes.APPLICANT
        for case_id, round_ in rated:
            rating = ratings.find(work.conn, case_id, round_, work.keys.vault)
            assert rating is not None
            assert rating.words == "张三很慢"
        for user, form in drafts:
            kept = DraftRows().load(work, user, form)
            assert kept is not None
            assert kept[0] == "王小明的草稿"
        for one in work.conn.execute(text("select id, key_ct from attachments")).all():
            assert work.keys.vault.open(one.key_ct, f"{scenes.ZONE}|attachments|key_ct|{one.id}") == A_KEY
        for what, row in raw:
            body = raw_sms.read(work.conn, work.keys, what, row)  # type: ignore[arg-type]
            assert body is not None
            assert body.body.endswith("13804726021")
    store.engine.dispose()
    return {"people": len(people), "ratings": len(rated), "drafts": len(drafts), "raw": len(raw)}


def numbers(owner: Engine) -> set[int]:
    """Under which keys the envelopes are sealed."""
    found: set[int] = set()
    with owner.connect() as conn:
        for one in SEALED:
            sealed = conn.execute(select(one.envelope).where(one.envelope.is_not(None))).scalars()
            found |= {key_number(envelope) for envelope in sealed}
    return found


def killed_half_way(environment: dict[str, str], owner: Engine) -> int:
    """Starts a change of key and kills it once some rows are done; gives how many."""
    command = [sys.executable, "-m", "deploy.cli", "keys", "rotate", "--batch", "1"]
    process: subprocess.Popen[Any] = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    done = 0
    while done < 5:
        assert process.poll() is None, "it came to its end before it could be killed"
        with owner.connect() as conn:
            done = conn.execute(text("select coalesce(sum(resealed), 0) from key_rotations")).scalar_one()
        time.sleep(0.001)
    process.kill()
    process.wait()
    return int(done)


def test_a_change_of_key_under_load_is_killed_resumed_and_leaves_nothing_under_the_old_key(
    bangban: Bangban, environment: dict[str, str], settings: Settings, owner: Engine, store: Store, file: Path
) -> None:
    # Given data in every sealed column, and people who go on working
    lived(store, 12)
    assert numbers(owner) == {1}
    stop, failed, written = threading.Event(), list[BaseException](), list[UUID]()

    def work_on() -> None:
        while not stop.is_set():
            try:
                written.extend(lived(store, 1))
            except BaseException as error:
                failed.append(error)

    people = [threading.Thread(target=work_on) for _ in range(2)]
    for one in people:
        one.start()
    try:
        # When the change is killed half-way, and then goes on
        assert killed_half_way(environment, owner) >= 5
        assert numbers(owner) == {1, 2}
        assert "still in use" in bangban("keys", "retire", "1").stderr
        resumed = bangban("keys", "rotate", "--batch", "50")
        assert resumed.returncode == 0, resumed.stderr
        assert "going on" in resumed.stdout
    finally:
        stop.set()
        for one in people:
            one.join(60)
    # Then nobody met a failure, no third key was made, nothing is under the old one
    assert failed == []
    assert written
    assert file.read_text().count(":") == 2
    assert numbers(owner) == {2}
    # and the old key goes when it has been out of use for a while, not before
    assert "sealed until a moment ago" in bangban("keys", "retire", "1").stderr
    helpers.change(owner, "update key_rotations set began_at = began_at - :age", age=timedelta(minutes=2))
    assert bangban("keys", "retire", "2").returncode == 1
    assert bangban("keys", "retire", "1").returncode == 0
    assert file.read_text().startswith("2:")
    # and everything opens without it, and work goes on, in the old process, too
    found = opened(settings, file, owner)
    lived(store, 1)
    again = opened(settings, file, owner)
    assert again["people"] == found["people"] + 1 == len(written) + 13
    assert again["raw"] == 2 * again["people"]
    # I13 looks into the files themselves, which were never written here.
    found_wrong = [one for one in check(replace(settings, data_keys_file=file)) if one.violations]
    assert {one.invariant for one in found_wrong} == {"I13"}
    assert "key 2: seals" in bangban("keys", "list").stdout


def test_the_next_change_makes_a_third_key_and_a_file_that_is_away_stops_nobody(
    bangban: Bangban, owner: Engine, store: Store, file: Path
) -> None:
    lived(store, 1)
    for _ in range(2):
        assert bangban("keys", "rotate").returncode == 0
    lived(store, 1)
    assert numbers(owner) == {3}
    for words in ("3:", ""):
        file.write_text(words)
        lived(store, 1)
    file.unlink()
    lived(store, 1)
    assert numbers(owner) == {3}


def test_keys_of_the_environment_are_not_changed_by_us(
    bangban: Bangban, environment: dict[str, str], file: Path
) -> None:
    environment["BANGBAN_DATA_KEYS"] = file.read_text().strip()
    del environment["BANGBAN_DATA_KEYS_FILE"]
    refused = bangban("keys", "rotate")
    assert (refused.returncode, len(refused.stderr.splitlines())) == (1, 1)
    assert "come from the environment" in refused.stderr
