"""The moves about a bad rating besides calling and closing: how hard it is, that it is not true, and who says so."""

from services.gateway.entry.pages.move_calls import about_order
from services.gateway.entry.pages.move_shapes import ORDER, Move, reason, words
from services.gateway.usecases.appeal_review import appeal_review, decide_appeal
from services.gateway.usecases.classify_rectification import classify_rectification
from services.gateway.usecases.doubt_rating import doubt_rating
from services.gateway.usecases.review_doubt import VERDICTS, review_doubt
from shared.domain.access import actions
from shared.domain.feedback.rectification import Complexity, Finding

ABOUT_RATINGS: tuple[Move, ...] = (
    Move(
        slug="classify-order",
        kind=actions.RECTIFICATION_CLASSIFY,
        icon="clock",
        fields=(ORDER, reason(tuple(Complexity), "complexity"), words()),
        call=about_order(classify_rectification, "complexity", "words"),
    ),
    Move(
        slug="doubt-rating",
        kind=actions.RECTIFICATION_DOUBT,
        icon="flag",
        fields=(ORDER, reason(tuple(one for one in Finding if one.excludes), "finding"), words()),
        call=about_order(doubt_rating, "finding", "words"),
    ),
    Move(
        slug="review-doubt",
        kind=actions.RECTIFICATION_REVIEW,
        icon="check",
        fields=(ORDER, reason(VERDICTS, "verdict"), words()),
        call=about_order(review_doubt, "verdict", "words"),
    ),
    Move(
        slug="appeal-review",
        kind=actions.RECTIFICATION_APPEAL,
        icon="send",
        fields=(ORDER, words()),
        call=about_order(appeal_review, "words"),
    ),
    Move(
        slug="decide-appeal",
        kind=actions.RECTIFICATION_DECIDE,
        icon="check",
        fields=(ORDER, reason(VERDICTS, "verdict"), words()),
        call=about_order(decide_appeal, "verdict", "words"),
    ),
)
