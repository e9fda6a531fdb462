"""What somebody answered to a prompt: a grade, a refusal, or something for a person. Never a guess.

A reply is cut into the longest pieces we know. It is a grade only where every piece is known, exactly one grade is
named, and nothing beside it says otherwise: “满意 5” names two, since our 5 is 非常不满意; in “不太满意”
there is a piece that we do not know.
"""

import re
import unicodedata
from collections.abc import Iterator
from enum import StrEnum

import msgspec

from shared.domain.feedback.grades import Grade, System, grade_of
from shared.domain.feedback.reply_words import INSULTS, NUMERALS, QUESTIONS, Token, vocabulary

LONGEST = 200  # characters; whoever writes more has something to say to a person


class Sense(StrEnum):
    """What a reply is. All but the first two are for a person."""

    GRADE = "grade"
    REFUSAL = "refusal"  # 退订，不评价
    QUESTION = "question"  # 询问
    ABUSE = "abuse"  # 辱骂
    CONTRADICTION = "contradiction"  # 前后不一
    UNCLEAR = "unclear"  # 看不明白


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """A reply understood; `grade` is set for the sense GRADE and for no other."""

    sense: Sense
    grade: Grade | None = None


class _Piece(msgspec.Struct, frozen=True):
    token: Token | None
    grade: Grade | None = None
    digit: bool = False


def read(reply: str) -> Reading:
    """What it says. Total: every text has a reading."""
    plain = _plain(reply)
    pieces = [] if len(plain) > LONGEST else list(_pieces(plain))
    if not pieces or any(piece.token is None for piece in pieces):
        return Reading(sense=_unread(plain))
    grades = {piece.grade for piece in pieces if piece.grade}
    if not grades:
        refuses = any(piece.token is Token.REFUSAL for piece in pieces)
        return Reading(sense=Sense.REFUSAL if refuses else _unread(plain))
    return _judged(pieces, grades)


def _judged(pieces: list[_Piece], grades: set[Grade]) -> Reading:
    grade, tokens = min(grades), {piece.token for piece in pieces}
    if len(grades) > 1 or sum(piece.digit for piece in pieces) > 1 or _denied(grade, tokens):
        return Reading(sense=Sense.CONTRADICTION)
    return Reading(sense=Sense.GRADE, grade=grade)


def _denied(grade: Grade, tokens: set[Token | None]) -> bool:
    """Whether something beside the grade says the opposite."""
    return Token.REFUSAL in tokens or (Token.PLEASED if grade.is_bad else Token.CROSS) in tokens


def _unread(plain: str) -> Sense:
    if any(word in plain for word in QUESTIONS):
        return Sense.QUESTION
    return Sense.ABUSE if any(word in plain for word in INSULTS) else Sense.UNCLEAR


def _pieces(plain: str) -> Iterator[_Piece]:
    for found in _CUT.finditer(plain):
        number, numeral, word = found["number"], found["numeral"], found["word"]
        if number or numeral:
            grade = grade_of(NUMERALS.get(numeral or "", number or ""), System.SMS)
            yield _Piece(Token.GRADE if grade else None, grade, digit=True)
        elif word:
            yield _Piece(*_KNOWN[word])
        elif not found[0].isspace():
            yield _Piece(None)


def _plain(reply: str) -> str:
    """One width, one case, without what only dresses a sign: keycaps, skin tones, joiners."""
    return _DRESS.sub("", unicodedata.normalize("NFKC", reply)).casefold()


_DRESS = re.compile("[\u200b-\u200d\u2060\ufe0e\ufe0f\ufeff\u20e3\U0001f3fb-\U0001f3ff]")
_KNOWN = {_plain(word): what for word, what in vocabulary().items()}
_WORDS = "|".join(re.escape(word) for word in sorted(_KNOWN, key=len, reverse=True))
_CUT = re.compile(rf"(?P<word>{_WORDS})|(?P<number>[0-9]+)分?|(?P<numeral>[{''.join(NUMERALS)}]+)分?|\s+|.", re.DOTALL)
