"""Suppliers that the simulator stands in for: in a demonstration they have weight, and every text is approved there."""

from collections.abc import Iterator
from datetime import UTC, datetime

from msgspec.structs import replace

from deploy.seeding.bundle import Seed
from deploy.seeding.documents import Template
from deploy.seeding.sync import Row
from shared.domain.texting.templates import Approval
from shared.ports.sms_clouds import SmsSupplierData
from shared.ports.voice_data import VoiceSupplierData

BEGINNING = datetime(2026, 1, 1, tzinfo=UTC)  # they were approved before anybody looked


def code_of(text: Template) -> str:
    """The code under which a stand-in knows a text."""
    return f"SMS_{text.purpose}_{text.version}"


def bodies(seed: Seed) -> dict[str, str]:
    """What the simulator writes for each code, with our names at its places."""
    return {code_of(text): text.body for text in seed.texts.template}


def in_use(seed: Seed) -> tuple[SmsSupplierData | VoiceSupplierData, ...]:
    """The suppliers as a demonstration has them."""
    named = {one.id: one for one in seed.demo.supplier}
    found = (*seed.suppliers.supplier, *seed.voices.supplier)
    return tuple(
        replace(one, weight=own.weight, callers=own.callers, takes=own.takes or one.takes)
        if (own := named.get(one.id))
        else one
        for one in found
    )


def approved(seed: Seed, default_tenant: str) -> Iterator[Row]:
    """Every text of every tenant with a sign of its own, at every stand-in that sends texts."""
    named, texting = {one.id for one in seed.demo.supplier}, {one.id for one in seed.suppliers.supplier}
    for name in seed.texts.sign:
        tenant = default_tenant if name == "default" else name
        for text in seed.texts.template:
            for supplier in sorted(named & texting):
                key = {"tenant_id": tenant, "purpose": text.purpose, "version": text.version, "supplier": supplier}
                yield {**key, "state": Approval.APPROVED.value, "code": code_of(text), "at": BEGINNING}
