"""`bangban visits`: the plans that return visits were drawn by, and drawing one again from its record."""

from sqlalchemy import select

from deploy import operators
from shared.domain.feedback.sampling import draw, frame_digest
from shared.store import visit_plans
from shared.store.tables.visits import visits as t


def plans() -> None:
    """Every plan, the newest first."""
    with operators.at_work() as conn:
        for one in visit_plans.of_tenant(conn, most=1000):
            print(f"{one.id}  {one.tenant_id}  {one.month}  {one.drawn} of {len(one.record.frame)}")


def redraw(plan: str) -> int:
    """Prints what was drawn, case and round; 1 where the record, its digest or the visits say otherwise."""
    with operators.at_work() as conn:
        kept = visit_plans.find(conn, operators.an_id(plan))
        rows = conn.execute(select(t.c.case_id, t.c.round).where(t.c.plan_id == kept.id)).all()
        drawn = [(one.case_id, one.round) for one in draw(kept.record)]
    for case_id, round_ in drawn:
        print(f"{case_id} {round_}")
    sound = {
        "the frame is the one that was drawn from": frame_digest(kept.record) == kept.digest,
        "as many are drawn as were": len(drawn) == kept.drawn,
        "every visit of the plan is drawn": {(row.case_id, row.round) for row in rows} <= set(drawn),
    }
    for says, true in sound.items():
        print(f"{'ok ' if true else 'BAD'} {says}")
    return 0 if all(sound.values()) else 1
