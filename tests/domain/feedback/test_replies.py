"""What a reply means: a grade only where nothing else is possible, and everything else for a person."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.domain.feedback.grades import CODES, Grade, System, grade_of
from shared.domain.feedback.replies import LONGEST, Reading, Sense, read
from shared.domain.feedback.reply_words import PRAISE, SCOLDING, WORDS, vocabulary

GRADES = {
    Grade.VERY_GOOD: "1 １ 一 壹 ① 1️⃣ 非常满意 选1 我选1 1。谢谢 1！ 1非常满意 👍1 1分 “1” (1) 第一 回复：1 很满意！",
    Grade.GOOD: "2 ２ 二 满意 满意满意 2满意 2、满意 评价：满意 您好，满意",
    Grade.FAIR: "3 ３ 三 基本满意 基本上满意 我给3分",
    Grade.BAD: "4 ４ 四 不满意 4不满意 不满意👎 太慢了，4",
    Grade.VERY_BAD: "5 ５ 5分 五 伍 非常不满意 很不满意 一点都不满意 5垃圾 5😡",
}
PERSON = {
    Sense.UNCLEAR: "6 0 11 十一 1好 好 一般 还行 不太满意 不大满意 不是满意 没有不满意 不是不满意 满意度 五星好评 不1 "
    "-1 +1 Ⅰ 1⃠ ❌1 1和2 ①② 12满意 1-2",
    Sense.CONTRADICTION: "满意5 1满意 1.5 5👍 1👎 1垃圾 5好评 1退订 不满意1 满意不满意 1,1",
    Sense.QUESTION: "什么时候能领 满意？ 请问5163108对吗 1? 怎么退订",
    Sense.ABUSE: "滚蛋 你们这群骗子",
    Sense.REFUSAL: "退订 T ＴＤ td r 不评价 不评了 请勿打扰 我不评价，谢谢",
}


@pytest.mark.parametrize(("grade", "replies"), GRADES.items())
def test_a_grade_is_understood_in_every_width_word_and_noise(grade: Grade, replies: str) -> None:
    found = {reply: read(reply) for reply in replies.split()}
    assert {reply for reply, reading in found.items() if reading != Reading(sense=Sense.GRADE, grade=grade)} == set()


@pytest.mark.parametrize(("sense", "replies"), PERSON.items())
def test_what_names_no_grade_or_two_is_none_and_says_why(sense: Sense, replies: str) -> None:
    found = {reply: read(reply) for reply in replies.split()}
    assert {reply for reply, reading in found.items() if reading != Reading(sense=sense)} == set()


@pytest.mark.parametrize("reply", ["", " ", "\n", "，", "谢谢", "1" * 300, "满意" * LONGEST, "1 1", "1 2"])
def test_nothing_said_too_much_said_and_said_twice_is_for_a_person(reply: str) -> None:
    assert read(reply).grade is None


@given(st.text())
def test_every_text_has_a_reading_and_only_a_grade_carries_one(reply: str) -> None:
    reading = read(reply)
    assert (reading.grade is None) == (reading.sense is not Sense.GRADE)


_PIECES = st.sampled_from(
    [*vocabulary(), *"0123456789０１２３４５一二三四五不没未别非太较?？", "不是", "不太", "吗", " ", "\u200b", "❌"]
)


@given(st.lists(_PIECES, max_size=8).map("".join))
def test_never_a_wrong_grade(reply: str) -> None:
    """Judged by other means than cutting: what is left of a graded reply holds no other grade and no other negation."""
    grade = read(reply).grade
    if grade is None:
        return
    plain = unicodedata.normalize("NFKC", reply)
    digits = {"一": "1", "二": "2", "三": "3", "四": "4", "五": "5"}
    left = plain
    for word in sorted(WORDS, key=len, reverse=True):
        assert word not in left or WORDS[word] is grade
        left = left.replace(word, " ")
    told = {digits.get(sign, sign) for sign in left if sign.isdigit() or sign in digits}
    assert told <= {CODES[System.SMS][grade]}
    assert not any(sign in left for sign in (PRAISE if grade.is_bad else SCOLDING))
    for word in sorted((*PRAISE, *SCOLDING), key=len, reverse=True):
        left = left.replace(word, " ")
    assert not any(sign in left for sign in "不没未别太较?吗❌")


_NOISE = st.sampled_from(
    [" ", "。", "！", "，", "谢谢", "，您好，", "，好的，", "~", "🙏", "\u3000", "\n", "\u200b", "(", ")", "“", "”"]
)
_SPELLINGS = st.sampled_from(
    [
        *WORDS.items(),
        *((digit, grade) for grade, digit in CODES[System.SMS].items()),
        *((chr(ord(digit) + 0xFEE0), grade) for grade, digit in CODES[System.SMS].items()),
        *zip("一二三四五", CODES[System.SMS], strict=True),
        *zip("①②③④⑤", CODES[System.SMS], strict=True),
    ]
)


@given(_SPELLINGS, st.lists(_NOISE, max_size=4).map("".join), st.lists(_NOISE, max_size=4).map("".join))
def test_every_spelling_of_a_grade_is_understood_through_its_noise(
    spelling: tuple[str, Grade], before: str, after: str
) -> None:
    said, grade = spelling
    assert read(f"{before}{said}{after}") == Reading(sense=Sense.GRADE, grade=grade)


@given(st.sampled_from("12345"), st.text(max_size=6), st.text(max_size=6))
def test_a_digit_among_anything_is_understood_or_goes_to_a_person(digit: str, before: str, after: str) -> None:
    assert read(f"{before}{digit}{after}").grade in (grade_of(digit, System.SMS), None)


@given(_SPELLINGS, _SPELLINGS)
def test_two_grades_are_none(one: tuple[str, Grade], other: tuple[str, Grade]) -> None:
    if one[1] is not other[1]:
        assert read(f"{one[0]}，{other[0]}").grade is None
