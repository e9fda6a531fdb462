"""Departments without an active agent on their roster today: what an operator is told of what the boards show."""

from sqlalchemy import Connection, text

LONGEST = 5  # names told

# Who counts is who counts in domain/roster/duty, but for weekly patterns and single dates, which the boards know.
_UNMANNED = text("""
with today as (
  select (business at time zone 'Asia/Shanghai')::date as day
  from (select clock_timestamp() + coalesce((select by from clock_offset), interval '0') as business) clock
), active as (
  select distinct m.site_id from roster_members m join staff s on s.id = m.staff_id cross join today
  where m.ended_at is null and m.from_day <= today.day and coalesce(m.to_day >= today.day, true)
    and coalesce(s.valid_to >= today.day, true)
    and exists (select from users u where u.staff_id = m.staff_id and not u.disabled)
    and not exists (
      select from absences a where a.staff_id = m.staff_id and a.site_id = m.site_id and a.ended_at is null
        and today.day between a.from_day and a.to_day
    )
)
select short_name from sites where kind = 'department' and id not in (select site_id from active) order by id
""")


def unmanned(conn: Connection) -> list[str]:
    """Their names, as the owner sees them: of every tenant."""
    return list(conn.execute(_UNMANNED).scalars())


def told(names: list[str]) -> str:
    """One line about them; an alarm is never put as if all were well."""
    if not names:
        return "every department has an active agent today"
    some = ", ".join(names[:LONGEST]) + (", …" if len(names) > LONGEST else "")
    return f"ALARM: {len(names)} departments without an active agent today ({some}), see /pool"
