"""What Aliyun posts to us about messages: SmsReport and SmsUp. Nothing in them is signed."""

from typing import Any

from services.notify.adapters import callbacks
from shared.ports.sms import Fate, FateKind, Malformed, Receipt, Reply
from shared.ports.sms_clouds import AliyunSmsData


def receipts(body: str, data: AliyunSmsData) -> tuple[Receipt, ...]:
    """Each end by our reference. Raises Malformed."""
    return tuple(_receipt(entry, data) for entry in callbacks.entries(body))


def replies(body: str, data: AliyunSmsData) -> tuple[Reply, ...]:
    """Each answer; our ending is the last digits of the number that was answered. Raises Malformed."""
    return tuple(_reply(entry, data) for entry in callbacks.entries(body))


def _receipt(entry: dict[str, Any], data: AliyunSmsData) -> Receipt:
    code = callbacks.told(entry, "err_code")
    kind = FateKind.DELIVERED if _success(entry) else data.statuses.get(code, FateKind.FAILED)
    biz_id = callbacks.told(entry, "biz_id", needed=True)
    fate = Fate(kind=kind, code=code[:64], supplier_id=biz_id[:128])
    return Receipt(reference=callbacks.told(entry, "out_id", needed=True), fate=fate)


def _success(entry: dict[str, Any]) -> bool:
    found = entry.get("success")
    if not isinstance(found, bool):
        raise Malformed("success is neither true nor false")
    return found


def _reply(entry: dict[str, Any], data: AliyunSmsData) -> Reply:
    answered = callbacks.told(entry, "dest_code")
    return Reply(
        supplier_id=callbacks.told(entry, "sequence_id", needed=True),
        phone=callbacks.plain_phone(callbacks.told(entry, "phone_number", needed=True)),
        extension=answered[-data.extension_digits :] if data.extension_digits else "",
        text=callbacks.told(entry, "content"),
    )
