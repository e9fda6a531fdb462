"""The suppliers that are shipped as data, one of each kind, for tests that need one."""

from typing import TypeVar

from deploy.seeding import bundle
from shared.ports.sms_clouds import AliyunSmsData, SmsSupplierData, TencentSmsData
from shared.ports.sms_gateway import Gateway

T = TypeVar("T", Gateway, AliyunSmsData, TencentSmsData)


def shipped(kind: type[T]) -> T:
    """The first of that kind."""
    found: list[SmsSupplierData] = list(bundle.read().suppliers.supplier)
    return next(one for one in found if isinstance(one, kind))
