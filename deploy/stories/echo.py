"""Every message twice: what a consumer has heard is rung once more, as after a lost answer of the broker."""

from types import TracebackType

from sqlalchemy import Engine, text

_BEGIN = """
create table if not exists story_echo (
  message_id uuid primary key, case_id uuid, heard_again boolean not null default false
);
create or replace function story_echo() returns trigger language plpgsql security definer set search_path = public as $$
begin
  insert into story_echo (message_id, case_id) values (old.id, old.case_id);
  insert into outbox (id, tenant_id, queue, kind, body, case_id, created_at, not_before)
  values (old.id, old.tenant_id, old.queue, old.kind, old.body, old.case_id, old.created_at, old.not_before);
  perform pg_notify('outbox', '');
  return null;
exception when unique_violation then
  update story_echo set heard_again = true where message_id = old.id;
  return null;
end $$;
create or replace trigger story_echo after delete on outbox for each row execute function story_echo();
"""
_END = """
drop trigger if exists story_echo on outbox;
drop function if exists story_echo();
drop table if exists story_echo;
"""


class Echo:
    """While it is open, every message of the platform comes twice. Only a demonstration's owner can do that."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def __enter__(self) -> "Echo":
        self._run(_END)
        self._run(_BEGIN)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._run(_END)

    def heard(self, case_id: str | None = None) -> tuple[int, int]:
        """How many messages were heard, of all or of one case, and how many of them a second time."""
        counted = "select count(*), count(*) filter (where heard_again) from story_echo"
        with self._engine.connect() as conn:
            of = text(counted + " where case_id = :case" if case_id else counted)
            row = conn.execute(of, {"case": case_id} if case_id else {}).one()
            return int(row[0]), int(row[1])

    def _run(self, statements: str) -> None:
        with self._engine.begin() as conn:
            conn.exec_driver_sql(statements)
