"""SMS journal with its texts, suppliers, limits and history; raw receipts and replies, rating links and ratings."""

from sqlalchemy import (
    BigInteger,
    Column,
    Date,
    Float,
    Index,
    Integer,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

sms_texts = Table(
    "sms_texts",
    metadata,
    tenant(),
    Column("purpose", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="earlier ones stay: a message keeps its own"),
    Column("sign", Text, nullable=False, comment="the supplier puts it in front"),
    Column("body", Text, nullable=False, comment="with placeholders"),
    PrimaryKeyConstraint("tenant_id", "purpose", "version"),
)

sms_suppliers = Table(
    "sms_suppliers",
    metadata,
    tenant(),
    Column("id", Text, nullable=False),
    Column("weight", Integer, nullable=False),
    Column("document", Text, nullable=False, comment="the gateway as JSON: paths, fields, code tables; no secrets"),
    PrimaryKeyConstraint("tenant_id", "id"),
)

sms = Table(
    "sms",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("purpose", Text, nullable=False),
    Column("round", Integer, nullable=False, comment="which occurrence of that purpose in this case"),
    Column("supplier", Text, nullable=False),
    Column("reference", Text, nullable=False, comment="ours, told to the supplier"),
    Column("extension", Text, nullable=False, server_default="", comment="binds a reply to this prompt"),
    Column("text_version", Text, nullable=False),
    Column(
        "state", Text, nullable=False, comment="waiting | sending | unknown | accepted | stuck | delivered | failed"
    ),
    Column("supplier_id", Text, nullable=False, server_default="", comment="their id of it"),
    Column("code", Text, nullable=False, server_default="", comment="why, where it is not simply accepted"),
    Column("attempts", Integer, nullable=False, server_default="0", comment="calls begun, all under one reference"),
    Column("queries", Integer, nullable=False, server_default="0", comment="not-found answers since the last attempt"),
    Column("checks", Integer, nullable=False, server_default="0", comment="timers heard: numbers the next one"),
    Column("losses", Integer, nullable=False, server_default="0", comment="attempts that silence proved in vain"),
    Column("segments", Integer, nullable=False, server_default="0", comment="as billed for its first attempt"),
    Column("created_at", Instant, nullable=False),
    Column("sent_at", Instant, comment="the last attempt began"),
    Column("waiting_since", Instant, comment="nobody took it since then, or a person let it go again"),
    Column("held_until", Instant, comment="waiting: not before then; why says the code"),
    Column("resolved_at", Instant, comment="delivered or failed"),
    UniqueConstraint("case_id", "round", "purpose"),
    UniqueConstraint("reference"),
    Index(None, "tenant_id", "state"),
    Index(None, "tenant_id", "created_at"),
)

sms_history = Table(
    "sms_history",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("sms_id", nullable=False),
    Column("at", Instant, nullable=False),
    Column("what", Text, nullable=False, comment="claimed | answered | receipt | looked | held | stuck | person"),
    Column("state", Text, nullable=False, comment="of the message afterwards"),
    Column("supplier", Text, nullable=False),
    Column("attempt", Integer, nullable=False),
    Column("code", Text, nullable=False, server_default=""),
    Column("by", Text, nullable=False, server_default="", comment="the name of a person of ours"),
    Column("reason", Text, nullable=False, server_default="", comment="a person's, without personal data"),
    Index(None, "sms_id"),
    Index(None, "at"),
)

sms_spending = Table(
    "sms_spending",
    metadata,
    tenant(),
    Column("day", Date, nullable=False, comment="in Shanghai"),
    Column("purpose", Text, nullable=False),
    Column("messages", Integer, nullable=False),
    Column("segments", Integer, nullable=False),
    PrimaryKeyConstraint("tenant_id", "day", "purpose"),
)

sms_templates = Table(
    "sms_templates",
    metadata,
    tenant(),
    Column("purpose", Text, nullable=False),
    Column("version", Integer, nullable=False, comment="of the text"),
    Column("supplier", Text, nullable=False),
    Column("state", Text, nullable=False, comment="draft | submitted | approved | refused"),
    Column("code", Text, nullable=False, server_default="", comment="theirs, once approved"),
    Column("reason", Text, nullable=False, server_default="", comment="theirs, where refused"),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False, server_default=""),
    PrimaryKeyConstraint("tenant_id", "purpose", "version", "supplier"),
)

supplier_states = Table(
    "supplier_states",
    metadata,
    Column("supplier", Text, primary_key=True),
    Column("errors", Float, nullable=False, server_default="0", comment="share of late calls, as of `at`"),
    Column("slowness", Float, nullable=False, server_default="0"),
    Column("latency_ms", Float, nullable=False, server_default="0"),
    Column("failures", Integer, nullable=False, server_default="0", comment="in a row"),
    Column("calls", BigInteger, nullable=False, server_default="0"),
    Column("failed", BigInteger, nullable=False, server_default="0"),
    Column("at", Instant, comment="real time, like all here"),
    Column("opened_at", Instant, comment="the breaker is open since"),
    Column("probe_at", Instant),
    Column("probes", Integer, nullable=False, server_default="0"),
    Column("last_code", Text, nullable=False, server_default=""),
    Column("last_error_at", Instant),
    Column("out_reason", Text, nullable=False, server_default="", comment="a person took it out"),
    Column("out_by", Text, nullable=False, server_default=""),
    Column("out_at", Instant),
    Column("polled_at", Instant, comment="receipts and replies were fetched, or one process is about to"),
    Column("poll_code", Text, nullable=False, server_default="", comment="what went wrong the last time"),
)

opt_outs = Table(
    "opt_outs",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("phone_token", Bytes, nullable=False, comment="keyed digest of the phone"),
    Column("source", Text, nullable=False, comment="reply | person"),
    Column("at", Instant, nullable=False),
    Column("by", Text, nullable=False, server_default=""),
    Column("reason", Text, nullable=False, server_default=""),
    Column("released_at", Instant),
    Column("released_by", Text, nullable=False, server_default=""),
    Column("released_reason", Text, nullable=False, server_default=""),
    Index("uq_opt_outs_one_in_force", "phone_token", unique=True, postgresql_where=text("released_at IS NULL")),
    Index(None, "tenant_id", "at"),
)

reply_routes = Table(
    "reply_routes",
    metadata,
    Column("extension", Text, nullable=False, comment="empty for a message that asks nothing"),
    Column("phone_token", Bytes, nullable=False, comment="keyed digest of the phone we wrote to"),
    Column("reference", Text, nullable=False),
    tenant(),
    uid("case_id", nullable=False),
    uid("sms_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("opened_at", Instant, nullable=False),
    Column("closed_at", Instant, comment="the extension leads here no longer"),
    PrimaryKeyConstraint("sms_id"),
    UniqueConstraint("reference"),
    Index(
        "uq_reply_routes_one_open", "phone_token", "extension", unique=True, postgresql_where=text("closed_at IS NULL")
    ),
    Index(None, "phone_token", "opened_at"),
)

sms_receipts = Table(
    "sms_receipts",
    metadata,
    uid("id", nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("supplier", Text, nullable=False),
    Column("body_ct", Bytes, nullable=False, comment="as received, encrypted"),
    Column("digest", Bytes, nullable=False),
    Column("state", Text, nullable=False, server_default="new", comment="new | applied | duplicate | quarantined"),
    PrimaryKeyConstraint("id", "received_at"),
    Index(None, "digest"),
    postgresql_partition_by="RANGE (received_at)",
)

sms_replies = Table(
    "sms_replies",
    metadata,
    uid("id", nullable=False),
    Column("received_at", Instant, nullable=False),
    Column("supplier", Text, nullable=False),
    Column("body_ct", Bytes, nullable=False, comment="as received, encrypted"),
    Column("digest", Bytes, nullable=False),
    Column("state", Text, nullable=False, server_default="new", comment="new | applied | duplicate | quarantined"),
    PrimaryKeyConstraint("id", "received_at"),
    Index(None, "digest"),
    postgresql_partition_by="RANGE (received_at)",
)

rating_links = Table(
    "rating_links",
    metadata,
    Column("token_hash", Bytes, primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
    Index(None, "tenant_id", "case_id"),
)

rectifications = Table(
    "rectifications",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("site", Text, nullable=False, comment="answers for it"),
    Column("opened_at", Instant, nullable=False),
    Column("contact_due", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    uid("handled_by", nullable=True, comment="completed the case, may not close the order"),
    Column("complexity", Text, nullable=False, server_default="simple", comment="simple | complex"),
    Column("contacted_at", Instant),
    uid("contacted_by", nullable=True),
    Column("doubt", Text, comment="untrue | malicious: what the site found, for a review"),
    uid("doubted_by", nullable=True),
    Column("refused_at", Instant, comment="the review did not agree"),
    uid("refused_by", nullable=True),
    Column("appealed_at", Instant),
    Column("upheld_at", Instant, comment="the appeal failed"),
    Column("closed_at", Instant),
    uid("closed_by", nullable=True),
    Column("finding", Text, comment="fixed | explained | untrue | malicious"),
    Column("words", Text, nullable=False, server_default="", comment="what was done, without personal data"),
    Column("evidence", Text, nullable=False, server_default="", comment="what shows it, without personal data"),
    UniqueConstraint("case_id", "round"),
    Index(None, "tenant_id", "due_at", postgresql_where=text("closed_at IS NULL")),
    Index(None, "site", "due_at", postgresql_where=text("closed_at IS NULL")),
)

ratings = Table(
    "ratings",
    metadata,
    tenant(),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("grade", Text, nullable=False),
    Column("channel", Text, nullable=False),
    Column("rated_at", Instant, nullable=False),
    Column("changes", Integer, nullable=False, server_default="0"),
    Column("reasons", Text, nullable=False, server_default=""),
    Column("words_ct", Bytes),
    PrimaryKeyConstraint("case_id", "round"),
    Index(None, "tenant_id", "rated_at"),
)
