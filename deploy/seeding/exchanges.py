"""The shape of exchange.toml: 好差评 systems of higher levels as data."""

from deploy.seeding.documents import Document
from shared.domain.feedback.exchange import Format


class Exchanges(Document, frozen=True, kw_only=True):
    """All of them; the first is reported to."""

    exchange: tuple[Format, ...]
