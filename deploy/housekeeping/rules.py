"""How long each kind of row is kept: the number is a parameter of the root tenant, beside it what it falls back to."""

import msgspec

REAL = "clock_timestamp()"
BUSINESS = "clock_timestamp() + coalesce((select by from clock_offset), interval '0')"


class Retention(msgspec.Struct, frozen=True, kw_only=True):
    """Rows of `table` go when `at` is `days` old and `only` holds. `clock` is the one that wrote `at`."""

    table: str
    at: str
    parameter: str
    days: float
    only: str = "true"
    clock: str = REAL


class Months(msgspec.Struct, frozen=True, kw_only=True):
    """Partitions of `table` go whole when their last day is `days` old; never before `least` days."""

    table: str
    parameter: str
    days: float
    least: float = 0


ROWS = (
    # What an undo held back: a late delivery must still find it cancelled, so it outlives every broker's memory.
    Retention(table="outbox", at="created_at", parameter="outbox.keep_days", days=30, only="state = 'cancelled'",
              clock=BUSINESS),
    # A message is heard once: its mark goes only when nothing can bring it again.
    Retention(table="inbox", at="at", parameter="inbox.keep_days", days=90,
              only="not exists (select from outbox o where o.id = inbox.message_id)"),
    Retention(table="idempotency", at="at", parameter="idempotency.keep_days", days=7),
    Retention(table="sessions", at="seen_at", parameter="session.keep_days", days=2),
    Retention(table="drafts", at="saved_at", parameter="draft.keep_days", days=7),
    Retention(table="sms_history", at="at", parameter="sms_history.keep_days", days=1095, clock=BUSINESS),
    Retention(table="staff_notices", at="at", parameter="staff_notice.keep_days", days=183, clock=BUSINESS),
    Retention(table="staff_devices", at="seen_at", parameter="rating.desk_keep_days", days=60),
    Retention(table="pushes", at="created_at", parameter="webhook.keep_days", days=30, only="state <> 'waiting'",
              clock=BUSINESS),
    Retention(table="login_failures", at="at", parameter="login.keep_days", days=2),
)  # fmt: skip

MONTHLY = (
    # 网络安全法 article 21: logs are kept for six months at least.
    Months(table="audit", parameter="audit.keep_days", days=1095, least=183),
    Months(table="sms_receipts", parameter="raw_sms.keep_days", days=183),
    Months(table="sms_replies", parameter="raw_sms.keep_days", days=183),
)

FOR_EVER = frozenset(
    {
        "cases", "case_events", "handovers", "case_holders", "case_access", "case_counters", "person_versions",
        "search_tokens", "desk_rows", "sms", "reply_routes", "ratings", "rating_links", "timers", "users", "api_keys",
        "threads", "turns", "read_marks", "obligations", "attachments",
        "calendar_sweeps", "rectification_acts", "second_ratings", "visit_plans", "visits", "calls",
        "sms_spending", "sms_templates", "supplier_states", "opt_outs",
        "evaluations", "waiting_replies", "prompt_queue", "rating_exports", "rating_export_rows",
        "rating_reconciliations", "staff_phones", "notice_choices", "webhooks",
    }
)  # fmt: skip
"""Never touched: their uniqueness (one SMS a round, one timer a key, one number a case) must hold for ever."""
