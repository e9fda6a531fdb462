"""Numbers, segments, variables and the words of those who want no more, each with what is let through beside it."""

import pytest

from shared.domain.texting.numbers import number_fault, prefixes
from shared.domain.texting.refusing import wants_no_more
from shared.domain.texting.segments import segments, units
from shared.domain.texting.templates import MOVES, Approval, Values, values_fault, within


@pytest.mark.parametrize("phone", ["13804726021", "15600000000", "19212345678", "16612345678", "14712345678"])
def test_public_mobile_numbers_of_the_mainland_are_texted(phone: str) -> None:
    assert number_fault(phone) == ""


@pytest.mark.parametrize(
    "phone",
    [
        "12804726021", "13490000000", "14012345678", "14412345678", "15412345678", "17401234567", "19412345678",
        "1380472602", "138047260211", "04725163108", "+8613804726021", "85261234567", "10086", "",
        "１３８０４７２６０２１",
    ],
)  # fmt: skip
def test_others_are_not(phone: str) -> None:
    assert number_fault(phone) == "phone.range"


def test_ranges_are_data() -> None:
    assert number_fault("15412345678", ranges="154") == ""
    assert prefixes("130-132 166") == {"130", "131", "132", "166"}
    with pytest.raises(ValueError, match="no range"):
        prefixes("13x")


@pytest.mark.parametrize(
    ("text", "billed"),
    [("字" * 64, 1), ("字" * 65, 2), ("字" * 128, 2), ("字" * 129, 3), ("𠮷" * 32, 1), ("𠮷" * 33, 2)],
)
def test_segments_count_the_sign_and_utf_16_units(text: str, billed: int) -> None:
    assert segments("包头帮办", text) == billed
    assert units("【包头帮办】" + text) <= (70 if billed == 1 else 67 * billed)


@pytest.mark.parametrize(
    ("value", "takes", "fault"),
    [
        ("高龄津贴申领", Values(), ""),
        ("高龄【津贴", Values(), "variable.sign"),
        ("http://a.cn/r/1", Values(), ""),
        ("http://a.cn/r/1", Values(links=False), "variable.link"),
        ("bangban.gov.cn", Values(links=False), "variable.link"),
        ("一二三四五六", Values(longest=6), ""),
        ("一二三四五六七", Values(longest=6), "variable.length"),
    ],
)
def test_a_supplier_takes_values_of_its_kind_only(value: str, takes: Values, fault: str) -> None:
    assert values_fault({"item": value, "number": "1"}, takes) == fault


@pytest.mark.parametrize(
    ("longest", "item"), [(0, "城镇居民最低生活保障申请"), (12, "城镇居民最低生活保障申请"), (8, "城镇居民最低生…")]
)
def test_a_name_is_shortened_to_what_a_supplier_takes_and_a_number_never(longest: int, item: str) -> None:
    values = {"item": "城镇居民最低生活保障申请", "number": "150271-20261123-0005-2"}
    fitting = within(values, Values(longest=longest))
    assert fitting == {"item": item, "number": values["number"]}
    assert values_fault({"item": fitting["item"]}, Values(longest=longest)) == ""


def test_a_name_is_not_shortened_until_nobody_knows_which_it_is() -> None:
    assert within({"item": "高龄津贴申领"}, Values(longest=5)) == {"item": "高龄津贴申领"}


def test_an_approval_moves_one_way_and_every_state_leads_on() -> None:
    assert Approval.APPROVED not in MOVES[Approval.DRAFT]
    assert all(MOVES[state] for state in Approval)


@pytest.mark.parametrize("text", ["T", "td", "ＴＤ", "退订", " 退订！", "拒收", "R", "不要再发短信了"])
def test_some_words_mean_no_more_messages(text: str) -> None:
    assert wants_no_more(text)


@pytest.mark.parametrize("text", ["1", "5分", "不满意", "不要再发错材料清单了", "退订单怎么办", "谢谢", ""])
def test_other_words_do_not(text: str) -> None:
    assert not wants_no_more(text)
