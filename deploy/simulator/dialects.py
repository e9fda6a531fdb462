"""How each supplier writes what it posts: receipts and replies in the fields of its own manual."""

import zlib
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import msgspec

from deploy.simulator.phones import Answered, Message
from shared.domain.deadlines.calendar import SHANGHAI

SHORT_CODE = "1069012345"  # the number that clouds send from, before our ending


class Dialect(msgspec.Struct, frozen=True, kw_only=True):
    """What a receipt and what a reply looks like."""

    receipt: Callable[[Message], dict[str, Any]]
    reply: Callable[[Message, Answered], dict[str, Any]]


def _http_receipt(m: Message) -> dict[str, Any]:
    return {"out_id": m.told or m.reference, "msg_id": m.msg_id, "status": m.status, "report_time": m.at}


def _http_reply(m: Message, said: Answered) -> dict[str, Any]:
    return {
        "reply_id": said.reply_id,
        "phone": m.phone,
        "content": said.content,
        "extend": m.extend,
        "send_time": said.at,
    }


def _aliyun_receipt(m: Message) -> dict[str, Any]:
    delivered = m.status == "delivered"
    return {
        "phone_number": m.phone,
        "send_time": clock(m.at),
        "report_time": clock(m.at),
        "success": delivered,
        "err_code": "DELIVERED" if delivered else "UNDELIVERED",
        "err_msg": "用户接收成功" if delivered else "用户接收失败",
        "sms_size": "1",
        "biz_id": m.msg_id,
        "out_id": m.told or m.reference,
    }


def _aliyun_reply(m: Message, said: Answered) -> dict[str, Any]:
    return {
        "phone_number": m.phone,
        "content": said.content,
        "send_time": clock(said.at),
        "dest_code": f"{SHORT_CODE}{m.extend}",
        "sequence_id": zlib.crc32(said.reply_id.encode()),  # a number, as theirs is
        "sign_name": "",
    }


def _tencent_receipt(m: Message) -> dict[str, Any]:
    delivered = m.status == "delivered"
    return {
        "user_receive_time": clock(m.at),
        "nationcode": "86",
        "mobile": m.phone,
        "report_status": "SUCCESS" if delivered else "FAIL",
        "errmsg": "DELIVRD" if delivered else "UNDELIV",
        "description": "用户短信送达成功" if delivered else "用户短信送达失败",
        "sid": m.msg_id,
        "ext": m.told or m.reference,
    }


def _tencent_reply(m: Message, said: Answered) -> dict[str, Any]:
    return {
        "extend": m.extend,
        "mobile": m.phone,
        "nationcode": "86",
        "sign": "",
        "text": said.content,
        "time": int(datetime.fromisoformat(said.at).timestamp()),
    }


def pulled_receipt(m: Message) -> dict[str, Any]:
    """A receipt in the list that Tencent gives when asked."""
    pushed = _tencent_receipt(m)
    return {
        "UserReceiveTime": int(datetime.fromisoformat(m.at).timestamp()),
        "CountryCode": "86",
        "SubscriberNumber": m.phone,
        "PhoneNumber": f"+86{m.phone}",
        "SerialNo": m.msg_id,
        "ReportStatus": pushed["report_status"],
        "Description": pushed["description"],
        "SessionContext": pushed["ext"],
    }


def pulled_reply(m: Message, said: Answered) -> dict[str, Any]:
    """A reply in the list that Tencent gives when asked."""
    pushed = _tencent_reply(m, said)
    return {
        "ExtendCode": m.extend,
        "CountryCode": "86",
        "PhoneNumber": f"+86{m.phone}",
        "SignName": "",
        "ReplyContent": said.content,
        "ReplyTime": pushed["time"],
        "SubscriberNumber": m.phone,
    }


DIALECTS: Mapping[str, Dialect] = {
    "http": Dialect(receipt=_http_receipt, reply=_http_reply),
    "aliyun": Dialect(receipt=_aliyun_receipt, reply=_aliyun_reply),
    "tencent": Dialect(receipt=_tencent_receipt, reply=_tencent_reply),
}


def clock(at: str) -> str:
    """As the clouds write a time: China's, without saying so."""
    return f"{datetime.fromisoformat(at).astimezone(SHANGHAI):%Y-%m-%d %H:%M:%S}"
