"""The same calls made by us and by the suppliers' own clients, against any address, clocks and nonces held."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any, Protocol, TypeVar
from unittest import mock

import alibabacloud_dysmsapi20170525.client as aliyun_client
import alibabacloud_dysmsapi20170525.models as aliyun
import alibabacloud_dyvmsapi20170525.client as voice_client
from alibabacloud_tea_openapi.utils import Utils
from alibabacloud_tea_openapi.utils_models import Config
from darabonba.core import DaraCore
from tencentcloud.common import abstract_client, credential
from tencentcloud.common.profile.client_profile import ClientProfile
from tencentcloud.common.profile.http_profile import HttpProfile
from tencentcloud.sms.v20210111 import models as tencent
from tencentcloud.sms.v20210111 import sms_client

from deploy.seeding import bundle
from services.notify.adapters.aliyun import Acs, Key
from services.notify.adapters.aliyun_sms import VERSION, AliyunSms
from services.notify.adapters.aliyun_voice import AliyunVoice
from services.notify.adapters.tencent_sms import TencentSms
from services.notify.adapters.wire import Wire
from shared.ports.sms import Outgoing
from shared.ports.sms_clouds import AliyunSmsData, TencentSmsData
from tests.suppliers import shipped

KEY_ID, SECRET = "testAccessKeyId", "testAccessKeySecret"
STAMP = 1795348800
AT = datetime.fromtimestamp(STAMP, UTC)
NONCE = "0123456789abcdef0123456789abcdef"
PHONE = "13900000000"
PARAMS = {"item": "高龄津贴申领 *~+'()", "number": "BT2026 0001", "due": "12月1日", "phone": "0472-5163108"}


class Closes(Protocol):
    """Holds connections."""

    def close(self) -> None: ...


T = TypeVar("T", bound=Closes)
OPEN: list[Closes] = []
"""What tests opened and nobody closed yet."""


def opened(one: T) -> T:
    """It is closed when the test is over."""
    OPEN.append(one)
    return one


def close_all() -> None:
    """Theirs keep sessions in their class."""
    while OPEN:
        OPEN.pop().close()
    for session in DaraCore._sessions.values():
        session.close()
    DaraCore._sessions.clear()


def message(reference: str = "case-1", phone: str = PHONE, extension: str = "007") -> Outgoing:
    """The message that both send."""
    return Outgoing(
        reference=reference,
        phone=phone,
        text="已受理",
        sign="包头稀土高新区",
        extension=extension,
        purpose="accepted",
        params=PARAMS,
    )


def ours_of_aliyun(host: str) -> AliyunSms:
    """Our adapter with its clock held."""
    url = f"http://{host}"
    wire = Wire(url, 5)
    acs = Acs(wire, Key(KEY_ID, SECRET), VERSION, lambda: AT, lambda: NONCE)
    OPEN.append(wire)
    return opened(AliyunSms(shipped(AliyunSmsData), url, Key(KEY_ID, SECRET), acs=acs))


def ours_of_tencent(host: str) -> TencentSms:
    """Our adapter with its clock held."""
    return opened(TencentSms(shipped(TencentSmsData), f"http://{host}", Key(KEY_ID, SECRET), clock=lambda: AT))


def theirs_of_aliyun(host: str) -> Any:
    """Their client, on plain http."""
    config = Config(access_key_id=KEY_ID, access_key_secret=SECRET, endpoint=host, protocol="http")
    return aliyun_client.Client(config)


def theirs_of_tencent(host: str) -> Any:
    """Their client, on plain http."""
    profile = ClientProfile(httpProfile=HttpProfile(protocol="http", endpoint=host, reqTimeout=5))
    client = sms_client.SmsClient(credential.Credential(KEY_ID, SECRET), "ap-beijing", profile)
    OPEN.append(client.request.conn._session)
    return client


def ours_of_voice(host: str) -> AliyunVoice:
    """Our adapter for calls with its clock held."""
    wire, data = Wire(f"http://{host}", 5), bundle.read().voices.supplier[0]
    OPEN.append(wire)
    acs = Acs(wire, Key(KEY_ID, SECRET), VERSION, lambda: AT, lambda: NONCE)
    return opened(AliyunVoice(data, f"http://{host}", Key(KEY_ID, SECRET), acs=acs))


def theirs_of_voice(host: str) -> Any:
    """Their client for calls, on plain http."""
    return voice_client.Client(Config(access_key_id=KEY_ID, access_key_secret=SECRET, endpoint=host, protocol="http"))


def aliyun_send(out: Outgoing, param: str) -> Any:
    """The same message in their words."""
    return aliyun.SendSmsRequest(
        phone_numbers=out.phone,
        sign_name=out.sign,
        template_code="SMS_000000001",
        template_param=param,
        sms_up_extend_code=out.extension or None,
        out_id=out.reference,
    )


def tencent_send(out: Outgoing) -> Any:
    """The same message in their words."""
    request = tencent.SendSmsRequest()
    request.PhoneNumberSet = [f"+86{out.phone}"]
    request.SmsSdkAppId = "1400006666"
    request.TemplateId = "1000001"
    request.SignName = out.sign
    request.TemplateParamSet = list(out.params.values())
    request.SessionContext = out.reference
    return request


@contextmanager
def held() -> Iterator[None]:
    """Their clocks and nonces stand where ours do."""
    with (
        mock.patch.object(Utils, "get_timestamp", return_value=f"{AT:%Y-%m-%dT%H:%M:%SZ}"),
        mock.patch.object(Utils, "get_nonce", return_value=NONCE),
        mock.patch.object(abstract_client, "time", mock.Mock(time=lambda: STAMP)),
    ):
        yield
