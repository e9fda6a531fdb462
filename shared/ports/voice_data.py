"""Suppliers of automatic calls as data: the number that is shown, the texts they approved, what their codes mean."""

from typing import Annotated

import msgspec

from shared.ports.sms import Meaning
from shared.ports.supplier_data import Cloud, Told
from shared.ports.voice import CallOutcome


class AliyunVoiceData(Cloud, frozen=True, kw_only=True, tag_field="adapter", tag="aliyun_voice"):
    """Aliyun voice, version 2017-05-25. `shown` is the number people see, `templates` are by purpose.

    `key_code` is the text that is read out after a key, `bye_code` the one that ends the call; a key is waited for
    `key_seconds`. `outcomes` are by their codes of a call (help 55085).
    """

    shown: Annotated[str, msgspec.Meta(pattern=r"^\d{5,12}$")]
    play_times: Annotated[int, msgspec.Meta(ge=1, le=3)] = 2
    key_code: str = ""
    bye_code: str = ""
    key_seconds: Annotated[int, msgspec.Meta(ge=1, le=30)] = 8
    codes: dict[str, Meaning]
    outcomes: dict[str, CallOutcome]
    reports: Told = Told(answer={"code": 0, "msg": "ok"})


VoiceSupplierData = AliyunVoiceData
"""Any supplier of calls."""
