"""Measures on cases that are late or stuck, as rows of their events; and from when on somebody must look at a case."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, text

from shared.store.tables.base import Instant, metadata, tenant, uid

escalations = Table(
    "escalations",
    metadata,
    tenant(),
    uid("case_id", nullable=False),
    Column("trigger", Text, nullable=False),
    Column("key", Text, nullable=False, comment="tells one chain from others of its trigger"),
    Column("n", Integer, nullable=False, comment="a time of a chain has one measure: the key of the row says so"),
    Column("seq", Integer, nullable=False, comment="its event"),
    Column("measure", Text, nullable=False, comment="remind | escalate | supervise"),
    Column("site", Text, nullable=False, comment="has to act"),
    Column("to_site", Text, nullable=False),
    Column("to_role", Text, nullable=False),
    uid("to_staff"),
    Column("instead_of", Text, nullable=False, server_default=""),
    Column("vacant", Boolean, nullable=False, server_default="false"),
    Column("rule", Text, nullable=False, server_default=""),
    Column("priority", Integer, nullable=False, server_default="0"),
    Column("policy_version", Integer, nullable=False, server_default="0"),
    Column("at", Instant, nullable=False),
    Column("answer_due", Instant, comment="a supervision: until when an answer is owed"),
    Column("answered_at", Instant),
    uid("answered_by"),
    Column("answered_from", Text, nullable=False, server_default="", comment="another site: it answered in its place"),
    Column("words", Text, nullable=False, server_default="", comment="the answer, without personal data"),
    PrimaryKeyConstraint("case_id", "trigger", "key", "n"),
    Index(None, "tenant_id", "measure", "answer_due", postgresql_where=text("answered_at IS NULL")),
    Index(None, "to_site", "measure", "answer_due", postgresql_where=text("answered_at IS NULL")),
)

watches = Table(
    "watches",
    metadata,
    uid("case_id", primary_key=True),
    tenant(),
    Column("look_at", Instant, comment="business time; NULL: the policies say no more, until others are published"),
    Column(
        "reference",
        Integer,
        nullable=False,
        server_default="0",
        comment="the policies and reference data it was reckoned by",
    ),
    Column("failures", Integer, nullable=False, server_default="0", comment="looks in vain, one after the other"),
    Column("last_error", Text, nullable=False, server_default=""),
    Index(None, "tenant_id", "look_at"),
    Index(None, "tenant_id", "reference"),
)
