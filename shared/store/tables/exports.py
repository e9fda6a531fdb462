"""Ratings as they are reported to a system of a higher level: its format, batches, rows, and comparisons."""

from sqlalchemy import Boolean, Column, Index, Integer, PrimaryKeyConstraint, Table, Text, UniqueConstraint

from shared.store.tables.base import Bytes, Instant, metadata, tenant, uid

rating_exchanges = Table(
    "rating_exchanges",
    metadata,
    tenant(),
    Column("id", Text, nullable=False),
    Column("document", Text, nullable=False, comment="the format as JSON: paths, fields, codes; no secrets"),
    PrimaryKeyConstraint("tenant_id", "id"),
)

rating_exports = Table(
    "rating_exports",
    metadata,
    uid("id", primary_key=True),
    tenant(),
    Column("exchange", Text, nullable=False),
    Column("state", Text, nullable=False, comment="sending | acknowledged | stuck"),
    Column("rows", Integer, nullable=False),
    Column(
        "body_ct", Bytes, nullable=False, comment="the batch as it is handed over, the same at every try; encrypted"
    ),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("code", Text, nullable=False, server_default="", comment="why there is no answer yet"),
    Column("created_at", Instant, nullable=False),
    Column("acknowledged_at", Instant),
    Index(None, "tenant_id", "created_at"),
)

rating_export_rows = Table(
    "rating_export_rows",
    metadata,
    Column("row", Text, primary_key=True, comment="names this version of this rating for ever, keyed"),
    tenant(),
    uid("batch_id", nullable=False),
    uid("case_id", nullable=False),
    Column("round", Integer, nullable=False),
    Column("occasion", Text, nullable=False),
    Column("kind", Text, nullable=False, server_default="first", comment="first | second | default"),
    Column("sequence", Integer, nullable=False),
    Column("reasoned", Boolean, nullable=False, server_default="true", comment="went with its reason, as far as known"),
    Column("day", Text, nullable=False, comment="of the rating, YYYY-MM-DD"),
    Column("state", Text, nullable=False, server_default="waiting", comment="waiting | accepted | refused"),
    Column("code", Text, nullable=False, server_default="", comment="theirs"),
    UniqueConstraint(
        "case_id", "round", "occasion", "kind", "sequence", "reasoned", name="uq_rating_export_rows_version"
    ),
    Index(None, "batch_id"),
    Index(None, "tenant_id", "day"),
)

rating_reconciliations = Table(
    "rating_reconciliations",
    metadata,
    tenant(),
    Column("day", Text, nullable=False),
    Column("at", Instant, nullable=False),
    Column("ours", Integer, nullable=False, comment="rows they acknowledged to us"),
    Column("theirs", Integer, comment="rows they say they hold; empty: they could not be asked"),
    Column("missing", Text, nullable=False, server_default="", comment="rows of ours they do not hold"),
    Column("strange", Text, nullable=False, server_default="", comment="rows they hold and we do not know"),
    PrimaryKeyConstraint("tenant_id", "day"),
)
