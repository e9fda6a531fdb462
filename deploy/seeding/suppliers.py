"""The shape of suppliers.toml: SMS gateways as data."""

from deploy.seeding.documents import Document
from shared.ports.sms_gateway import Gateway


class Suppliers(Document, frozen=True, kw_only=True):
    """All suppliers, asked by weight."""

    supplier: tuple[Gateway, ...]
