"""SMS suppliers of the public cloud as data: which texts they approved, and what their codes mean."""

from typing import Annotated

import msgspec

from shared.ports.sms import FateKind, Meaning
from shared.ports.sms_gateway import Gateway
from shared.ports.supplier_data import Cloud, Told

Digits = Annotated[int, msgspec.Meta(ge=0, le=8)]


class AliyunSmsData(Cloud, frozen=True, kw_only=True, tag_field="adapter", tag="aliyun_sms"):
    """Aliyun SMS, version 2017-05-25. `extension_digits`: how long our endings are in the number that was answered."""

    codes: dict[str, Meaning]
    statuses: dict[str, FateKind]
    extension_digits: Digits = 3
    receipts: Told = Told(answer={"code": 0, "msg": "ok"})
    replies: Told = Told(answer={"code": 0, "msg": "ok"})


class TencentSmsData(Cloud, frozen=True, kw_only=True, tag_field="adapter", tag="tencent_sms"):
    """Tencent Cloud SMS, version 2021-01-11. `extends`: they gave us endings of our own, which they must switch on."""

    app_id: Annotated[str, msgspec.Meta(pattern=r"^\d{6,12}$")]
    region: str
    codes: dict[str, Meaning]
    statuses: dict[str, FateKind]
    extends: bool = False
    receipts: Told = Told(answer={"result": 0, "errmsg": "OK"})
    replies: Told = Told(answer={"result": 0, "errmsg": "OK"})


SmsSupplierData = Gateway | AliyunSmsData | TencentSmsData
"""Any supplier of text messages."""
