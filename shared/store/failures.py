"""What failed is kept with its message: how often, why, when to try again, and that it is dead after so many times."""

import traceback
from uuid import UUID

import structlog
from sqlalchemy import Engine, text

from shared.kernel.errors import Kind, Refusal
from shared.store.transaction import transaction

MOST = 8  # attempts; then a person must look
FIRST, LONGEST = 1.0, 300.0  # seconds between attempts
SOON = 0.1  # seconds after a conflict: somebody else was first, so it is free at once

_SCOPE = text("select set_config('app.tenant', :tenant, true)")
_RECORD = text("""
update outbox set attempts = attempts + 1, last_error = :reason, rung_at = null, lease_until = null,
  rings = greatest(rings, 1),
  state = case when attempts + 1 >= :most and state = 'waiting' then 'dead' else state end,
  not_before = clock_timestamp() + coalesce((select by from clock_offset), interval '0')
    + least(:first * power(2, attempts), :longest) * interval '1 second'
where id = :id returning attempts, state
""")


class DeadLetter(Exception):
    """The broker put the message aside: delivered too often, or no actor of that kind."""


def reason_of(error: BaseException) -> str:
    """Class of the error, with the code of a refusal: never its text, which may hold personal data."""
    told = error.code if isinstance(error, Refusal) else str(error) if isinstance(error, DeadLetter) else ""
    return f"{type(error).__name__} {told}".strip()


def place_of(error: BaseException) -> str:
    """Where in our own code it happened: all that a log may say besides the reason."""
    frames = [frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename]
    return f"{frames[-1].filename}:{frames[-1].lineno}" if frames else ""


class Failures:
    """Keeps failures on the outbox rows, in transactions of their own, as the tenant whose message it is."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def record(self, tenant_id: str, message_id: UUID, error: BaseException) -> None:
        """Counts the attempt and says when the next one is. Never raises: an unrecorded row is rung again later."""
        log = structlog.get_logger("queue").bind(at=place_of(error))
        reason = reason_of(error)
        try:
            attempts, state = self._write(tenant_id, message_id, reason, _first_pause(error))
        except Exception as failed:
            log.error("message.failure_not_recorded", reason=reason, why=type(failed).__name__)
            return
        tell = log.error if state == "dead" else log.warning
        tell("message.dead" if state == "dead" else "message.failed", reason=reason, attempts=attempts)

    def _write(self, tenant_id: str, message_id: UUID, reason: str, first: float) -> tuple[int, str]:
        values = {"id": message_id, "reason": reason, "first": first, "longest": LONGEST, "most": MOST}
        with transaction(self._engine, "failure.commit") as conn:
            conn.execute(_SCOPE, {"tenant": tenant_id})
            row = conn.execute(_RECORD, values).one_or_none()
        return (row.attempts, row.state) if row else (0, "gone")


def _first_pause(error: BaseException) -> float:
    return SOON if isinstance(error, Refusal) and error.kind is Kind.CONFLICT else FIRST
