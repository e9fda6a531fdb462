"""Numbers of persons in free text are found however they are written, and other numbers are let be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel.personal import holds_personal_number


@pytest.mark.parametrize(
    "words",
    [
        "请打13900000000",
        "电话 139 0000 0000。",
        "电话139-0000-0000",
        "+8613900000000",
        "008613900000000",
        "１３９００００００００",
        "身份证11010519491231002X",
        "11010519491231002x",
        "110105 19491231 002X",
        "(150203199001011232)",
        "139.1234.5678",
        "139 123 45678",
        "139—1234—5678",
        "139\u200b1234\u200b5678",
        "139–1234–5678",
        "1 3 9 1 2 3 4 5 6 7 8",
        "+86 139 1234 5678",
        "0086-139-1234-5678",
        "110105-19491231-002X",
        "110105 1949 12 31 002X",
        "150203900101123",
        "150203 900101 123",
        "110105\u200d19491231\u2060002X",
        "139\xa01234\xa05678",
        "139 - 1234 - 5678",
        "110105.19491231.002X",
        "电话２０２６ 139 1234 5678",
        "1391234 5678",
        "13912 345678",
        "１３９．１２３４．５６７８",
    ],
)
def test_a_phone_or_identity_number_in_words_is_found(words: str) -> None:
    assert holds_personal_number(words)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "请到万水泉镇便民服务中心，咨询0472-5163108",
        "同 150271-20261116-0123-X 一起办",
        "同 150271-20261116-0123 一起",
        "编号 150271202611160123X",
        "1502-20261116-12345-7",
        "依据 0192f0c1-1390-7000-8000-139000000001 号文书",
        "2026年11月16日 09:00",
        "共 139000000000 元",
        "条例第二十四条（国令第719号）",
        "包高政发〔2026〕12号",
        "91150271MA0N12345X",
        "12150200460123456X",
        "911502007000000000",
        "2026-11-16 09:00 至 2026-11-20 17:30",
        "2026.11.16-2026.11.20",
        "金额 1,390,000,000.00 元",
        "13,912,345,678",
        "150200000012345",
        "12345",
        "6222021234567890123",
        "金额 15000.00 元，共 139 户 2026 年",
        "150271 2026-11-16 0900",
        "20261116 20261120",
        "139 户、2026 年 1116 人",
        "国办发〔2026〕139号 2026年",
    ],
)
def test_other_numbers_in_words_are_let_be(words: str) -> None:
    assert not holds_personal_number(words)


@given(st.text())
def test_no_text_breaks_the_check(text: str) -> None:
    assert isinstance(holds_personal_number(text), bool)
