"""Every refusal that the source can raise, and every name of the life cycle, has a text in Chinese and in English."""

import re
import string
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import get_args

import pytest

from shared.domain.access.roles import Role
from shared.domain.bell.told import BESIDE, TOLD
from shared.domain.bell.topics import Topic
from shared.domain.bell.webhooks import Style
from shared.domain.cases import commands, events
from shared.domain.cases.desk import Bucket
from shared.domain.cases.facts import Part
from shared.domain.cases.measures import Measure, Trigger
from shared.domain.cases.model import CaseState, HandoverKind, HandoverState, How
from shared.domain.cases.rules.ending import TERMINATION_REASONS
from shared.domain.cases.rules.exclusions import EXCLUSIONS
from shared.domain.cases.rules.handling import PAUSE_CAUSES
from shared.domain.catalogue.model import Help, ItemKind
from shared.domain.deadlines.calendar import YearStatus
from shared.domain.deadlines.lamps import Lamp
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel
from shared.domain.org.model import SiteKind, Tier
from shared.domain.roster.alarms import AlarmKind
from shared.domain.roster.duty import Presence
from shared.domain.roster.model import AbsenceKind, Rank
from shared.domain.texting.templates import Approval
from shared.kernel.i18n import catalogue, text
from shared.store.sms import SmsState
from tests.guards.refusals import in_source

ROOT = Path(__file__).parents[2]
TEXTS = ROOT / "shared" / "kernel" / "texts"
LOCALES = ("zh-CN", "en")
CODES = tuple(in_source(ROOT))
FAMILIES: Mapping[str, type[StrEnum]] = {
    "state": CaseState,
    "trigger": Trigger,
    "measure": Measure,
    "handover_state": HandoverState,
    "handover": HandoverKind,
    "how": How,
    "rank": Rank,
    "presence": Presence,
    "absence_kind": AbsenceKind,
    "alarm": AlarmKind,
    "role": Role,
    "part": Part,
    "tier": Tier,
    "site_kind": SiteKind,
    "bucket": Bucket,
    "lamp": Lamp,
    "grade": Grade,
    "rating_channel": Channel,
    "evaluation_state": EvaluationState,
    "item_kind": ItemKind,
    "help": Help,
    "year_status": YearStatus,
    "sms_state": SmsState,
    "sms_approval": Approval,
    "page.bell.topic": Topic,
    "page.webhooks.style": Style,
    "page.bell.topic_words": Topic,
}
"""Families of keys, and the codes each must have."""


def test_the_scan_sees_calls_conditions_fields_and_faults() -> None:
    seen = {code.pattern for code in CODES}
    assert {"case.role", "handover.open", "handover.none_open", "accept.papers", "site.unknown"} <= seen
    assert {"not_found", "internal", "outage", "input.type"} <= seen
    assert {r"decline\.[a-z_]+", "reason.reason", "terminate.reason", "phone.length", "identity.check"} <= seen


@pytest.mark.parametrize("locale", LOCALES)
def test_every_refusal_has_a_text(locale: str) -> None:
    keys = "\n".join(catalogue(locale))
    bare = [c for c in CODES if not re.search(rf"^refusal\.{c.pattern}$", keys, re.MULTILINE)]
    todo = [f"refusal.{code} ({code.where.relative_to(ROOT)})" for code in bare]
    assert todo == [], f"write into texts/{locale}/refusals.toml what is wrong and how to mend it"


@pytest.mark.parametrize("locale", LOCALES)
def test_a_refusal_s_text_asks_only_for_what_every_place_that_raises_it_tells(locale: str) -> None:
    for code in CODES:
        wanted = placeholders(catalogue(locale).get(f"refusal.{code}", ""))
        assert wanted <= code.params, f"{code.where}: {code} tells {sorted(code.params)}, its {locale} text wants more"


@pytest.mark.parametrize("locale", LOCALES)
def test_every_name_of_the_life_cycle_has_a_text(locale: str) -> None:
    wanted = {f"{family}.{code.value}" for family, codes in FAMILIES.items() for code in codes}
    wanted |= {f"command.{command.kind}" for command in commands.ALL}
    wanted |= {f"event.{event.__struct_config__.tag}" for event in get_args(events.Event)}
    wanted |= {f"page.bell.kind.{kind}" for kind in (*BESIDE, *(line.kind for line in TOLD.values()))}
    wanted |= {f"reason.{code}" for code in (*TERMINATION_REASONS, *PAUSE_CAUSES, *EXCLUSIONS)}
    assert wanted <= set(catalogue(locale)), sorted(wanted - set(catalogue(locale)))


@pytest.mark.parametrize("event", get_args(events.Event), ids=lambda e: e.__struct_config__.tag)
def test_a_timeline_s_line_asks_only_for_fields_of_its_event(event: type) -> None:
    told = {*event.__struct_fields__, "name"}  # type: ignore[attr-defined]
    if "handover_id" in told:
        told |= {"from_site", "to_site"}
    for locale in LOCALES:
        assert placeholders(catalogue(locale)[f"event.{event.__struct_config__.tag}"]) <= told  # type: ignore[attr-defined]


def test_both_languages_say_the_same_things_with_the_same_placeholders() -> None:
    chinese, english = (catalogue(locale) for locale in LOCALES)
    assert set(english) <= set(chinese), sorted(set(english) - set(chinese))
    for key in english:
        assert placeholders(english[key]) == placeholders(chinese[key]), key


@pytest.mark.parametrize("locale", LOCALES)
def test_no_key_is_written_twice_and_no_text_is_empty(locale: str) -> None:
    written = Counter(key for file in sorted((TEXTS / locale).glob("*.toml")) for key in keys_of(file))
    assert [key for key, times in written.items() if times > 1] == []
    assert [key for key, words in catalogue(locale).items() if not words.strip()] == []


def test_texts_are_chinese_or_english_as_their_folder_says() -> None:
    han = re.compile(r"[\u4e00-\u9fff]")
    assert [key for key, words in catalogue("zh-CN").items() if not han.search(words)] == []
    assert [key for key, words in catalogue("en").items() if han.search(words)] == []


def test_a_code_among_the_parameters_is_shown_in_words() -> None:
    shown = text("refusal.case.move", state="received", command="case.start")
    assert "已收件" in shown
    assert "开始办理" in shown
    assert "received" in text("refusal.case.move", "en", state="received", command="case.start")
    assert text("refusal.item.closed", item="高龄津贴").startswith("“高龄津贴”")


def test_a_missing_text_shows_its_key_and_a_missing_parameter_its_name() -> None:
    assert text("refusal.nobody.wrote_this") == "refusal.nobody.wrote_this"
    assert "{seconds}" in text("refusal.undo.late")
    assert text("state.received", "mn") == "已收件"


def placeholders(words: str) -> set[str]:
    """The names in braces; fails where a text cannot be filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(words) if name is not None}


def keys_of(file: Path) -> Iterator[str]:
    """Flat dotted keys of a file."""

    def flat(prefix: str, table: Mapping[str, object]) -> Iterator[str]:
        for key, value in table.items():
            if isinstance(value, Mapping):
                yield from flat(f"{prefix}{key}.", value)
            else:
                yield f"{prefix}{key}"

    yield from flat("", tomllib.loads(file.read_text("utf-8")))
