"""评价: occasions to rate and what was said. Whoever handled a case reads grades and reasons, never who, nor the words.

Of a centre's people those who look after feedback read the case and, where they had no hand in it, the words as well.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, exists, false, func, or_, select

from services.gateway.queries.places import SiteView, site_view
from shared.domain.deadlines.calendar import SHANGHAI, local_date
from shared.domain.feedback.evaluations import EvaluationState
from shared.domain.feedback.grades import Grade
from shared.domain.feedback.ratings import Channel
from shared.domain.feedback.readers import knows_who
from shared.store.ratings import rating_of
from shared.store.tables.cases import case_events, cases
from shared.store.tables.evaluations import evaluations as e
from shared.store.tables.notify import ratings as r
from shared.store.uow import Work

_MOST = 200
_RATING = tuple(column.name for column in r.columns)


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which ones: of a month (its first day), of a state, of a grade, flagged ones only."""

    month: date
    state: str = ""
    grade: str = ""
    flagged: bool = False


class EvaluationRow(msgspec.Struct, frozen=True, kw_only=True):
    """One occasion. `case_id`, `number` and `words` are empty for whoever may not know."""

    day: date
    item_name: str
    site: SiteView
    visit: bool
    state: EvaluationState
    grade: Grade | None
    channel: Channel | None
    reasons: tuple[str, ...]
    flags: tuple[str, ...]
    anonymous: bool = False
    case_id: UUID | None = None
    number: str = ""
    words: str = ""


class Figures(msgspec.Struct, frozen=True, kw_only=True):
    """应评, 主动评价, 差评 and the two rates of a month, in whole counts and shares from 0 to 1.

    主动评价率 = answered / occasions. 满意率 = the three best grades / answered. Silence and 默认评价 count in
    neither. A rate without anything below the line is None. DOMAIN 1.1; GB/T 39735 annex B has no public text.
    """

    occasions: int
    answered: int
    bad: int
    unanswered: int
    refused: int
    by_default: int
    open: int
    grades: Mapping[str, int]
    answer_rate: float | None
    satisfied_rate: float | None


def evaluation_rows(work: Work, wanted: Wanted, reads_words: bool) -> tuple[EvaluationRow, ...]:
    """The latest first. `reads_words`: the permissions in force let the actor read what people wrote."""
    had_a_hand = exists().where(case_events.c.case_id == e.c.case_id, case_events.c.by_staff == work.actor.staff_id)
    columns = (cases.c.number, cases.c.item_code, cases.c.item_version, had_a_hand.label("own"))
    query = (
        select(e, *columns, *(r.c[name].label(f"r_{name}") for name in _RATING))
        .join(cases, cases.c.id == e.c.case_id)
        .outerjoin(r, _same())
        .where(_within(wanted.month), _mine(work), *_chosen(wanted))
        .order_by(e.c.opened_at.desc(), e.c.case_id)
        .limit(_MOST)
    )
    return tuple(_row(work, row, reads_words) for row in work.conn.execute(query).mappings())


def figures(work: Work, month: date) -> Figures:
    """The month's figures of what the actor sees."""
    query = (
        select(e.c.state, r.c.grade, func.count().label("n"))
        .select_from(e.outerjoin(r, _same()))
        .where(_within(month), _mine(work))
        .group_by(e.c.state, r.c.grade)
    )
    rows = work.conn.execute(query).all()
    return counted([(EvaluationState(row.state), Grade(row.grade) if row.grade else None, row.n) for row in rows])


def counted(rows: list[tuple[EvaluationState, Grade | None, int]]) -> Figures:
    """The figures of states and grades with their counts."""
    states = {state: sum(n for s, _, n in rows if s is state) for state in EvaluationState}
    grades = {grade.value: sum(n for _, g, n in rows if g is grade) for grade in Grade}
    answered = sum(grades.values())
    bad = sum(grades[grade.value] for grade in Grade if grade.is_bad)
    occasions = sum(states.values())
    return Figures(
        occasions=occasions,
        answered=answered,
        bad=bad,
        unanswered=states[EvaluationState.UNANSWERED],
        refused=states[EvaluationState.REFUSED],
        by_default=states[EvaluationState.DEFAULT],
        open=states[EvaluationState.OPEN],
        grades=grades,
        answer_rate=answered / occasions if occasions else None,
        satisfied_rate=(answered - bad) / answered if answered else None,
    )


def _same() -> ColumnElement[bool]:
    return and_(*(r.c[name] == e.c[name] for name in ("case_id", "round", "occasion")))


def _within(month: date) -> ColumnElement[bool]:
    after = date(month.year + month.month // 12, month.month % 12 + 1, 1)
    since, until = (datetime.combine(day, time(), SHANGHAI) for day in (month.replace(day=1), after))
    return and_(e.c.opened_at >= since, e.c.opened_at < until)


def _chosen(wanted: Wanted) -> list[ColumnElement[bool]]:
    chosen = [e.c.state == wanted.state] if wanted.state else []
    chosen += [r.c.grade == wanted.grade] if wanted.grade else []
    return chosen + ([r.c.flags != ""] if wanted.flagged else [])


def _mine(work: Work) -> ColumnElement[bool]:
    """The whole district for its centre's people, else the own site and those below it."""
    actor, tree = work.actor, work.reference.tree
    if actor.sees_tenant:
        sites = [site.id for site in tree if site.tenant_id == actor.tenant_id]
        return or_(e.c.tenant_id == actor.tenant_id, e.c.site.in_(sites))
    return e.c.site == actor.site_id if actor.site_id in tree else false()


def _row(work: Work, row: Any, reads_words: bool) -> EvaluationRow:
    knows = knows_who(work.actor, row["own"])
    rating = rating_of({name: row[f"r_{name}"] for name in _RATING}, work.keys.vault) if row["r_grade"] else None
    return EvaluationRow(
        day=local_date(row["opened_at"]),
        item_name=work.reference.versions[row["item_code"], row["item_version"]].name,
        site=site_view(work.reference.tree, row["site"], work.actor.site_id),
        visit=bool(row["occasion"]),
        state=EvaluationState(row["state"]),
        grade=rating.grade if rating else None,
        channel=rating.channel if rating else None,
        reasons=rating.reasons if rating else (),
        flags=rating.flags if rating and knows else (),
        anonymous=bool(rating and rating.anonymous),
        case_id=row["case_id"] if knows else None,
        number=(row["number"] or "") if knows else "",
        words=rating.words if rating and knows and reads_words else "",
    )
