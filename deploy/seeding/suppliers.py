"""The shape of suppliers.toml and voice.toml: suppliers of text messages and of calls as data."""

from deploy.seeding.documents import Document
from shared.ports.sms_clouds import SmsSupplierData
from shared.ports.voice_data import VoiceSupplierData


class Suppliers(Document, frozen=True, kw_only=True):
    """All suppliers, asked by weight; one without weight is ready and not in use."""

    supplier: tuple[SmsSupplierData, ...]


class Voices(Document, frozen=True, kw_only=True):
    """All suppliers of automatic calls."""

    supplier: tuple[VoiceSupplierData, ...]
