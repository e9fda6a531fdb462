"""Return visits: the plans they were drawn by, the rounds to call about, and every call."""

from sqlalchemy import Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint, text

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

visit_plans = Table(
    "visit_plans",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("month", Text, nullable=False, comment="2026-10: what was completed in it"),
    Column("drawn_at", Instant, nullable=False),
    Column("record", Text, nullable=False, comment="seed, frame as ids, ratios and version as JSON: draws it again"),
    Column("digest", Text, nullable=False, comment="SHA-256 of the frame"),
    Column("drawn", Integer, nullable=False, comment="how many are in the sample"),
    UniqueConstraint("tenant_id", "month"),
)

visits = Table(
    "visits",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("occasion", Text, nullable=False, server_default="", comment="as in evaluations"),
    Column("reason", Text, nullable=False, comment="bad_rating | second_bad | sample"),
    Column("site", Text, nullable=False, comment="handled it: nobody there calls"),
    Column("created_at", Instant, nullable=False),
    Column("next_at", Instant, nullable=False, comment="business time"),
    Column("state", Text, nullable=False, comment="waiting | answered | refused | unreachable"),
    uid("plan_id", nullable=True),
    Column("tries", Integer, nullable=False, server_default="0"),
    Column("put_off", Integer, nullable=False, server_default="0"),
    uid("locked_by", nullable=True),
    Column("locked_until", Instant, comment="real time"),
    Column("closed_at", Instant),
    Index(
        "uq_visits_one_an_occasion",
        "case_id",
        "round",
        "occasion",
        unique=True,
        postgresql_where=text("reason <> 'second_bad'"),
    ),
    Index("uq_visits_one_second", "case_id", "round", unique=True, postgresql_where=text("reason = 'second_bad'")),
    Index(None, "tenant_id", "next_at", postgresql_where=text("state = 'waiting'")),
    Index(None, "plan_id"),
)

calls = Table(
    "calls",
    metadata,
    uid("id", nullable=False),
    tenant(),
    uid("case_id", nullable=False),
    uid("visit_id", nullable=False),
    Column("seq", Integer, nullable=False),
    Column("dialled_at", Instant, nullable=False),
    Column("by_site", Text, nullable=False),
    uid("by_staff", nullable=True, comment="empty: a machine"),
    Column("outcome", Text),
    Column("ended_at", Instant),
    Column("grade", Text),
    Column("answers", Text, nullable=False, server_default="", comment="codes of the script"),
    Column("words_ct", Bytes, comment="what was said, sealed"),
    Column("supplier", Text, nullable=False, server_default="", comment="of a machine's call"),
    Column("reference", Text, comment="ours, told to the supplier"),
    Column("supplier_id", Text, nullable=False, server_default=""),
    Column("code", Text, nullable=False, server_default="", comment="theirs, or why it was given up"),
    Column("pressed", Text, nullable=False, server_default="", comment="keys so far, as they were posted"),
    Column("queries", Integer, nullable=False, server_default="0"),
    PrimaryKeyConstraint("id"),
    UniqueConstraint("visit_id", "seq"),
    UniqueConstraint("reference"),
    Index(None, "tenant_id", "dialled_at"),
)
