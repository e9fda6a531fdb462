"""The thread of a case as rows: posting, the platform's own turns, and how far somebody has read."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from shared.domain.cases.model import Case
from shared.domain.cooperation.turns import Turn
from shared.kernel.ids import new_id
from shared.store.pending import Pending

# The counter's row is locked until the transaction ends: turns are numbered in the order in which they become visible.
_POST = text("""
with counted as (
  insert into threads (case_id, tenant_id, audience, last) values (:case_id, :tenant_id, :audience, 1)
  on conflict (case_id, audience) do update set last = threads.last + 1 returning last
)
insert into turns (id, tenant_id, case_id, audience, seq, at, site_id, staff_id, words, says, facts, about)
select :id, :tenant_id, :case_id, :audience, last, :at, :site, cast(:staff as uuid), :words, :says, :facts,
  cast(:about as uuid) from counted
""")
_MARK = text("""
insert into read_marks (case_id, tenant_id, audience, site_id, person, upto, at)
select t.case_id, t.tenant_id, t.audience, :site, :person, t.seq, :at from turns t
 where t.case_id = :case and t.id = :turn
on conflict (case_id, audience, site_id, person) do update set upto = excluded.upto, at = excluded.at
 where read_marks.upto < excluded.upto
""")


def write(work: Pending, case: Case, turn: Turn) -> None:
    """Writes it; across tenants on record."""
    work.crossing(case, frozenset({case.tenant_id}), "thread.post")
    row = msgspec.structs.asdict(turn) | {"facts": msgspec.json.encode(dict(turn.facts)).decode()}
    work.conn.execute(_POST, row)


def say(work: Pending, case: Case, says: str, about: UUID | None = None, **facts: str | int | datetime) -> None:
    """The platform tells all sites of the case something, in the same unit of work: an agreed pause, an overdue debt.

    The text stands under `thread.says.<says>`; facts named `site` or `..._site` are site ids, instants are shown as
    days and times.
    """
    told = {name: fact.isoformat() if isinstance(fact, datetime) else fact for name, fact in facts.items()}
    turn = Turn(
        id=new_id(),
        case_id=case.id,
        tenant_id=case.tenant_id,
        at=work.now,
        site=work.actor.site_id,
        says=says,
        facts=told,
        about=about,
    )
    write(work, case, turn)


def mark(work: Pending, case: Case, turn: UUID) -> None:
    """The actor has seen what its audience was told up to this turn; a mark never goes back."""
    actor = work.actor
    row = {"case": case.id, "turn": turn, "site": actor.site_id, "person": actor.id, "at": work.now}
    work.conn.execute(_MARK, row)
