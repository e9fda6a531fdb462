"""The words and signs of replies that we understand. What is not here is for a person; add a word with a test."""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from shared.domain.feedback.grades import Grade


class Token(StrEnum):
    """What a piece of a reply does."""

    GRADE = "grade"
    NOISE = "noise"  # says nothing about the grade
    PLEASED = "pleased"  # fits no bad grade
    CROSS = "cross"  # fits no good grade
    REFUSAL = "refusal"  # wants no message, or no question


WORDS: Mapping[str, Grade] = {
    "非常满意": Grade.VERY_GOOD,
    "十分满意": Grade.VERY_GOOD,
    "特别满意": Grade.VERY_GOOD,
    "极其满意": Grade.VERY_GOOD,
    "很满意": Grade.VERY_GOOD,
    "满意": Grade.GOOD,
    "基本满意": Grade.FAIR,
    "基本上满意": Grade.FAIR,
    "不满意": Grade.BAD,
    "非常不满意": Grade.VERY_BAD,
    "十分不满意": Grade.VERY_BAD,
    "特别不满意": Grade.VERY_BAD,
    "极其不满意": Grade.VERY_BAD,
    "很不满意": Grade.VERY_BAD,
    "一点都不满意": Grade.VERY_BAD,
    "一点也不满意": Grade.VERY_BAD,
    "完全不满意": Grade.VERY_BAD,
}
"""国办发〔2019〕51号 names five; the stronger forms are our default. “不太满意” and “一般” name none."""

NUMERALS: Mapping[str, str] = dict(zip("一二三四五壹贰叁肆伍", "1234512345", strict=True))


def _listed(words: str) -> tuple[str, ...]:
    return tuple(words.split())


LEADS = _listed("选 选择 回 回复 答 评 评价 打 打分 给 给个 按 按键 是 为 我 我的 我选 我评 我给 第")
THANKS = _listed(
    "谢谢 谢谢你 谢谢您 谢谢你们 谢谢大家 谢了 多谢 感谢 非常感谢 辛苦了 辛苦 您好 你好 好的 嗯 的 了 啊 呀 哦 哈"
)
MARKS = _listed(". 。 , ， 、 ! ！ ; ； : ： … ~ · \" ' “ ” ‘ ’ 「 」 『 』 ( ) 【 】 [ ] 《 》 — 🙏 🤝 👋 🙂 ☺ 😐")
PRAISE = _listed("好评 点赞 很好 太好了 非常好 不错 棒 真棒 赞 👍 👌 👏 💯 🌹 🌸 🎉 ❤ 😀 😃 😄 😁 😊 😍 🥰")
SCOLDING = _listed("差评 太差 太差了 太慢 太慢了 垃圾 差劲 👎 😠 😡 🤬 💩 😤 😞 😢 😭 💔")
REFUSALS = _listed(
    "退订 退订回t t td r 退 不评价 不评 不评了 不想评价 不参与评价 拒评 拒绝评价 弃权 勿扰 请勿打扰 "
    "别再发 别再发了 别发了 不要再发 不要再发了 不要发了 请不要再发短信 不要再发短信 别再发短信"
)
QUESTIONS = _listed("? 吗 怎么 什么 为何 为啥 咋 几时 何时 哪 谁 多少 请问 能不能 可不可以 是不是 是否 有没有 呢")
INSULTS = _listed("傻逼 傻x 混蛋 王八 滚蛋 他妈 妈的 操你 狗日 去死 畜生 废物 骗子 sb nmsl")
"""Short on purpose: a word that is missing makes a reply unclear, which is for a person, too."""


def vocabulary() -> Mapping[str, tuple[Token, Grade | None]]:
    """Every piece with what it does."""
    known: dict[str, tuple[Token, Grade | None]] = {word: (Token.GRADE, grade) for word, grade in WORDS.items()}
    for token, words in _LISTS:
        known |= dict.fromkeys(words, (token, None))
    return known


_LISTS: tuple[tuple[Token, Iterable[str]], ...] = (
    (Token.NOISE, (*LEADS, *THANKS, *MARKS)),
    (Token.PLEASED, PRAISE),
    (Token.CROSS, (*SCOLDING, *INSULTS)),
    (Token.REFUSAL, REFUSALS),
)
