"""The shape of suppliers.toml: suppliers of text messages as data."""

from deploy.seeding.documents import Document
from shared.ports.sms_clouds import SmsSupplierData


class Suppliers(Document, frozen=True, kw_only=True):
    """All suppliers, asked by weight; one without weight is ready and not in use."""

    supplier: tuple[SmsSupplierData, ...]
