"""Messages in words: counted as networks count, shortened where a name is long, never with a sign of their own."""

import pytest

from deploy.seeding import bundle
from deploy.seeding.documents import Template
from services.notify.usecases.wording import TooLong, params_of, words_of
from shared.domain.texting.segments import shortened, units
from shared.domain.texting.templates import LEAST
from shared.store.sms_data import SmsText

TEXT = SmsText(tenant_id="1502", purpose="rating", version=1, sign="包头帮您办", body="“{item}”已办结，点开 {link}")


def told(item: str, link: str = "http://x/r/abc", text: SmsText = TEXT) -> str:
    return words_of(text, {"item": item, "link": link})


def test_what_fits_is_said_whole() -> None:
    assert told("高龄津贴") == "“高龄津贴”已办结，点开 http://x/r/abc"


@pytest.mark.parametrize("length", range(1, 120, 7))
@pytest.mark.parametrize("link", [20, 60, 110])
def test_a_long_name_is_shortened_to_the_segment_and_keeps_what_a_reader_needs(length: int, link: int) -> None:
    words = told("办" * length, "h" * link)
    whole = units("【包头帮您办】" + words)
    assert whole <= 70 if link == 20 else whole <= 134 if link == 60 else whole <= 201
    shown = words[1 : words.index("”")]
    assert units(shown) >= min(length, LEAST)
    assert shown == "办" * length or shown.endswith("…")


def test_rare_characters_count_twice_and_are_never_cut_in_half() -> None:
    assert units("𠮷") == 2
    assert shortened("𠮷𠮷𠮷", 4) == "𠮷…"
    assert shortened("办理", 2) == "办理"


def test_values_lose_signs_and_line_ends() -> None:
    assert told("【特急】高龄\n津 贴\x00") == "“特急高龄津贴”已办结，点开 http://x/r/abc"


def test_braces_in_a_value_stay_what_they_are() -> None:
    assert "{link}" in told("{link}")


def test_a_text_that_no_supplier_takes_is_refused() -> None:
    with pytest.raises(TooLong):
        told("高龄津贴", "h" * 600)


def test_a_placeholder_nobody_fills_is_an_error() -> None:
    with pytest.raises(KeyError):
        words_of(TEXT, {"item": "高龄津贴"})


def test_what_fills_a_suppliers_own_text_stands_in_the_order_of_its_places_and_as_it_does_in_the_words() -> None:
    params = params_of(TEXT, {"link": "http://x/r/abc", "other": "x", "item": "【急】" + "办" * 100})
    assert list(params) == ["item", "link"]
    assert TEXT.body.format_map(params) == told("【急】" + "办" * 100)


@pytest.mark.parametrize(
    "template",
    [one for one in bundle.read().texts.template if "link" not in one.placeholders],
    ids=lambda one: one.purpose,
)
def test_every_text_keeps_within_two_segments_whatever_item_and_place_are_called(template: Template) -> None:
    seed = bundle.read()
    text = SmsText(
        tenant_id="1502",
        purpose=template.purpose,
        version=1,
        sign=max(seed.texts.sign.values(), key=units),
        body=template.body,
    )
    values = {
        "item": max((item.name for item in seed.items), key=units),
        "place": max((site.short_name for site in seed.sites), key=units),
        "number": "150271-20261123-0005-2",
        "due": "2027年12月31日",
        "phone": "0472-5163108",
    }
    words = words_of(text, values)
    assert units(f"【{text.sign}】{words}") <= 134
    assert words.count("【") == 0
